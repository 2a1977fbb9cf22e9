import type { Role } from "@bridle/desk";
import { toBase64Url } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Analysts } from "./analysts.ts";

export const INVITATION_MS = 24 * 60 * 60 * 1000;

/**
 * Makes a one-time link's token for one more person. The store keeps its hash only. Whoever runs the host
 * does this and nobody at the desk: a person who could let in a second self would be two persons.
 */
export function invite(
  env: {
    readonly analysts: Analysts;
    readonly crypto: Pick<ServerCrypto, "randomBytes" | "sha256">;
    readonly nowMs: number;
  },
  role: Role,
): { readonly token: string; readonly expiresAtMs: number } {
  const { analysts, crypto, nowMs } = env;
  const token = crypto.randomBytes(32);
  const expiresAtMs = nowMs + INVITATION_MS;
  analysts.dropInvitations({ before: nowMs });
  analysts.invite({ tokenHash: crypto.sha256(token), role, expiresAtMs });
  return { token: toBase64Url(token), expiresAtMs };
}

/** Where a one-time link points. The token stands behind the #: it reaches no server and no log. */
export function joinLink(origin: string, token: string): string {
  return `${origin}/desk#join=${token}`;
}
