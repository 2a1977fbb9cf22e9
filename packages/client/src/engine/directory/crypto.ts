import { chainCrypto, edwards25519, sha256, sha512, type EdwardsPoint } from "@bridle/core";
import type { LookupCrypto } from "@bridle/ledger";

/** What lookups and checkpoints are checked with. */
export const lookupCrypto: LookupCrypto<EdwardsPoint> = {
  sha256,
  verifyEd25519: (publicKey, message, signature) => chainCrypto.verifyEd25519(publicKey, message, signature),
  vrf: { curve: edwards25519, sha512 },
};
