export { aeadOpen, aeadSeal, type NotAuthentic } from "./aead.ts";
export { ed25519KeyPair, ed25519Sign, ed25519Verify, type SignatureKeyPair } from "./ed25519.ts";
export { edwards25519, type EdwardsPoint } from "./edwards25519.ts";
export { constantTimeEqual } from "./equal.ts";
export { hkdfSha256, hmacSha256, sha256, sha384, sha512 } from "./hash.ts";
export {
  deriveHpkeKeyPair,
  generateHpkeKeyPair,
  hpkeOpen,
  hpkeSeal,
  type BadPublicKey,
  type Sealed,
} from "./hpke.ts";
export type { KemKeyPair } from "./kem.ts";
export { createCrypto, type AesGcmSubtle, type CryptoProvider } from "./provider.ts";
