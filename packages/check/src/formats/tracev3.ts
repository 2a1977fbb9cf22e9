import { toHex } from "@bridle/protocol";
import { StreamReader } from "./stream-reader.ts";

/** A process as a unified log's catalog names it. */
export interface LoggedProcess {
  readonly pid: number;
  readonly uid: number;
  /** Of its main program, 32 upper-case hexadecimal digits. */
  readonly uuid: string;
}

const CATALOG = 0x600b;
const CHUNK_SET = 0x600d;
const KNOWN = new Set([0x1000, CATALOG, CHUNK_SET, 0x6001, 0x6002, 0x6003, 0x6004]);
const CATALOG_BYTES_MAX = 16 * 1024 * 1024;
const CHUNK_SET_BYTES_MAX = 16 * 1024 * 1024;
const CHUNK_BYTES_MAX = 256 * 1024 * 1024;

/** Why a log wasn't read to its end, or not all of it. */
export type TraceDamage = "unknown chunk" | "cut off" | "damaged catalog" | "a part larger than is read";

/**
 * Goes through a `.tracev3`: its catalogs say who logged; chunk sets are handed out packed. Chunks are a tag, a subtag, a length, the content, padding
 * to eight (layout as described by mandiant/macos-UnifiedLogs). Gives the damage that ended it early.
 */
export async function readTrace(
  chunks: AsyncIterable<Uint8Array>,
  visit: (process: LoggedProcess) => void,
  visitChunkSet?: (content: Uint8Array) => void,
): Promise<TraceDamage | undefined> {
  const reader = new StreamReader(chunks);
  let damage: TraceDamage | undefined;
  for (;;) {
    const head = await reader.read(16);
    if (head.length === 0) return damage;
    if (head.length < 16) return "cut off";
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const tag = view.getUint32(0, true);
    const length = view.getUint32(8, true);
    if (!KNOWN.has(tag) || view.getUint32(12, true) !== 0 || length > CHUNK_BYTES_MAX) return "unknown chunk";
    const padding = (8 - (length % 8)) % 8;
    try {
      const isLookedThrough = tag === CHUNK_SET && visitChunkSet !== undefined;
      if (isLookedThrough && length > CHUNK_SET_BYTES_MAX) damage ??= "a part larger than is read";
      if (isLookedThrough && length <= CHUNK_SET_BYTES_MAX) {
        const content = await reader.read(length);
        if (content.length < length) return "cut off";
        visitChunkSet(content);
      } else if (tag !== CATALOG) await reader.skip(length);
      else if (length > CATALOG_BYTES_MAX) return "damaged catalog";
      else {
        const catalog = await reader.read(length);
        if (catalog.length < length) return "cut off";
        if (!readCatalog(catalog, visit)) damage = "damaged catalog";
      }
    } catch {
      return "cut off";
    }
    // The last chunk of a file may come without its padding.
    const gap = await reader.read(padding);
    if (gap.length < padding) return damage;
  }
}

const HEADER_BYTES = 24;
const UUID_BYTES = 16;

function readCatalog(bytes: Uint8Array, visit: (process: LoggedProcess) => void): boolean {
  if (bytes.length < HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const uuids = Math.floor(view.getUint16(0, true) / UUID_BYTES);
  let at = HEADER_BYTES + view.getUint16(2, true);
  const entries = view.getUint16(4, true);
  for (let entry = 0; entry < entries; entry++) {
    if (at + 40 > bytes.length) return false;
    const main = view.getUint16(at + 4, true);
    const uuidAt = HEADER_BYTES + UUID_BYTES * main;
    if (main < uuids && uuidAt + UUID_BYTES <= bytes.length) {
      const uuid = toHex(bytes.subarray(uuidAt, uuidAt + UUID_BYTES)).toUpperCase();
      visit({ pid: view.getUint32(at + 20, true), uid: view.getUint32(at + 24, true), uuid });
    }
    const images = view.getUint32(at + 32, true);
    const subsystemsAt = at + 40 + 16 * images;
    if (images > bytes.length || subsystemsAt + 8 > bytes.length) return false;
    const subsystems = view.getUint32(subsystemsAt, true);
    if (subsystems > bytes.length) return false;
    at = subsystemsAt + 8 + 6 * subsystems + ((8 - ((6 * subsystems) % 8)) % 8);
  }
  return true;
}
