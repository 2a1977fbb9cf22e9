import type { ChainCrypto } from "@bridle/protocol";

/** Each purpose has a key of its own, so that a hash made for one says nothing in another. */
export type KeyedPurpose =
  | "answer"
  | "block"
  | "introduction"
  | "decoy"
  | "buried"
  | "decoy-prng"
  | "build"
  | "notice-key"
  | "notice-posted"
  | "report-key";

/** Hashing, signing and randomness of the server. No method can open anything that people send. */
export interface ServerCrypto extends ChainCrypto {
  randomBytes(size: number): Uint8Array;
  /** HMAC-SHA-256 under the server's key for this purpose. */
  keyedHash(purpose: KeyedPurpose, data: Uint8Array): Uint8Array;
  /** Binds proofs to this server; 32 bytes, the same for the life of the data folder. */
  readonly serverId: Uint8Array;
  /** Ed25519 public key of the batch receipts. */
  readonly frankingKey: Uint8Array;
  /** Ed25519 with the franking key. */
  signReceipt(input: Uint8Array): Uint8Array;
  /** Ed25519 key pair of a 32-byte seed, for decoys. */
  ed25519FromSeed(seed: Uint8Array): {
    readonly publicKey: Uint8Array;
    sign(message: Uint8Array): Uint8Array;
  };
  /** X25519 public key of a 32-byte private key. */
  x25519PublicKey(privateKey: Uint8Array): Uint8Array;
  /** SHAKE-256. */
  shake256(seed: Uint8Array, size: number): Uint8Array;
}
