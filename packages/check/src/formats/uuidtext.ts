import { decodeText } from "../text.ts";

const MAGIC = 0x66778899;

/**
 * The program's path in the footer of a `uuidtext` file: behind the header, the list of ranges and the strings themselves.
 * `undefined` for anything else.
 */
export function uuidtextPath(bytes: Uint8Array): string | undefined {
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = view.getUint32(12, true);
  if (view.getUint32(0, true) !== MAGIC || 16 + 8 * entries > bytes.length) return undefined;
  let at = 16 + 8 * entries;
  for (let entry = 0; entry < entries; entry++) at += view.getUint32(20 + 8 * entry, true);
  if (at >= bytes.length) return undefined;
  const end = bytes.indexOf(0, at);
  const path = decodeText(bytes.subarray(at, end === -1 ? bytes.length : end));
  return path.startsWith("/") ? path : undefined;
}

/** The identifier that a file's place in a log archive spells: two digits, a slash, thirty digits. */
export function uuidOfPlace(path: string): string | undefined {
  const [, folder, rest] = /(?:^|\/)([0-9A-F]{2})\/([0-9A-F]{30})$/i.exec(path) ?? [];
  return folder === undefined || rest === undefined ? undefined : (folder + rest).toUpperCase();
}
