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

/** A log, and what of it SQLite would pass over in silence although it belongs to the database's last state. */
export interface ReadWal {
  /** `undefined` when there is nothing in it at all. */
  readonly index: WalIndex | undefined;
  readonly damage: string | undefined;
}

/**
 * Reads a `-wal` file as SQLite would on opening (https://sqlite.org/walformat.html): frames count while salts and
 * cumulative checksums fit, up to the last commit. What follows under other salts is what an earlier round of the log left, and what follows
 * without a commit was taken back or never finished: neither is damage.
 */
export async function readWal(file: ByteSource, pageBytes: number): Promise<ReadWal> {
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const frames = Math.max(0, Math.floor((file.sizeBytes - HEADER_BYTES) / frameBytes));
  const committed = new Map<number, number>();
  if (file.sizeBytes === 0) return { index: undefined, damage: undefined };
  const header = headerOf(await file.readAt(0, HEADER_BYTES), pageBytes);
  if (header === undefined) return done(0, "the header of its log is damaged");
  const { littleEndian } = header;
  let sum: Sum | undefined = header.sum;
  let pending: [page: number, offset: number][] = [];
  let pageCount = 0;
  /** The first frame that SQLite doesn't take. */
  let brokenAt: number | undefined;
  for (let first = 0; first < frames; first += CHUNK_FRAMES) {
    const start = HEADER_BYTES + first * frameBytes;
    const chunk = await file.readAt(start, frameBytes * Math.min(CHUNK_FRAMES, frames - first));
    for (let at = 0; at + frameBytes <= chunk.length; at += frameBytes) {
      const frame = viewOf(chunk.subarray(at, at + frameBytes));
      const isOfRound = header.isOfRound(frame);
      const size = frame.getUint32(4);
      sum = sum === undefined || !isOfRound ? undefined : nextSum(sum, frame, littleEndian);
      if (sum === undefined) {
        brokenAt ??= first + at / frameBytes;
        if (isOfRound && size !== 0)
          return done(pageCount, `its log is damaged from page ${brokenAt + 1} of it on`);
        continue;
      }
      pending.push([frame.getUint32(0), start + at + FRAME_HEADER_BYTES]);
      if (size === 0) continue;
      for (const [page, offset] of pending) committed.set(page, offset);
      pending = [];
      pageCount = size;
    }
  }
  const end = HEADER_BYTES + frames * frameBytes;
  const cut = await file.readAt(end, Math.min(FRAME_HEADER_BYTES, file.sizeBytes - end));
  const isCut = cut.length < 16 ? cut.length > 0 && brokenAt === undefined : header.isOfRound(viewOf(cut));
  return done(pageCount, isCut ? "its log is cut off" : undefined);

  function done(pageCount: number, damage: string | undefined): ReadWal {
    const counted = new Set(committed.values());
    const older: number[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const offset = HEADER_BYTES + frame * frameBytes + FRAME_HEADER_BYTES;
      if (!counted.has(offset)) older.push(offset);
    }
    return { index: { file, offsets: committed, pageCount, older }, damage };
  }
}

interface WalHeader {
  readonly littleEndian: boolean;
  readonly sum: Sum;
  /** Whether a frame was written since the log last began anew: its salts are the header's. */
  isOfRound(frame: DataView): boolean;
}

function headerOf(bytes: Uint8Array, pageBytes: number): WalHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = viewOf(bytes);
  const magic = view.getUint32(0);
  if ((magic & 0xfffffffe) >>> 0 !== 0x377f0682 || view.getUint32(8) !== pageBytes) return undefined;
  const littleEndian = (magic & 1) === 0;
  const sum = checksum({ a: 0, b: 0 }, view, { from: 0, to: 24, littleEndian });
  if (sum.a !== view.getUint32(24) || sum.b !== view.getUint32(28)) return undefined;
  const salts = [view.getUint32(16), view.getUint32(20)];
  const isOfRound = (frame: DataView): boolean =>
    frame.getUint32(8) === salts[0] && frame.getUint32(12) === salts[1];
  return { littleEndian, sum, isOfRound };
}

/** The checksum over everything up to this frame; `undefined` when the frame says another. */
function nextSum(before: Sum, frame: DataView, littleEndian: boolean): Sum | undefined {
  const head = checksum(before, frame, { from: 0, to: 8, littleEndian });
  const sum = checksum(head, frame, { from: FRAME_HEADER_BYTES, to: frame.byteLength, littleEndian });
  return sum.a === frame.getUint32(16) && sum.b === frame.getUint32(20) ? sum : undefined;
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
