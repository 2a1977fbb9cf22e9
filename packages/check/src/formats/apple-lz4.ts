const COMPRESSED = 0x31347662;
const STORED = 0x2d347662;
const END = 0x24347662;

/**
 * Unpacks what Apple's LZ4 framing holds: blocks `bv41` (unpacked size, packed size, data) and `bv4-` (size, data) up to `bv4$`. Matches may reach
 * back into earlier blocks. `undefined` for damage, and for more than `bytesMax`.
 */
export function unpackAppleLz4(bytes: Uint8Array, bytesMax: number): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: {
    readonly from: number;
    readonly to: number;
    readonly size: number;
    readonly packed: boolean;
  }[] = [];
  let total = 0;
  let at = 0;
  for (;;) {
    const magic = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
    if (magic === END) break;
    const head = magic === COMPRESSED ? 12 : 8;
    if ((magic !== COMPRESSED && magic !== STORED) || at + head > bytes.length) return undefined;
    const size = view.getUint32(at + 4, true);
    const packedSize = magic === COMPRESSED ? view.getUint32(at + 8, true) : size;
    total += size;
    if (total > bytesMax || at + head + packedSize > bytes.length) return undefined;
    blocks.push({ from: at + head, to: at + head + packedSize, size, packed: magic === COMPRESSED });
    at += head + packedSize;
  }
  const out = new Uint8Array(total);
  let filled = 0;
  for (const { from, to, size, packed } of blocks) {
    if (packed) {
      if (unpackBlock({ bytes, from, to }, { out, from: filled, to: filled + size }) !== filled + size)
        return undefined;
    } else out.set(bytes.subarray(from, to), filled);
    filled += size;
  }
  return out;
}

interface Packed {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

interface Unpacked {
  readonly out: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** One block (github.com/lz4/lz4 doc/lz4_Block_format.md): where the output ended, or -1 for damage. */
function unpackBlock({ bytes, from, to }: Packed, { out, from: start, to: end }: Unpacked): number {
  let at = from;
  let filled = start;
  const length = (short: number): number => {
    if (short < 15) return short;
    let sum = short;
    for (let byte = 255; byte === 255 && at < to; sum += byte) byte = bytes[at++] ?? 0;
    return sum;
  };
  while (at < to) {
    const token = bytes[at++] ?? 0;
    const literals = length(token >> 4);
    if (at + literals > to || filled + literals > end) return -1;
    out.set(bytes.subarray(at, at + literals), filled);
    at += literals;
    filled += literals;
    // The last sequence has literals only.
    if (at >= to) return filled;
    if (at + 2 > to) return -1;
    const back = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    at += 2;
    const match = length(token & 15) + 4;
    if (back === 0 || back > filled || filled + match > end) return -1;
    if (back >= match) out.copyWithin(filled, filled - back, filled - back + match);
    else for (let index = 0; index < match; index++) out[filled + index] = out[filled + index - back] ?? 0;
    filled += match;
  }
  return filled;
}
