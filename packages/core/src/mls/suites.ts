import { HPKE_X25519, HPKE_XWING, type HpkeSuite } from "../crypto/hpke.ts";

/** Cipher suites we speak. The suite is a property of a group and never changes within it. */
export type SuiteName =
  | "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"
  | "BRIDLE_256_XWING_AES256GCM_SHA384_Ed25519";

/** RFC 9420 §17.1, for conversations of many people. */
export const CLASSIC_SUITE: SuiteName = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
/**
 * The parameters of draft-ietf-mls-pq-ciphersuites' MLKEM768X25519/AES256GCM/SHA384/Ed25519. The
 * draft's number isn't assigned, so ours is from the private range until it is.
 */
export const HYBRID_SUITE: SuiteName = "BRIDLE_256_XWING_AES256GCM_SHA384_Ed25519";

/** `id` goes over the wire; the hash of `hpke` is the hash, HKDF and HMAC of the whole suite. */
export const SUITES: Readonly<Record<SuiteName, { readonly id: number; readonly hpke: HpkeSuite }>> = {
  MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: { id: 0x0001, hpke: HPKE_X25519 },
  BRIDLE_256_XWING_AES256GCM_SHA384_Ed25519: { id: 0xf0b1, hpke: HPKE_XWING },
};

export function suiteOfId(id: number): SuiteName | undefined {
  if (id === SUITES[CLASSIC_SUITE].id) return CLASSIC_SUITE;
  return id === SUITES[HYBRID_SUITE].id ? HYBRID_SUITE : undefined;
}
