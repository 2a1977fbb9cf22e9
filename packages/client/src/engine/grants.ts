import { deriveGrantKeys, holderHash } from "@bridle/core";
import type { AccountId, ContentBody, GrantId, Result } from "@bridle/protocol";
import type { OpenGrant } from "../store/contact-store.ts";
import type { CallRefusal } from "../wire/connection.ts";
import type { Engine } from "./engine.ts";

/** A new permission to reach us, for one account. */
export interface PreparedGrant {
  readonly grantId: GrantId;
  readonly secret: Uint8Array;
  readonly holder: AccountId;
  /** What the server stores: it names nobody. */
  readonly holderHash: Uint8Array;
}

export function prepareGrant(engine: Pick<Engine, "crypto">, holder: AccountId): PreparedGrant {
  const secret = engine.crypto.randomBytes(32);
  const { grantId, accessKey } = deriveGrantKeys(secret);
  return { grantId, secret, holder, holderHash: holderHash(accessKey, holder) };
}

/** The server must know a grant before its holder can use it: ask first, store and tell them then. */
export async function registerGrant(
  engine: Pick<Engine, "session">,
  { grantId, holderHash }: PreparedGrant,
): Promise<Result<unknown, CallRefusal<"too_many_grants">>> {
  return engine.session.call("grant.put", { grantId, holderHash });
}

export function openGrantOf(
  { grantId, secret, holder }: PreparedGrant,
  given: { readonly kind: OpenGrant["kind"]; readonly at: number },
): OpenGrant {
  return { grantId, secret, holder, kind: given.kind, expiresAt: undefined, at: given.at };
}

export function grantContent({ grantId, secret }: Pick<PreparedGrant, "grantId" | "secret">): ContentBody {
  return { kind: "grant", grantId, secret };
}
