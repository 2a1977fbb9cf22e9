import type { Sha256 } from "@bridle/protocol";

/** Hashing and signature checks come in as functions: this package has no cryptography of its own. */
export interface LedgerCrypto {
  readonly sha256: Sha256;
  /** Ed25519 (RFC 8032). False for keys and signatures of any wrong length; never throws. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** A private Ed25519 key that stays where it is. */
export interface Ed25519Signer {
  readonly publicKey: Uint8Array;
  /** 64 bytes. Throws when the key can't be used. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
