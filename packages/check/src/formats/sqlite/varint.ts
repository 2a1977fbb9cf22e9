/** A varint's value and the offset behind it; values beyond 2^53 are approximate. */
export interface Varint {
  readonly value: number;
  readonly next: number;
}

/** Big-endian base 128, at most nine bytes (https://sqlite.org/fileformat2.html#varint); `undefined` when cut. */
export function varintAt(bytes: Uint8Array, at: number): Varint | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, next: at + 1 };
  let value = first & 0x7f;
  for (let index = 1; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    if (index === 8) return { value: signed(value * 256 + byte), next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return undefined;
}

function signed(value: number): number {
  return value >= 2 ** 63 ? value - 2 ** 64 : value;
}
