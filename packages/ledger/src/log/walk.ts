import { equalBytes, err, ok, type Result, type Sha256 } from "@bridle/protocol";
import { edgeFromTiles, edgeTiles } from "../tree/edge-tiles.ts";
import { decodeBundle } from "../tree/entry-bundle.ts";
import { edgeRoot, emptyEdge, grow, type TileContent, type TreeEdge } from "../tree/growth.ts";
import type { TreeHead } from "../tree/merkle-proof.ts";
import { hashBytes, type Tile, tilePath, tileWidth, widthInTree } from "../tree/tile.ts";
import type { ReadTile } from "./stored-tiles.ts";

/** What is wrong with a log's resources, and with which. */
export interface BadLog {
  readonly kind: "missing" | "malformed" | "differs";
  readonly path: string;
}

/**
 * Re-derives every tile and the root from the entries [L18], bundle by bundle, and compares them with what
 * `read` has. `visit` sees each tile and bundle after it was checked, entries before hashes. Begins at
 * `edge`, by default at the start; memory does not depend on the log's size.
 */
export async function walkLog(
  sha256: Sha256,
  read: ReadTile,
  walk: {
    readonly head: TreeHead;
    readonly edge?: TreeEdge;
    readonly visit?: (tile: TileContent & Tile) => Promise<void>;
  },
): Promise<Result<TreeEdge, BadLog>> {
  const { head, visit } = walk;
  let edge = walk.edge ?? emptyEdge;
  while (edge.size < head.size) {
    const address = { level: "entries" as const, index: Math.floor(edge.size / tileWidth) };
    const bundle = { ...address, width: widthInTree(address, head.size) };
    const bytes = await read(bundle);
    if (bytes === undefined) return err({ kind: "missing", path: tilePath(bundle) });
    const entries = decodeBundle(bytes);
    if (entries?.length !== bundle.width) return err({ kind: "malformed", path: tilePath(bundle) });
    const grown = grow(sha256, edge, entries.slice(edge.size % tileWidth));
    for (const { level, index, bytes: content } of grown.tiles) {
      const width = widthInTree({ level, index }, head.size);
      const whole = level === "entries" || content.length === width * hashBytes;
      // Narrower than it ends up: a later bundle completes it.
      if (!whole) continue;
      const tile = { level, index, width, bytes: content };
      const found = await read(tile);
      if (found === undefined) return err({ kind: "missing", path: tilePath(tile) });
      if (!equalBytes(found, content)) return err({ kind: "differs", path: tilePath(tile) });
      await visit?.(tile);
    }
    edge = grown.edge;
  }
  return equalBytes(edgeRoot(sha256, edge), head.root)
    ? ok(edge)
    : err({ kind: "differs", path: "checkpoint" });
}

/** The edge of the first `size` entries, read from tiles, if they lead to `head`'s root. */
export async function edgeAt(
  sha256: Sha256,
  read: ReadTile,
  head: TreeHead,
): Promise<Result<TreeEdge, BadLog>> {
  const contents = new Map<string, Uint8Array | undefined>();
  for (const tile of edgeTiles(head.size)) contents.set(tilePath(tile), await read(tile));
  const edge = edgeFromTiles(head.size, (tile) => contents.get(tilePath(tile)));
  if (!("partial" in edge)) return err({ kind: "missing", path: tilePath(edge) });
  return equalBytes(edgeRoot(sha256, edge), head.root)
    ? ok(edge)
    : err({ kind: "differs", path: "checkpoint" });
}
