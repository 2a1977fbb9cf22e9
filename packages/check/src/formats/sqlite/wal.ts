import type { ByteSource } from "../../ports/source.ts";

/** Where the newest committed version of each page lies in a write-ahead log. */
export interface WalIndex {
  readonly file: ByteSource;
  /** Page number to the offset of its content in `file`. */
  readonly offsets: ReadonlyMap<number, number>;
  /** The database's size in pages after the last commit. */
  readonly pageCount: number;
  /** Offsets of pages that don't count: older ones, and those behind the last commit or behind a checksum that doesn't fit. */
  readonly older: readonly number[];
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const CHUNK_FRAMES = 64;

/**
 * Reads a `-wal` file as SQLite would on opening (https://sqlite.org/walformat.html): frames count while salts and
 * cumulative checksums fit, up to the last commit. `undefined` when it holds nothing that counts.
 */
export async function readWal(file: ByteSource, pageBytes: number): Promise<WalIndex | undefined> {
  const header = await file.readAt(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const view = viewOf(header);
  const magic = view.getUint32(0);
  if ((magic & 0xfffffffe) >>> 0 !== 0x377f0682 || view.getUint32(8) !== pageBytes) return undefined;
  const littleEndian = (magic & 1) === 0;
  let sum = checksum({ a: 0, b: 0 }, view, { from: 0, to: 24, littleEndian });
  if (sum.a !== view.getUint32(24) || sum.b !== view.getUint32(28)) return undefined;
  const salts = [view.getUint32(16), view.getUint32(20)];
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const frames = Math.floor((file.sizeBytes - HEADER_BYTES) / frameBytes);
  const committed = new Map<number, number>();
  let pending: [page: number, offset: number][] = [];
  let pageCount = 0;
  for (let first = 0; first < frames; first += CHUNK_FRAMES) {
    const start = HEADER_BYTES + first * frameBytes;
    const chunk = await file.readAt(start, frameBytes * Math.min(CHUNK_FRAMES, frames - first));
    for (let at = 0; at + frameBytes <= chunk.length; at += frameBytes) {
      const frame = viewOf(chunk.subarray(at, at + frameBytes));
      if (frame.getUint32(8) !== salts[0] || frame.getUint32(12) !== salts[1]) return done();
      sum = checksum(sum, frame, { from: 0, to: 8, littleEndian });
      sum = checksum(sum, frame, { from: FRAME_HEADER_BYTES, to: frameBytes, littleEndian });
      if (sum.a !== frame.getUint32(16) || sum.b !== frame.getUint32(20)) return done();
      pending.push([frame.getUint32(0), start + at + FRAME_HEADER_BYTES]);
      const size = frame.getUint32(4);
      if (size === 0) continue;
      for (const [page, offset] of pending) committed.set(page, offset);
      pending = [];
      pageCount = size;
    }
  }
  return done();

  function done(): WalIndex | undefined {
    if (committed.size === 0) return undefined;
    const counted = new Set(committed.values());
    const older: number[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const offset = HEADER_BYTES + frame * frameBytes + FRAME_HEADER_BYTES;
      if (!counted.has(offset)) older.push(offset);
    }
    return { file, offsets: committed, pageCount, older };
  }
}

interface Sum {
  readonly a: number;
  readonly b: number;
}

function checksum(
  { a, b }: Sum,
  view: DataView,
  { from, to, littleEndian }: { readonly from: number; readonly to: number; readonly littleEndian: boolean },
): Sum {
  for (let at = from; at < to; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return { a, b };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
