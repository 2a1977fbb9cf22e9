import type { SourceFile } from "@bridle/check";
import type { Reading } from "./reading.ts";

const PIECE_BYTES = 512 * 1024;

/** A file that the user handed over, read piece by piece and never as a whole. */
export function browserFile(file: File, path: string, reading: Reading): SourceFile {
  const readAt = async (offset: number, length: number): Promise<Uint8Array> => {
    const end = Math.min(file.size, offset + Math.max(0, length));
    const bytes = new Uint8Array(await file.slice(offset, end).arrayBuffer());
    reading.read(bytes.length);
    return bytes;
  };
  return {
    path,
    sizeBytes: file.size,
    modifiedMs: file.lastModified,
    readAt,
    async *stream() {
      // One piece is being read while the last one is being used.
      const ahead = (at: number): Promise<Uint8Array> => {
        const piece = readAt(at, PIECE_BYTES);
        // Whoever stops in between must not leave a failure unheard.
        piece.catch(() => undefined);
        return piece;
      };
      let next = ahead(0);
      for (let at = PIECE_BYTES; at - PIECE_BYTES < file.size; at += PIECE_BYTES) {
        const piece = await next;
        next = ahead(at);
        yield piece;
      }
    },
  };
}
