import { closeSync, constants, type Dirent, openSync, readSync } from "node:fs";
import { lstat, opendir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Refused, Source, SourceFile } from "@bridle/check";

const STREAM_CHUNK_BYTES = 256 * 1024;
const FILES_MAX = 2_000_000;

/** A file on this machine, opened for reading only. */
export async function nodeFile(fullPath: string, path = basename(fullPath)): Promise<SourceFile> {
  const { size, mtimeMs } = await lstat(fullPath);
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
    const handle = handles.of(fullPath);
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(handle, bytes, filled, bytes.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return new Uint8Array(bytes.buffer, bytes.byteOffset, filled);
  };
  return {
    path,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    // An async function: a fault rejects.
    readAt: async (offset, length) => read(offset, length),
    async *stream() {
      for (let at = 0; at < size; at += STREAM_CHUNK_BYTES) {
        const piece = read(at, STREAM_CHUNK_BYTES);
        if (piece.length === 0) return;
        yield piece;
      }
    },
  };
}

/**
 * The last few files that were read stay open: a scan reads a database in thousands of pieces. Reads are synchronous, as this process has nothing
 * else to do, and a trip through the thread pool costs more than the read where other programs want the processor.
 */
class Handles {
  readonly #open = new Map<string, number>();

  of(fullPath: string): number {
    const known = this.#open.get(fullPath);
    if (known !== undefined) return known;
    for (const [oldest, handle] of this.#open) {
      if (this.#open.size < HANDLES_MAX) break;
      this.#open.delete(oldest);
      closeSync(handle);
    }
    const handle = openUnchanged(fullPath);
    this.#open.set(fullPath, handle);
    return handle;
  }
}

/** A link that took the file's place since isn't followed, and when a file was last read stays as it was where the system lets its owner ask for that. */
function openUnchanged(fullPath: string): number {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
  try {
    return openSync(fullPath, flags | constants.O_NOATIME);
  } catch {
    return openSync(fullPath, flags);
  }
}

const HANDLES_MAX = 8;
const handles = new Handles();

/** A folder on this machine. Links are refused: what they point to may be no part of the evidence. */
export class NodeFolder implements Source {
  readonly name: string;
  readonly refused: Refused[] = [];
  readonly #root: string;
  readonly #refusedPaths = new Set<string>();

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
          this.#refuse(path, "a link, which is not followed");
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
      const entries = await this.#entriesOf(below);
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) pending.push(path);
        else if (entry.isSymbolicLink()) this.#refuse(path, "a link, which is not followed");
        else if (!entry.isFile()) this.#refuse(path, "not a file");
        else if (++files <= FILES_MAX) {
          const file = await this.find(path);
          if (file === undefined) this.#refuse(path, "can't be opened");
          else yield file;
        }
      }
    }
    if (files > FILES_MAX) this.#refuse("", `${files - FILES_MAX} files more than are read`);
  }

  /** A folder that can't be opened is one place that isn't read, not the end of the walk. */
  async #entriesOf(below: string): Promise<readonly Dirent[]> {
    try {
      return await readdir(join(this.#root, below), { withFileTypes: true });
    } catch {
      this.#refuse(below, "can't be opened");
      return [];
    }
  }

  #refuse(path: string, why: string): void {
    if (this.#refusedPaths.has(path)) return;
    this.#refusedPaths.add(path);
    this.refused.push({ path, why });
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
