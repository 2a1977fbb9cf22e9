import { decodeText } from "../text.ts";
import { fromUnixSeconds } from "../time.ts";
import type { FileRecord } from "./file-record.ts";

/** One line of an old backup's list. */
export interface MbdbEntry {
  readonly domain: string;
  readonly path: string;
  readonly isFile: boolean;
  readonly record: FileRecord;
  /** Bytes into the list. */
  readonly offset: number;
}

const REGULAR = 0x8;
const NOTHING = 0xffff;
const WRAPPED_BYTES = 40;
const FIXED_BYTES = 40;

/**
 * Reads `Manifest.mbdb`, the list of backups before iOS 10: `mbdb` 5 0, then records of five texts (domain, path, target of a link, hash, key),
 * numbers, and pairs of extended attributes; all big-endian, texts with a length of two bytes or 0xffff for none. `false`
 * when it contradicts itself; what came before was visited.
 */
export function readMbdb(bytes: Uint8Array, visit: (entry: MbdbEntry) => void): boolean {
  if (decodeText(bytes.subarray(0, 4)) !== "mbdb") return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 6;
  const field = (): Uint8Array | undefined => {
    if (at + 2 > bytes.length) return undefined;
    const length = view.getUint16(at);
    at += 2;
    if (length === NOTHING) return new Uint8Array();
    if (at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const offset = at;
    const [domain, path, target, hash, key] = [field(), field(), field(), field(), field()];
    if (domain === undefined || path === undefined || target === undefined || hash === undefined)
      return false;
    if (key === undefined || at + FIXED_BYTES > bytes.length) return false;
    const fixed = at;
    at += FIXED_BYTES;
    const seconds = (from: number): number | undefined => fromUnixSeconds(view.getUint32(fixed + from));
    const protection = view.getUint8(fixed + 38);
    const record = {
      modifiedMs: seconds(18),
      changedMs: seconds(22),
      bornMs: seconds(26),
      sizeBytes: view.getUint32(fixed + 30) * 2 ** 32 + view.getUint32(fixed + 34),
      wrappedKey: key.length < WRAPPED_BYTES ? undefined : withClass(key, protection),
    };
    for (let properties = view.getUint8(fixed + 39); properties > 0; properties--) {
      if (field() === undefined || field() === undefined) return false;
    }
    const isFile = view.getUint8(fixed) >> 4 === REGULAR;
    visit({ domain: decodeText(domain), path: decodeText(path), isFile, record, offset });
  }
  return true;
}

/** The form that newer backups have: a little-endian class before the wrapped key. */
function withClass(key: Uint8Array, protection: number): Uint8Array {
  const wrapped = new Uint8Array(4 + WRAPPED_BYTES);
  wrapped[0] = protection & 15;
  wrapped.set(key.subarray(-WRAPPED_BYTES), 4);
  return wrapped;
}
