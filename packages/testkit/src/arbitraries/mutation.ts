// Damage to bytes that once made sense: what a hostile sender tries first.

/** Numbers from a seed, always the same ones (mulberry32). */
export class SeededNumbers {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  bytes(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => this.below(256));
  }
}

/** Bytes at which parsers go wrong: ends of ranges, flags, prefixes of the next larger kind. */
const TELLING = [0x00, 0x01, 0x02, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xed, 0xf4, 0xff];

/** One to three changes: a bit, a byte, a cut, an insertion, a part twice. Never `bytes` themselves. */
export function mutated(numbers: SeededNumbers, bytes: Uint8Array): Uint8Array {
  let out = Array.from(bytes);
  const rounds = 1 + numbers.below(3);
  for (let round = 0; round < rounds; round++) {
    const at = numbers.below(out.length + 1);
    const telling = TELLING[numbers.below(TELLING.length)] ?? 0;
    switch (numbers.below(6)) {
      case 0:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << numbers.below(8));
        break;
      case 1:
        if (at < out.length) out[at] = telling;
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3:
        out.splice(at, 0, telling);
        break;
      case 4:
        out.splice(at, 1 + numbers.below(4));
        break;
      default:
        out = [...out.slice(0, at), ...out.slice(numbers.below(at + 1))];
    }
  }
  return Uint8Array.from(out);
}
