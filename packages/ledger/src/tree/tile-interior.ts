import { assert, type Sha256 } from "@bridle/protocol";
import type { TreeNode } from "./ranges.ts";
import { pairsAbove } from "./tile-proof.ts";
import { hashBytes, tileHeight, tileWidth } from "./tile.ts";

/** All complete subtrees inside a tile, by height: its hashes, those over two, over four, … */
export type TileInterior = readonly Uint8Array[];

/** Computes a tile's inner hashes, at most 255, for as many proofs as go through it. */
export function tileInterior(sha256: Sha256, bytes: Uint8Array): TileInterior {
  const levels = [bytes];
  for (let level = bytes; level.length >= 2 * hashBytes;) {
    // A hash without a partner belongs to no complete subtree above.
    const paired = level.length - (level.length % (2 * hashBytes));
    level = pairsAbove(sha256, level.subarray(0, paired));
    levels.push(level);
  }
  return levels;
}

/** The root of a complete subtree that lies in this tile. */
export function hashInside(interior: TileInterior, node: TreeNode): Uint8Array {
  const height = node.level % tileHeight;
  const at = (node.index % (tileWidth / 2 ** height)) * hashBytes;
  const hash = interior[height]?.slice(at, at + hashBytes);
  assert(hash?.length === hashBytes, "the node lies in the tile");
  return hash;
}
