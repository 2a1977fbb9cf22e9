import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import * as sha2 from "@noble/hashes/sha2.js";
import type { CHash } from "@noble/hashes/utils.js";

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  return sha2.sha256(message);
}

/** SHA-384 (FIPS 180-4): 48 bytes. */
export function sha384(message: Uint8Array): Uint8Array {
  return sha2.sha384(message);
}

/** SHA-512 (FIPS 180-4): 64 bytes. */
export function sha512(message: Uint8Array): Uint8Array {
  return sha2.sha512(message);
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes. Compare tags with `constantTimeEqual`. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha2.sha256, key, message);
}

/** HKDF-Extract and -Expand over SHA-256 (RFC 5869); at most 255 × 32 bytes. */
export function hkdfSha256(input: {
  readonly ikm: Uint8Array;
  readonly salt?: Uint8Array;
  /** The label of the use and what it is bound to. */
  readonly info: Uint8Array;
  readonly length: number;
}): Uint8Array {
  const prk = extract(sha2.sha256, input.ikm, input.salt ?? new Uint8Array());
  return expand(sha2.sha256, prk, input.info, input.length);
}

/** A hash with its HMAC and HKDF, as the cipher suites choose them. */
export interface HashFunctions {
  /** Nh: output bytes. */
  readonly size: number;
  digest(message: Uint8Array): Uint8Array;
  mac(key: Uint8Array, message: Uint8Array): Uint8Array;
  extract(salt: Uint8Array, ikm: Uint8Array): Uint8Array;
  expand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array;
}

export const SHA256: HashFunctions = hashFunctions(sha2.sha256);
export const SHA384: HashFunctions = hashFunctions(sha2.sha384);

function hashFunctions(hash: CHash): HashFunctions {
  return {
    size: hash.outputLen,
    digest: (message) => hash(message),
    mac: (key, message) => hmac(hash, key, message),
    extract: (salt, ikm) => extract(hash, ikm, salt),
    expand: (prk, info, length) => expand(hash, prk, info, length),
  };
}
