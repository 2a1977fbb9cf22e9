import { assert } from "@bridle/protocol";

const NEVER = 0xffffffff;

/**
 * Gives ids of a fixed size small numbers for as long as somebody uses them, and takes the numbers back after
 * that. A million ids cost their bytes and about twelve more each; nothing is allocated per id.
 */
export class IdTable {
  readonly #words: number;
  readonly #seed: number;
  #keys: Uint32Array;
  #uses: Uint32Array;
  /** Number + 1 by hash, with linear probing; 0 is empty. Twice as long as there are numbers. */
  #slots: Uint32Array;
  /** While a number is free: the next free one. */
  #nextFree: number = NEVER;
  #made = 0;
  #size = 0;

  /** `seed` keeps whoever chooses ids from choosing where they fall. */
  constructor(words: number, seed: number) {
    this.#words = words;
    this.#seed = seed >>> 0;
    this.#keys = new Uint32Array(1024 * words);
    this.#uses = new Uint32Array(1024);
    this.#slots = new Uint32Array(2048);
  }

  /** How many ids are in use. */
  get size(): number {
    return this.#size;
  }

  /** Numbers are below this; grows by doubling. */
  get capacity(): number {
    return this.#uses.length;
  }

  get bytes(): number {
    return this.#keys.byteLength + this.#uses.byteLength + this.#slots.byteLength;
  }

  /** The number of an id, -1 if nobody uses it. */
  find(key: Uint32Array): number {
    return (this.#slots[this.#slotOf(key)] ?? 0) - 1;
  }

  /** The number of an id; it stays this one until it was released as often as it was acquired. */
  acquire(key: Uint32Array): number {
    assert(key.length === this.#words, "an id of another size");
    const slot = this.#slotOf(key);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1;
      return known;
    }
    const number = this.#freeNumber();
    this.#keys.set(key, number * this.#words);
    this.#uses[number] = 1;
    this.#size++;
    // The slots may have moved to make room.
    this.#slots[this.#slotOf(key)] = number + 1;
    return number;
  }

  /** One more use of a number that is in use. */
  retain(number: number): void {
    this.#uses[number] = (this.#uses[number] ?? 0) + 1;
  }

  /** Whether the number is free now. */
  release(number: number): boolean {
    const uses = this.#uses[number] ?? 0;
    assert(uses > 0, "released more often than acquired");
    this.#uses[number] = uses - 1;
    if (uses > 1) return false;
    this.#forget(this.#slotOf(this.key(number)));
    this.#keys[number * this.#words] = this.#nextFree;
    this.#nextFree = number;
    this.#size--;
    return true;
  }

  /** The id behind a number in use, as a view. */
  key(number: number): Uint32Array {
    return this.#keys.subarray(number * this.#words, (number + 1) * this.#words);
  }

  #freeNumber(): number {
    if (this.#nextFree !== NEVER) {
      const number = this.#nextFree;
      this.#nextFree = this.#keys[number * this.#words] ?? NEVER;
      return number;
    }
    if (this.#made === this.#uses.length) this.#grow();
    return this.#made++;
  }

  #grow(): void {
    const keys = new Uint32Array(2 * this.#keys.length);
    keys.set(this.#keys);
    const uses = new Uint32Array(2 * this.#uses.length);
    uses.set(this.#uses);
    this.#keys = keys;
    this.#uses = uses;
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let number = 0; number < this.#made; number++) {
      if ((this.#uses[number] ?? 0) > 0) this.#slots[this.#slotOf(this.key(number))] = number + 1;
    }
  }

  /** Where the id is, or the empty place where it belongs. */
  #slotOf(key: Uint32Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(key) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0 || this.#holds(number, key)) return slot;
    }
  }

  #holds(number: number, key: Uint32Array): boolean {
    const at = number * this.#words;
    for (let word = 0; word < this.#words; word++) {
      if (this.#keys[at + word] !== key[word]) return false;
    }
    return true;
  }

  #hash(key: Uint32Array): number {
    let hash = this.#seed;
    for (let word = 0; word < this.#words; word++) {
      hash = Math.imul(hash ^ (key[word] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  /** Empties a place and moves up what had to give way to it (Knuth 6.4, algorithm R). */
  #forget(empty: number): void {
    const mask = this.#slots.length - 1;
    let hole = empty;
    for (let slot = (hole + 1) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) break;
      const home = this.#hash(this.key(number)) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      this.#slots[hole] = number + 1;
      hole = slot;
    }
    this.#slots[hole] = 0;
  }
}

/** Lower-case hexadecimal into 32-bit words; whether it was that. */
export function wordsOfHex(hex: string, out: Uint32Array): boolean {
  if (hex.length !== 8 * out.length) return false;
  for (let word = 0; word < out.length; word++) {
    let value = 0;
    for (let at = 8 * word; at < 8 * word + 8; at++) {
      const code = hex.charCodeAt(at);
      const digit = code >= 97 && code <= 102 ? code - 87 : code - 48;
      if (digit < 0 || digit > 15 || (digit > 9 && code < 97)) return false;
      value = (value << 4) | digit;
    }
    out[word] = value;
  }
  return true;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function hexOfWords(words: Uint32Array): string {
  let out = "";
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    out += `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
  }
  return out;
}

/** Big-endian bytes into 32-bit words; whether they were as many. */
export function wordsOfBytes(bytes: Uint8Array, out: Uint32Array): boolean {
  if (bytes.length !== 4 * out.length) return false;
  for (let word = 0; word < out.length; word++) {
    const at = 4 * word;
    out[word] =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
  }
  return true;
}
