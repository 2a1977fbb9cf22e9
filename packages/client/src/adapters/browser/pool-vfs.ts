/* oxlint-disable max-params -- SQLite's own methods */
import { AccessHandlePoolVFS } from "@journeyapps/wa-sqlite/src/examples/AccessHandlePoolVFS.js";
import type { BytesProxy, NumberProxy } from "@journeyapps/wa-sqlite/src/FacadeVFS.js";
import { WriteRun } from "./write-run.ts";

// Extended result codes of sqlite3.h.
const full = 13;
const cantOpen = 14;
const ioRead = 266;
const ioWrite = 778;
const ioSync = 1034;
const ioTruncate = 1546;
const ioStat = 1802;
const ioDelete = 2570;
const ioClose = 4106;

// Device characteristics of sqlite3.h.
const undeletableWhenOpen = 0x800;
const powersafeOverwrite = 0x1000;

/**
 * wa-sqlite's pool of OPFS files, with two changes.
 *
 * The browser's exceptions are turned into result codes: an exception would unwind SQLite's own frames, what
 * they hold would never be let go, and a full disk would look like a broken program.
 *
 * Writes that follow each other wait until SQLite reads the file, asks for its size or has it flushed. With
 * `synchronous=FULL` each commit ends with a flush, so none is answered before it was written and flushed.
 */
export class PoolVfs extends AccessHandlePoolVFS {
  readonly #runs = new Map<number, WriteRun>();

  override jOpen(name: string | null, file: number, flags: number, out: NumberProxy): number {
    return coded(cantOpen, () => super.jOpen(name, file, flags, out));
  }

  override jClose(file: number): number {
    const code = this.#write(file);
    this.#runs.delete(file);
    return coded(ioClose, () => super.jClose(file)) || code;
  }

  override jRead(file: number, bytes: BytesProxy, at: number): number {
    return this.#write(file) || coded(ioRead, () => super.jRead(file, bytes, at));
  }

  override jWrite(file: number, bytes: BytesProxy, at: number): number {
    const run = this.#runs.get(file) ?? new WriteRun();
    this.#runs.set(file, run);
    const added = bytes.subarray();
    if (run.add(added, at)) return 0;
    const code = this.#write(file);
    if (code !== 0) return code;
    return run.add(added, at) ? 0 : this.#writeThrough(file, { bytes: added, at });
  }

  override jTruncate(file: number, size: number): number {
    return this.#write(file) || coded(ioTruncate, () => super.jTruncate(file, size));
  }

  override jSync(file: number, flags: number): number {
    return this.#write(file) || coded(ioSync, () => super.jSync(file, flags));
  }

  override jFileSize(file: number, out: NumberProxy): number {
    return this.#write(file) || coded(ioStat, () => super.jFileSize(file, out));
  }

  override jDelete(name: string, syncFolder: number): number {
    return coded(ioDelete, () => super.jDelete(name, syncFolder));
  }

  // As SQLite's own systems declare it. Without, each commit repeats its last page up to the sector's end.
  override jDeviceCharacteristics(): number {
    return undeletableWhenOpen | powersafeOverwrite;
  }

  #write(file: number): number {
    const run = this.#runs.get(file);
    return run === undefined || run.isEmpty ? 0 : this.#writeThrough(file, run.take());
  }

  #writeThrough(
    file: number,
    part: { readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number },
  ): number {
    const { bytes, at } = part;
    const proxy: BytesProxy = { byteLength: bytes.length, subarray: () => bytes, fill: () => {} };
    const code = coded(ioWrite, () => super.jWrite(file, proxy, at));
    // It answers the general I/O error for a short write, which is what a full disk gives.
    return code === 10 ? full : code;
  }
}

function coded(code: number, work: () => number): number {
  try {
    return work();
  } catch (thrown) {
    return isQuota(thrown) ? full : code;
  }
}

/** Whether the browser refused for want of room. */
export function isQuota(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "QuotaExceededError";
}
