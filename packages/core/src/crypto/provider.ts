/** The part of WebCrypto's SubtleCrypto that we use: AES-GCM. `globalThis.crypto.subtle` fits. */
export interface AesGcmSubtle {
  importKey(
    format: "raw",
    key: Uint8Array<ArrayBuffer>,
    algorithm: { readonly name: "AES-GCM" },
    extractable: false,
    usages: ("encrypt" | "decrypt")[],
  ): Promise<unknown>;
  encrypt(algorithm: AesGcmParameters, key: unknown, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  decrypt(algorithm: AesGcmParameters, key: unknown, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

export interface AesGcmParameters {
  name: "AES-GCM";
  iv: Uint8Array<ArrayBuffer>;
  additionalData: Uint8Array<ArrayBuffer>;
}

/**
 * What cryptography needs from outside. Everything random comes from `randomBytes` alone: with a
 * seeded source every key, ciphertext and signature repeats, so that a simulation replays.
 */
export interface CryptoProvider {
  readonly subtle: AesGcmSubtle;
  /** Fresh bytes from a cryptographic source; each call returns an array of its own. */
  randomBytes(length: number): Uint8Array;
}

/** Binds WebCrypto and the source of randomness of a platform, e.g. `globalThis.crypto`'s. */
export function createCrypto(platform: CryptoProvider): CryptoProvider {
  const { subtle } = platform;
  return { subtle, randomBytes: (length) => platform.randomBytes(length) };
}
