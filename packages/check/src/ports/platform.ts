/** A running hash of the evidence. */
export interface Hashing {
  update(bytes: Uint8Array): void;
  /** Ends it: 32 bytes. */
  digest(): Uint8Array;
}

export interface KeyDerivation {
  readonly hash: "sha1" | "sha256";
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly bytes: number;
}

export type Compression = "gzip" | "zlib" | "deflate-raw";

/** What a run borrows from the machine it runs on. None of it reaches a network. */
export interface Platform {
  /** Unix milliseconds. */
  nowMs(): number;
  /** Minutes to add to UTC for local time at that moment: of a named IANA zone, else of this machine. */
  utcOffsetMinutes(timeMs: number, zone?: string): number | undefined;
  sha256(): Hashing;
  /** CRC-32 (ISO 3309) over what `crc` stands for and then these bytes; `crc32` of this package where nothing faster is at hand. */
  crc32(bytes: Uint8Array, crc: number): number;
  /** PBKDF2 with HMAC (RFC 8018 §5.2). */
  pbkdf2(derivation: KeyDerivation): Promise<Uint8Array>;
  /** AES key unwrap (RFC 3394 §2.2.2); `undefined` when the integrity check fails. */
  unwrapKey(wrappingKey: Uint8Array, wrapped: Uint8Array): Promise<Uint8Array | undefined>;
  /** AES-CBC over whole blocks of 16 bytes; padding stays in place. */
  decryptCbc(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Promise<Uint8Array>;
  /** Streaming decompression. Damage rejects while iterating; it never yields what wasn't there. */
  inflate(format: Compression, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** The WHATWG URL parser: host in ASCII without port and credentials, and the normalised address. */
  parseUrl(text: string): { readonly host: string; readonly href: string } | undefined;
}
