import { assert, nodeHash, type Sha256 } from "@bridle/protocol";
import { emptyRoot } from "./merkle-proof.ts";
import {
  completeSubtrees,
  consistencyRanges,
  type EntryRange,
  inclusionRanges,
  type TreeNode,
} from "./ranges.ts";
import { hashBytes, type Tile, tileHeight, tileOf, tilePath, tileWidth, widthInTree } from "./tile.ts";

/**
 * The bytes of a tile, at least as wide as asked for; `undefined` when there is none. Synchronous: fetch
 * first.
 */
export type TileSource = (tile: Tile) => Uint8Array | undefined;

/** The inclusion path of `index` < `size` from tiles, or the first tile that is missing or too short. */
export function inclusionPath(
  sha256: Sha256,
  tiles: TileSource,
  entry: { readonly index: number; readonly size: number },
): readonly Uint8Array[] | Tile {
  return hashRanges(sha256, fromTiles(sha256, tiles), {
    ranges: inclusionRanges(entry.index, entry.size),
    size: entry.size,
  });
}

/**
 * The consistency path between 0 < `from` ≤ `to` from tiles, or the first tile that is missing or too
 * short.
 */
export function consistencyPath(
  sha256: Sha256,
  tiles: TileSource,
  step: { readonly from: number; readonly to: number },
): readonly Uint8Array[] | Tile {
  return hashRanges(sha256, fromTiles(sha256, tiles), {
    ranges: consistencyRanges(step.from, step.to),
    size: step.to,
  });
}

/** The root of the first `size` entries from tiles, or the first tile that is missing or too short. */
export function rootFromTiles(sha256: Sha256, tiles: TileSource, size: number): Uint8Array | Tile {
  if (size === 0) return emptyRoot(sha256);
  const hashes = hashRanges(sha256, fromTiles(sha256, tiles), { ranges: [{ start: 0, end: size }], size });
  if (!isPath(hashes)) return hashes;
  const [root] = hashes;
  assert(root !== undefined, "one range has one hash");
  return root;
}

/** Tells a path from the tile that was missing for it. */
export function isPath(found: readonly Uint8Array[] | Tile): found is readonly Uint8Array[] {
  return Array.isArray(found);
}

/** The tiles to fetch before asking for these ranges in a tree of `size` entries; each once. */
export function tilesFor(ranges: readonly EntryRange[], size: number): readonly Tile[] {
  const tiles = new Map<string, Tile>();
  for (const node of ranges.flatMap(completeSubtrees)) {
    const tile = tileIn(node, size);
    tiles.set(tilePath(tile), tile);
  }
  return [...tiles.values()];
}

/** Folds the hashes of complete subtrees, widest first, into one (RFC 6962 §2.1). At least one. */
export function foldSubtrees(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  const folded = hashes.reduceRight((right, left) => nodeHash(sha256, left, right));
  assert(folded.length === hashBytes, "SHA-256 has 32 bytes");
  return folded;
}

/** The root over 2^n consecutive hashes that lie side by side in `bytes`. */
export function subtreeRoot(sha256: Sha256, bytes: Uint8Array): Uint8Array {
  let level = bytes;
  while (level.length > hashBytes) level = pairsAbove(sha256, level);
  return level.slice();
}

/** The hashes above an even number of them, side by side like those. */
export function pairsAbove(sha256: Sha256, level: Uint8Array): Uint8Array {
  // One buffer for every inner node: tiles are hashed by the thousand.
  const pair = new Uint8Array(1 + 2 * hashBytes);
  pair[0] = 1;
  const above = new Uint8Array(level.length / 2);
  for (let at = 0; at < above.length; at += hashBytes) {
    pair.set(level.subarray(2 * at, 2 * at + 2 * hashBytes), 1);
    above.set(sha256(pair), at);
  }
  return above;
}

/** The root of a complete subtree, or the tile that is missing for it. */
export type HashOf = (node: TreeNode, size: number) => Uint8Array | Tile;

/** One hash for each range, made from complete subtrees. */
export function hashRanges(
  sha256: Sha256,
  hashOf: HashOf,
  wanted: { readonly ranges: readonly EntryRange[]; readonly size: number },
): readonly Uint8Array[] | Tile {
  const path: Uint8Array[] = [];
  for (const range of wanted.ranges) {
    const hashes: Uint8Array[] = [];
    for (const node of completeSubtrees(range)) {
      const hash = hashOf(node, wanted.size);
      if (!(hash instanceof Uint8Array)) return hash;
      hashes.push(hash);
    }
    path.push(foldSubtrees(sha256, hashes));
  }
  return path;
}

/** The tile in which a tree of `size` entries has a complete subtree's root. */
export function tileIn(node: TreeNode, size: number): Tile {
  const address = tileOf(node);
  return { ...address, width: widthInTree(address, size) };
}

/** The root of a complete subtree, computed from the tile that has its hashes. */
export function subtreeRootIn(sha256: Sha256, tileBytes: Uint8Array, node: TreeNode): Uint8Array {
  const hashes = 2 ** (node.level % tileHeight);
  const first = (node.index * hashes) % tileWidth;
  return subtreeRoot(sha256, tileBytes.subarray(first * hashBytes, (first + hashes) * hashBytes));
}

function fromTiles(sha256: Sha256, tiles: TileSource): HashOf {
  return (node, size) => {
    const tile = tileIn(node, size);
    const bytes = tiles(tile);
    if (bytes === undefined || bytes.length < tile.width * hashBytes) return tile;
    return subtreeRootIn(sha256, bytes, node);
  };
}
