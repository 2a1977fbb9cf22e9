/* oxlint-disable max-params -- SQLite's own methods */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type BytesProxy, FacadeVFS, type NumberProxy } from "@journeyapps/wa-sqlite/src/FacadeVFS.js";

const ok = 0;
const cantOpen = 14;
const shortRead = 522;
const createFlag = 0x04;

/** Files of a folder for the WebAssembly build of SQLite, so that the browser's adapter can be tested in Node. */
export class FileVfs extends FacadeVFS {
  readonly #folder: string;
  readonly #files = new Map<number, number>();

  constructor(folder: string, module: object) {
    super("files", module);
    this.#folder = folder;
  }

  override jOpen(name: string | null, file: number, flags: number, out: NumberProxy): number {
    const path = this.#path(name ?? `temporary-${file}`);
    if ((flags & createFlag) === 0 && !existsSync(path)) return cantOpen;
    this.#files.set(file, openSync(path, existsSync(path) ? "r+" : "w+"));
    out.setInt32(0, flags, true);
    return ok;
  }

  override jClose(file: number): number {
    closeSync(this.#descriptor(file));
    this.#files.delete(file);
    return ok;
  }

  override jRead(file: number, bytes: BytesProxy, at: number): number {
    const read = readSync(this.#descriptor(file), bytes.subarray(), 0, bytes.byteLength, at);
    if (read === bytes.byteLength) return ok;
    bytes.fill(0, read, bytes.byteLength);
    return shortRead;
  }

  override jWrite(file: number, bytes: BytesProxy, at: number): number {
    writeSync(this.#descriptor(file), bytes.subarray(), 0, bytes.byteLength, at);
    return ok;
  }

  override jTruncate(file: number, size: number): number {
    ftruncateSync(this.#descriptor(file), size);
    return ok;
  }

  override jSync(file: number): number {
    fsyncSync(this.#descriptor(file));
    return ok;
  }

  override jFileSize(file: number, out: NumberProxy): number {
    out.setBigInt64(0, BigInt(fstatSync(this.#descriptor(file)).size), true);
    return ok;
  }

  override jAccess(name: string, _flags: number, out: NumberProxy): number {
    out.setInt32(0, existsSync(this.#path(name)) ? 1 : 0, true);
    return ok;
  }

  override jDelete(name: string): number {
    rmSync(this.#path(name), { force: true });
    return ok;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #descriptor(file: number): number {
    const descriptor = this.#files.get(file);
    if (descriptor === undefined) throw new Error("not an open file");
    return descriptor;
  }
}
