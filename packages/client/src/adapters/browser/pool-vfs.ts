/* oxlint-disable max-params -- SQLite's own methods */
import { AccessHandlePoolVFS } from "@journeyapps/wa-sqlite/src/examples/AccessHandlePoolVFS.js";
import type { BytesProxy, NumberProxy } from "@journeyapps/wa-sqlite/src/FacadeVFS.js";

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

/**
 * wa-sqlite's pool of OPFS files, with the browser's exceptions turned into result codes. An exception
 * would unwind SQLite's own frames: what they hold would never be let go, and a full disk would look
 * like a broken program.
 */
export class PoolVfs extends AccessHandlePoolVFS {
  override jOpen(name: string | null, file: number, flags: number, out: NumberProxy): number {
    return coded(cantOpen, () => super.jOpen(name, file, flags, out));
  }

  override jClose(file: number): number {
    return coded(ioClose, () => super.jClose(file));
  }

  override jRead(file: number, bytes: BytesProxy, at: number): number {
    return coded(ioRead, () => super.jRead(file, bytes, at));
  }

  override jWrite(file: number, bytes: BytesProxy, at: number): number {
    const code = coded(ioWrite, () => super.jWrite(file, bytes, at));
    // It answers the general I/O error for a short write, which is what a full disk gives.
    return code === 10 ? full : code;
  }

  override jTruncate(file: number, size: number): number {
    return coded(ioTruncate, () => super.jTruncate(file, size));
  }

  override jSync(file: number, flags: number): number {
    return coded(ioSync, () => super.jSync(file, flags));
  }

  override jFileSize(file: number, out: NumberProxy): number {
    return coded(ioStat, () => super.jFileSize(file, out));
  }

  override jDelete(name: string, syncFolder: number): number {
    return coded(ioDelete, () => super.jDelete(name, syncFolder));
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
