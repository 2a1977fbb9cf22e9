const POLYNOMIAL = 0xedb88320;
const LANES = 8;

/** Eight tables, so that eight bytes cost eight look-ups and no chain of shifts between them. */
const tables: readonly Int32Array[] = makeTables();

function makeTables(): readonly Int32Array[] {
  const first = new Int32Array(256).map((_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value;
  });
  const made = [first];
  for (let lane = 1; lane < LANES; lane++) {
    const before = made[lane - 1] ?? first;
    made.push(
      new Int32Array(256).map(
        (_, byte) => ((before[byte] ?? 0) >>> 8) ^ (first[(before[byte] ?? 0) & 255] ?? 0),
      ),
    );
  }
  return made;
}

/** The CRC-32 of ISO 3309 over what came before (`crc`, 0 at first) and these bytes. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
  if (!t0 || !t1 || !t2 || !t3 || !t4 || !t5 || !t6 || !t7) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = ~crc;
  let at = 0;
  for (; at + LANES <= bytes.length; at += LANES) {
    const low = view.getInt32(at, true) ^ sum;
    const high = view.getInt32(at + 4, true);
    sum =
      (t7[low & 255] ?? 0) ^
      (t6[(low >>> 8) & 255] ?? 0) ^
      (t5[(low >>> 16) & 255] ?? 0) ^
      (t4[low >>> 24] ?? 0) ^
      (t3[high & 255] ?? 0) ^
      (t2[(high >>> 8) & 255] ?? 0) ^
      (t1[(high >>> 16) & 255] ?? 0) ^
      (t0[high >>> 24] ?? 0);
  }
  for (; at < bytes.length; at++) sum = (t0[(sum ^ (bytes[at] ?? 0)) & 255] ?? 0) ^ (sum >>> 8);
  return ~sum >>> 0;
}
