/* oxlint-disable max-params -- SQLite's own methods */
// wa-sqlite's own declarations leave these modules out, or type them as `any`.
declare module "@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs" {
  function loadModule(options: { readonly wasmBinary?: Uint8Array }): Promise<object>;
  export default loadModule;
}

declare module "@journeyapps/wa-sqlite/src/FacadeVFS.js" {
  /** Bytes in SQLite's memory; `subarray` gives a real array over them. */
  export interface BytesProxy {
    readonly byteLength: number;
    subarray(): Uint8Array<ArrayBuffer>;
    fill(value: number, from: number, to: number): void;
  }
  /** A number in SQLite's memory; little-endian only. */
  export interface NumberProxy {
    setInt32(offset: 0, value: number, littleEndian: true): void;
    setBigInt64(offset: 0, value: bigint, littleEndian: true): void;
  }
  export class FacadeVFS {
    readonly name: string;
    constructor(name: string, module: object);
    jOpen(name: string | null, file: number, flags: number, out: NumberProxy): number;
    jClose(file: number): number;
    jRead(file: number, bytes: BytesProxy, at: number): number;
    jWrite(file: number, bytes: BytesProxy, at: number): number;
    jTruncate(file: number, size: number): number;
    jSync(file: number, flags: number): number;
    jFileSize(file: number, out: NumberProxy): number;
    jAccess(name: string, flags: number, out: NumberProxy): number;
    jDelete(name: string, syncFolder: number): number;
    jDeviceCharacteristics(file: number): number;
  }
}

declare module "@journeyapps/wa-sqlite/src/examples/AccessHandlePoolVFS.js" {
  import { FacadeVFS } from "@journeyapps/wa-sqlite/src/FacadeVFS.js";
  export class AccessHandlePoolVFS extends FacadeVFS {
    /** Opens every file of the pool. Fails with NoModificationAllowedError while another worker has them. */
    isReady(): Promise<boolean>;
    /** How many SQLite files there are. */
    getSize(): number;
    /** Closes the files; the pool can't be used any more. */
    close(): Promise<void>;
  }
}
