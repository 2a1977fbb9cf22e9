import { assert, concatBytes, leafHash, type Sha256 } from "@bridle/protocol";
import { encodeBundle } from "./entry-bundle.ts";
import { emptyRoot, type TreeHead } from "./merkle-proof.ts";
import { completeSubtrees } from "./ranges.ts";
import { foldSubtrees, subtreeRoot } from "./tile-proof.ts";
import { hashBytes, type TileAddress, tileWidth } from "./tile.ts";

/**
 * All that a writer holds of a log, however long it is: the partial tile of each level and the partial
 * entry bundle (at most 255 hashes a level, 255 entries).
 */
export interface TreeEdge {
  readonly size: number;
  /** By level: the hashes of the rightmost tile that is not full, side by side. */
  readonly partial: readonly Uint8Array[];
  readonly bundle: Uint8Array;
}

/** The widest form of a tile or bundle after an append; it replaces a narrower one. */
export interface TileContent extends TileAddress {
  readonly bytes: Uint8Array;
}

/** What an append makes: the edge to go on from, the new head, and the tiles that changed. */
export interface Growth {
  readonly edge: TreeEdge;
  readonly head: TreeHead;
  readonly tiles: readonly TileContent[];
}

export const emptyEdge: TreeEdge = { size: 0, partial: [], bundle: new Uint8Array(0) };

/** Appends entries to the edge. Work and memory depend on the batch, not on the log. */
export function grow(sha256: Sha256, edge: TreeEdge, entries: readonly Uint8Array[]): Growth {
  const tiles: TileContent[] = [];
  const bundle = growBundles(edge, entries, tiles);
  const partial: Uint8Array[] = [];
  let added = concatBytes(...entries.map((entry) => leafHash(sha256, entry)));
  let known = edge.size;
  for (let level = 0; added.length > 0 || level < edge.partial.length; level++) {
    const start = Math.floor(known / tileWidth);
    const hashes = concatBytes(edge.partial[level] ?? new Uint8Array(0), added);
    const above: Uint8Array[] = [];
    let index = start;
    let at = 0;
    for (; hashes.length - at >= tileWidth * hashBytes; index++, at += tileWidth * hashBytes) {
      const bytes = hashes.slice(at, at + tileWidth * hashBytes);
      tiles.push({ level, index, bytes });
      above.push(subtreeRoot(sha256, bytes));
    }
    partial[level] = hashes.slice(at);
    if (added.length > 0 && at < hashes.length) tiles.push({ level, index, bytes: hashes.slice(at) });
    added = concatBytes(...above);
    known = start;
  }
  const grown = { size: edge.size + entries.length, partial, bundle };
  return { edge: grown, head: { size: grown.size, root: edgeRoot(sha256, grown) }, tiles };
}

/** The root of the tree that ends in this edge. */
export function edgeRoot(sha256: Sha256, edge: TreeEdge): Uint8Array {
  let root: Uint8Array | undefined;
  for (const hashes of edge.partial) {
    const pieces = completeSubtrees({ start: 0, end: hashes.length / hashBytes }).map((node) => {
      const width = 2 ** node.level * hashBytes;
      return subtreeRoot(sha256, hashes.subarray(node.index * width, (node.index + 1) * width));
    });
    const below: readonly Uint8Array[] = root === undefined ? [] : [root];
    if (pieces.length + below.length > 0) root = foldSubtrees(sha256, [...pieces, ...below]);
  }
  return root ?? emptyRoot(sha256);
}

function growBundles(edge: TreeEdge, entries: readonly Uint8Array[], tiles: TileContent[]): Uint8Array {
  let rest = entries;
  let bundle = edge.bundle;
  let index = Math.floor(edge.size / tileWidth);
  let room = tileWidth - (edge.size % tileWidth);
  while (rest.length > 0) {
    bundle = concatBytes(bundle, encodeBundle(rest.slice(0, room)));
    tiles.push({ level: "entries", index, bytes: bundle });
    if (rest.length < room) return bundle;
    rest = rest.slice(room);
    [bundle, index, room] = [new Uint8Array(0), index + 1, tileWidth];
  }
  assert(bundle.length === 0 || entries.length === 0, "a full bundle is not carried on");
  return bundle;
}
