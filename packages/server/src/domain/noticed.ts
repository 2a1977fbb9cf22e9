import type { SignalKind, StrongLink } from "@bridle/desk";
import type { AccountId } from "@bridle/protocol";

/**
 * One thing that a decision noticed about strangers or a breach of the protocol. Time, platform, build and
 * network are the connection's to add. There is no field for a conversation: of those that were accepted
 * nothing is noticed.
 */
export interface Noticed {
  readonly kind: SignalKind;
  /** The account that acted, where it isn't simply whoever has the session. */
  readonly source?: AccountId | undefined;
  /** An account that exists; a made-up one exposes nobody. */
  readonly target?: AccountId | undefined;
  /** From a closed list: never content. */
  readonly detail?: string;
  /** Bytes of what was refused. */
  readonly size?: number;
  readonly links?: readonly LinkMaterial[];
}

/** What a link's tag is made of. It is hashed under a key and forgotten. */
export interface LinkMaterial {
  readonly kind: StrongLink["kind"];
  readonly material: Uint8Array;
}

/** The effect that carries it. Told once the transaction is over, whether the call was accepted or refused. */
export interface SignalEffect {
  readonly kind: "signal";
  readonly noticed: Noticed;
}

export function signal(noticed: Noticed): SignalEffect {
  return { kind: "signal", noticed };
}

/** A body whose clear head breaks the protocol. */
export function unreadable(detail: string, body: Uint8Array): Noticed {
  return { kind: "schemaViolation", detail, size: body.length };
}
