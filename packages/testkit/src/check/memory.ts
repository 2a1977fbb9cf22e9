import type { ByteSource, Source, SourceFile } from "@bridle/check";

/** Bytes in memory as evidence. */
export function byteSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    readAt: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
  };
}

/** One file in memory, streamed in pieces. */
export function memoryFile(path: string, bytes: Uint8Array, pieceBytes = 64 * 1024): SourceFile {
  return {
    path,
    ...byteSource(bytes),
    async *stream() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
    },
  };
}

/** A folder in memory. */
export function memorySource(files: ReadonlyMap<string, Uint8Array>, name = "evidence"): Source {
  return {
    name,
    refused: [],
    find: (path) => {
      const bytes = files.get(path);
      return Promise.resolve(bytes === undefined ? undefined : memoryFile(path, bytes));
    },
    async *walk() {
      for (const [path, bytes] of files) yield memoryFile(path, bytes);
    },
  };
}
