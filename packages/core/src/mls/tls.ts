import { concatBytes } from "@bridle/protocol";

// The presentation language of RFC 9420 §2.1, as far as we read and write it ourselves.

/** A vector: its length in the shortest of 1, 2 or 4 bytes (§2.1.2), then its bytes. */
export function vector(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length < 0x40) return concatBytes(Uint8Array.of(length), bytes);
  if (length < 0x4000) return concatBytes(uint(0x4000 | length, 2), bytes);
  return concatBytes(uint(0x80000000 + length, 4), bytes);
}

export function uint(value: number | bigint, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let rest = BigInt(value);
  for (let index = size - 1; index >= 0; index--) {
    out[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** Reads forward; once something is missing or not canonical it has failed and yields nothing. */
export class TlsReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #failed = false;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#at = offset;
  }

  get offset(): number {
    return this.#at;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Whether everything was there and nothing is left. */
  get complete(): boolean {
    return !this.#failed && this.#at === this.#bytes.length;
  }

  raw(length: number): Uint8Array {
    if (this.#failed || this.#at + length > this.#bytes.length) {
      this.#failed = true;
      return new Uint8Array();
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** At most six bytes: exact as a number. */
  uint(size: number): number {
    return this.raw(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  vector(): Uint8Array {
    const first = this.uint(1);
    const form = first >> 6;
    const size = [0, 1, 3][form];
    if (size === undefined) {
      this.#failed = true;
      return new Uint8Array();
    }
    const length = (first & 0x3f) * 256 ** size + this.uint(size);
    const least = [0, 0x40, 0x4000][form] ?? 0;
    if (length < least) this.#failed = true;
    return this.raw(length);
  }
}
