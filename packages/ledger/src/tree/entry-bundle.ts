import { concatBytes } from "@bridle/protocol";
import { tileWidth } from "./tile.ts";

/** An entry is length-prefixed with two bytes (C2SP tlog-tiles). Log hashes, never content. */
export const entryBytesMax = 65_535;

/** Entries with their lengths in front, big-endian. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...entries.flatMap((entry) => [lengthPrefix(entry), entry]));
}

/** All entries of a bundle; `undefined` when it is cut, has bytes behind the last entry, or more than 256. */
export function decodeBundle(bundle: Uint8Array): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const end = entryEnd(bundle, at);
    if (end === undefined || entries.length === tileWidth) return undefined;
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  return entries;
}

/** The bundle's first `width` entries, still encoded; `undefined` when it has fewer. */
export function bundlePrefix(bundle: Uint8Array, width: number): Uint8Array | undefined {
  let at = 0;
  for (let entries = 0; entries < width; entries++) {
    const end = entryEnd(bundle, at);
    if (end === undefined) return undefined;
    at = end;
  }
  return bundle.slice(0, at);
}

function lengthPrefix(entry: Uint8Array): Uint8Array {
  if (entry.length > entryBytesMax) throw new RangeError(`an entry of ${entry.length} bytes`);
  return Uint8Array.of(entry.length >> 8, entry.length & 0xff);
}

function entryEnd(bundle: Uint8Array, at: number): number | undefined {
  const [high, low] = [bundle[at], bundle[at + 1]];
  if (high === undefined || low === undefined) return undefined;
  const end = at + 2 + 256 * high + low;
  return end > bundle.length ? undefined : end;
}
