import { ed25519 } from "@noble/curves/ed25519.js";

/** `privateKey` is the 32-byte seed of RFC 8032 §5.1.5, `publicKey` its 32-byte point. */
export interface SignatureKeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** The key pair of a 32-byte seed; another length is a bug of the caller and throws. */
export function ed25519KeyPair(seed: Uint8Array): SignatureKeyPair {
  return { privateKey: seed.slice(), publicKey: ed25519.getPublicKey(seed) };
}

/** Ed25519 (RFC 8032 §5.1.6), deterministic: 64 bytes. */
export function ed25519Sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, privateKey);
}

/** Strict verification (RFC 8032 §5.1.7, canonical encodings); malformed input is simply false. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
