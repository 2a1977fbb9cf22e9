import type { Role } from "@bridle/desk";

/** A WebAuthn credential as the server keeps it. */
export interface Passkey {
  /** The credential's id in base64url. */
  readonly id: string;
  /** COSE key. */
  readonly publicKey: Uint8Array;
  /** What the authenticator counted last; 0 where it doesn't count. */
  readonly counter: number;
  readonly transports: readonly string[];
}

/** Somebody who may sign in at the desk. */
export interface Analyst {
  /** 16 random bytes in hex; also the WebAuthn user handle. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly passkey: Passkey;
  readonly joinedAtMs: number;
  readonly revokedAtMs?: number;
}

/** A one-time link: what is kept of it opens nothing. */
export interface Invitation {
  /** SHA-256 of the token in the link. */
  readonly tokenHash: Uint8Array;
  readonly role: Role;
  readonly expiresAtMs: number;
}

/** The desk's own people. Everything is durable on return, each method by itself. */
export interface Analysts {
  all(): readonly Analyst[];
  find(id: string): Analyst | undefined;
  byPasskey(passkeyId: string): Analyst | undefined;
  /** Keeps a new analyst and uses the invitation up, both or neither. `false` when it was used before. */
  join(analyst: Analyst, tokenHash: Uint8Array): boolean;
  /** Keeps what the authenticator counted. */
  counted(passkeyId: string, counter: number): void;
  /** An analyst who is gone stays listed: what they did keeps its author. */
  revoke(id: string, atMs: number): void;
  invitation(tokenHash: Uint8Array): Invitation | undefined;
  invite(invitation: Invitation): void;
  /** Forgets every invitation that expired, and with `all` every one. */
  dropInvitations(which: { readonly before: number } | "all"): void;
}
