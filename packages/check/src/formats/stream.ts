import type { ByteSource } from "../ports/source.ts";
import { Unreadable } from "./unreadable.ts";

/** The part of a stream is larger than it may be. */
export class TooLarge extends Unreadable {}

/** Everything in a stream, up to a bound. */
export async function collected(chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > bytesMax) throw new TooLarge("larger than a check reads");
    parts.push(chunk);
  }
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes in memory as a file. */
export function inMemory(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    readAt: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A part of a file, in order, piece by piece. */
export async function* slices(
  file: ByteSource,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += PIECE_BYTES) {
    const piece = await file.readAt(at, Math.min(PIECE_BYTES, to - at));
    if (piece.length === 0) return;
    yield piece;
  }
}

const PIECE_BYTES = 128 * 1024;
