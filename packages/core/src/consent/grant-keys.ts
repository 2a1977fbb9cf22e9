import { AccountId, assert, concatBytes, GrantId, utf8Encode } from "@bridle/protocol";
import { hkdfSha256, sha256 } from "../crypto/index.ts";

// A grant is one 32-byte secret that the granter gave to the holder. What the server sees of it (the
// id and, when it is used, the access key) doesn't open what only the two may read (the envelope).

export interface GrantKeys {
  readonly grantId: GrantId;
  /** Shown to the server by the holder, who must be logged in as the holder. */
  readonly accessKey: Uint8Array;
  /** Seals invitations from the holder to the granter. The server never sees it. */
  readonly envelopeKey: Uint8Array;
}

/** Id and keys of a grant's 32-byte secret, by HKDF (RFC 5869) with labels; another length throws. */
export function deriveGrantKeys(secret: Uint8Array): GrantKeys {
  assert(secret.length === 32, "a grant's secret has 32 bytes");
  const derive = (use: string, length: number): Uint8Array =>
    hkdfSha256({ ikm: secret, info: utf8Encode(`bridle/grant-${use}/v1`), length });
  const grantId = GrantId.fromBytes(derive("id", 16));
  assert(grantId !== undefined, "a grant id has 16 bytes");
  return { grantId, accessKey: derive("access", 32), envelopeKey: derive("envelope", 32) };
}

/** What the server stores of a grant: it can check the holder, but not name them. */
export function holderHash(accessKey: Uint8Array, holder: AccountId): Uint8Array {
  return sha256(concatBytes(accessKey, AccountId.toBytes(holder)));
}

/** What the server stores of an invite link before anybody used it. */
export function claimHash(accessKey: Uint8Array): Uint8Array {
  return sha256(accessKey);
}
