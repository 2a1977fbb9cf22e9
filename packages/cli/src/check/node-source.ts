import { createReadStream } from "node:fs";
import { lstat, open, opendir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Refused, Source, SourceFile } from "@bridle/check";

const STREAM_CHUNK_BYTES = 256 * 1024;
const FILES_MAX = 2_000_000;

/** A file on this machine, opened for reading only. */
export async function nodeFile(fullPath: string, path = basename(fullPath)): Promise<SourceFile> {
  const { size, mtimeMs } = await lstat(fullPath);
  return {
    path,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    async readAt(offset, length) {
      const handle = await open(fullPath, "r");
      try {
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return new Uint8Array(bytes.buffer, bytes.byteOffset, filled);
      } finally {
        await handle.close();
      }
    },
    stream: () => createReadStream(fullPath, { highWaterMark: STREAM_CHUNK_BYTES }),
  };
}

/** A folder on this machine. Links are refused: what they point to may be no part of the evidence. */
export class NodeFolder implements Source {
  readonly name: string;
  readonly refused: Refused[] = [];
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    this.name = basename(root);
  }

  async find(path: string): Promise<SourceFile | undefined> {
    if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return undefined;
    let folder = this.#root;
    try {
      for (const part of path.split("/")) {
        folder = join(folder, part);
        const entry = await lstat(folder);
        if (entry.isSymbolicLink()) {
          this.refused.push({ path, why: "a link, which is not followed" });
          return undefined;
        }
      }
      return (await lstat(folder)).isFile() ? await nodeFile(folder, path) : undefined;
    } catch {
      return undefined;
    }
  }

  async *walk(): AsyncGenerator<SourceFile> {
    const pending = [""];
    let files = 0;
    for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
      const entries = await readdir(join(this.#root, below), { withFileTypes: true });
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) pending.push(path);
        else if (entry.isSymbolicLink()) this.#refuse(path, "a link, which is not followed");
        else if (!entry.isFile()) this.#refuse(path, "not a file");
        else if (++files <= FILES_MAX) yield await nodeFile(join(this.#root, path), path);
      }
    }
    if (files > FILES_MAX) this.#refuse("", `${files - FILES_MAX} files more than are read`);
  }

  #refuse(path: string, why: string): void {
    if (!this.refused.some((known) => known.path === path)) this.refused.push({ path, why });
  }
}

/** Whether a folder can be opened at all. */
export async function isReadableFolder(path: string): Promise<boolean> {
  try {
    const folder = await opendir(path);
    await folder.close();
    return true;
  } catch {
    return false;
  }
}
