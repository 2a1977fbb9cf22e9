import { bundlePrefix } from "./entry-bundle.ts";
import type { TreeEdge } from "./growth.ts";
import type { Tile } from "./tile.ts";
import { hashBytes, tileLevels, tileWidth, widthInTree } from "./tile.ts";

/** The partial tiles from which a writer takes up a log of `size` entries, and the partial bundle. */
export function edgeTiles(size: number): readonly Tile[] {
  const levels = ["entries" as const, ...Array.from({ length: tileLevels(size) }, (_, level) => level)];
  return levels.flatMap((level) => {
    const hashes = level === "entries" ? size : Math.floor(size / tileWidth ** level);
    const address = { level, index: Math.floor(hashes / tileWidth) };
    const width = widthInTree(address, size);
    return width === 0 ? [] : [{ ...address, width }];
  });
}

/** The edge made of those tiles, or the first one that is missing or too short. */
export function edgeFromTiles(size: number, read: (tile: Tile) => Uint8Array | undefined): TreeEdge | Tile {
  const partial: Uint8Array[] = Array.from({ length: tileLevels(size) }, () => new Uint8Array(0));
  let bundle: Uint8Array = new Uint8Array(0);
  for (const tile of edgeTiles(size)) {
    const bytes = read(tile);
    if (bytes === undefined) return tile;
    const { level, width } = tile;
    if (level === "entries") {
      const entries = bundlePrefix(bytes, width);
      if (entries === undefined) return tile;
      bundle = entries;
    } else {
      if (bytes.length < width * hashBytes) return tile;
      partial[level] = bytes.slice(0, width * hashBytes);
    }
  }
  return { size, partial, bundle };
}
