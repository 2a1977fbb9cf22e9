import type { Sha256 } from "@bridle/protocol";
import { bundlePrefix } from "../tree/entry-bundle.ts";
import type { EntryRange } from "../tree/ranges.ts";
import { consistencyRanges, inclusionRanges } from "../tree/ranges.ts";
import { consistencyPath, inclusionPath, isPath, tilesFor, type TileSource } from "../tree/tile-proof.ts";
import { hashBytes, type Tile, tilePath } from "../tree/tile.ts";
import { type LogStore, LogStoreFault } from "./log-store.ts";

/** Reads one tile or bundle cut to its width; `undefined` when it isn't there or too short. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array | undefined>;

/** How proofs read a store: its tiles may be wider than the tree that is asked about. */
export function storedTiles(store: LogStore): ReadTile {
  return async (tile) => {
    const bytes = await store.read(tile);
    if (bytes === undefined) return undefined;
    if (tile.level === "entries") return bundlePrefix(bytes, tile.width);
    const length = tile.width * hashBytes;
    return bytes.length < length ? undefined : bytes.slice(0, length);
  };
}

/**
 * The inclusion path of entry `index` in the tree of `size` entries. Throws `LogStoreFault` when tiles are
 * missing.
 */
export async function proveInclusion(
  sha256: Sha256,
  read: ReadTile,
  entry: { readonly index: number; readonly size: number },
): Promise<readonly Uint8Array[]> {
  const tiles = await fetchTiles(read, {
    ranges: inclusionRanges(entry.index, entry.size),
    size: entry.size,
  });
  return found(inclusionPath(sha256, tiles, entry));
}

/** The consistency path between two sizes; empty from zero. Throws `LogStoreFault` when tiles are missing. */
export async function proveConsistency(
  sha256: Sha256,
  read: ReadTile,
  step: { readonly from: number; readonly to: number },
): Promise<readonly Uint8Array[]> {
  if (step.from === 0) return [];
  const tiles = await fetchTiles(read, { ranges: consistencyRanges(step.from, step.to), size: step.to });
  return found(consistencyPath(sha256, tiles, step));
}

/** Fetches what some ranges need, at once, and serves it synchronously. */
export async function fetchTiles(
  read: ReadTile,
  wanted: { readonly ranges: readonly EntryRange[]; readonly size: number },
): Promise<TileSource> {
  const tiles = tilesFor(wanted.ranges, wanted.size);
  const contents = await Promise.all(tiles.map(read));
  const byPath = new Map(tiles.map((tile, index) => [tilePath(tile), contents[index]] as const));
  return (tile) => byPath.get(tilePath(tile));
}

function found(path: readonly Uint8Array[] | Tile): readonly Uint8Array[] {
  if (isPath(path)) return path;
  throw new LogStoreFault(`no whole ${tilePath(path)}`);
}
