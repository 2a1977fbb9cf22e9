import { assert, err, ok, type Result } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { parseCheckpoint } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import { formatTlogProof } from "../note/tlog-proof.ts";
import { decodeBundle } from "../tree/entry-bundle.ts";
import { tileWidth, widthInTree } from "../tree/tile.ts";
import { proveInclusion, type ReadTile } from "./stored-tiles.ts";

/** A tlog-proof of an entry under a published checkpoint. `extra` is enclosed as it is. */
export async function proveEntry(
  crypto: LedgerCrypto,
  read: ReadTile,
  wanted: { readonly index: number; readonly checkpoint: string; readonly extra?: Uint8Array | undefined },
): Promise<Result<string, { readonly kind: "beyond_checkpoint"; readonly size: number }>> {
  const { index, checkpoint } = wanted;
  const head = parseCheckpoint(parseNote(checkpoint)?.text ?? "");
  assert(head !== undefined, "the caller has a checkpoint");
  if (index >= head.size) return err({ kind: "beyond_checkpoint", size: head.size });
  const path = await proveInclusion(crypto.sha256, read, { index, size: head.size });
  return ok(formatTlogProof({ extra: wanted.extra, index, path, checkpoint }));
}

/** Entry `index` of a tree of `size` entries, or `undefined` when its bundle is missing or damaged. */
export async function readEntry(
  read: ReadTile,
  at: { readonly index: number; readonly size: number },
): Promise<Uint8Array | undefined> {
  const address = { level: "entries" as const, index: Math.floor(at.index / tileWidth) };
  const bytes = await read({ ...address, width: widthInTree(address, at.size) });
  return bytes === undefined ? undefined : decodeBundle(bytes)?.[at.index % tileWidth];
}
