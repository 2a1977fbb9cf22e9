import type { ByteSource } from "../../ports/source.ts";
import type { WalIndex } from "./wal.ts";

const BLOCK_BYTES = 512 * 1024;
const BLOCKS_MAX = 24;

/** A database's pages with the write-ahead log laid over them; a few blocks are kept, the rest is read when needed. */
export class Pages {
  readonly pageBytes: number;
  readonly count: number;
  readonly #database: ByteSource;
  readonly #wal: WalIndex | undefined;
  readonly #blocks = new Map<number, Uint8Array>();
  readonly #blockBytes: number;

  constructor(database: ByteSource, pageBytes: number, wal: WalIndex | undefined) {
    this.#database = database;
    this.#wal = wal;
    this.pageBytes = pageBytes;
    this.#blockBytes = Math.max(BLOCK_BYTES, pageBytes);
    this.count = Math.max(Math.floor(database.sizeBytes / pageBytes), wal?.pageCount ?? 0);
  }

  /** The page if it is at hand; a scan awaits only what isn't. */
  cached(page: number): Uint8Array | undefined {
    if (this.#wal?.offsets.has(page) === true) return undefined;
    const offset = (page - 1) * this.pageBytes;
    const index = Math.floor(offset / this.#blockBytes);
    const block = this.#blocks.get(index);
    if (block === undefined) return undefined;
    const start = offset - index * this.#blockBytes;
    return start + this.pageBytes <= block.length ? block.subarray(start, start + this.pageBytes) : undefined;
  }

  /** Pages in the log that newer ones took the place of; offsets are those in the log. */
  async *olderInLog(
    pagesMax: number,
  ): AsyncGenerator<{ readonly bytes: Uint8Array; readonly offset: number }> {
    for (const offset of this.#wal?.older.slice(0, pagesMax) ?? []) {
      const bytes = await this.#wal?.file.readAt(offset, this.pageBytes);
      if (bytes?.length === this.pageBytes) yield { bytes, offset };
    }
  }

  /** A page by its number from 1; `undefined` behind the end. Valid until the caller lets go: never written to. */
  async page(page: number): Promise<Uint8Array | undefined> {
    if (!Number.isInteger(page) || page < 1 || page > this.count) return undefined;
    const inWal = this.#wal?.offsets.get(page);
    if (inWal !== undefined) {
      const bytes = await this.#wal?.file.readAt(inWal, this.pageBytes);
      return bytes?.length === this.pageBytes ? bytes : undefined;
    }
    const cached = this.cached(page);
    if (cached !== undefined) return cached;
    const index = Math.floor(((page - 1) * this.pageBytes) / this.#blockBytes);
    const block = await this.#database.readAt(index * this.#blockBytes, this.#blockBytes);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size < BLOCKS_MAX) break;
      this.#blocks.delete(oldest);
    }
    this.#blocks.set(index, block);
    return this.cached(page);
  }
}
