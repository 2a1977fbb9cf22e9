import { err, ok, type Result, utf8Encode } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { judgeCheckpoint, type TrustedCheckpoint } from "../note/judge-checkpoint.ts";
import type { Policy } from "../note/policy.ts";
import { emptyEdge, type TileContent, type TreeEdge } from "../tree/growth.ts";
import { emptyRoot, extendsHead, type TreeHead } from "../tree/merkle-proof.ts";
import { type Tile, tilePath } from "../tree/tile.ts";
import type { LogProblem } from "./fsck.ts";
import { checkpointPath, readCheckpoint, type ReadResource, tilesOf } from "./resources.ts";
import { proveConsistency } from "./stored-tiles.ts";
import { edgeAt, walkLog } from "./walk.ts";

/**
 * A place for a log's static resources. Obligations: `write` replaces a resource as a whole (a reader sees
 * the old or the new one) and is durable when it returns.
 */
export interface ResourceStore {
  read(path: string): Promise<Uint8Array | undefined>;
  write(path: string, bytes: Uint8Array): Promise<void>;
}

export type MirrorProblem =
  | LogProblem
  /** The source is shorter than our copy, or another log: keep both checkpoints, they are evidence. */
  | { readonly kind: "rolled_back" | "forked"; readonly ours: string; readonly theirs: string };

/**
 * Brings a copy up to the source's checkpoint [L17]. Everything is re-derived before it is kept, and the
 * checkpoint is written last; an interrupted mirror goes on from what it has. Throws what `source` and `copy`
 * throw, and `LogStoreFault` when the source lacks tiles for a consistency proof.
 */
export async function mirrorLog(
  crypto: LedgerCrypto,
  policy: Policy,
  between: { readonly source: ReadResource; readonly copy: ResourceStore },
): Promise<Result<TrustedCheckpoint, MirrorProblem>> {
  const { source, copy } = between;
  const note = await readCheckpoint(source);
  if (note === undefined) return err({ kind: "no_checkpoint" });
  const trusted = judgeCheckpoint(crypto, policy, note);
  if (!trusted.ok) return trusted;
  const { checkpoint } = trusted.value;
  const from = await copyEdge(crypto, policy, copy);
  if (!from.ok) return from;
  const { edge, head, note: ours } = from.value;
  if (head.size > checkpoint.size) return err({ kind: "rolled_back", ours, theirs: note });
  if (!(await isContinued(crypto, source, { older: head, newer: checkpoint }))) {
    return err({ kind: "forked", ours, theirs: note });
  }
  const visit = (tile: TileContent & Tile): Promise<void> => copy.write(tilePath(tile), tile.bytes);
  const walked = await walkLog(crypto.sha256, tilesOf(source), { head: checkpoint, edge, visit });
  if (!walked.ok) return walked;
  await copy.write(checkpointPath, utf8Encode(note));
  return ok(trusted.value);
}

async function isContinued(
  crypto: LedgerCrypto,
  source: ReadResource,
  heads: { readonly older: TreeHead; readonly newer: TreeHead },
): Promise<boolean> {
  if (heads.older.size === 0) return true;
  const step = { from: heads.older.size, to: heads.newer.size };
  const path = await proveConsistency(crypto.sha256, tilesOf(source), step);
  return extendsHead(crypto.sha256, heads, path);
}

async function copyEdge(
  crypto: LedgerCrypto,
  policy: Policy,
  copy: ResourceStore,
): Promise<
  Result<{ readonly edge: TreeEdge; readonly head: TreeHead; readonly note: string }, MirrorProblem>
> {
  const read: ReadResource = (path) => copy.read(path);
  const note = await readCheckpoint(read);
  if (note === undefined) {
    return ok({ edge: emptyEdge, head: { size: 0, root: emptyRoot(crypto.sha256) }, note: "" });
  }
  const trusted = judgeCheckpoint(crypto, policy, note);
  if (!trusted.ok) return trusted;
  const head = trusted.value.checkpoint;
  const edge = await edgeAt(crypto.sha256, tilesOf(read), head);
  return edge.ok ? ok({ edge: edge.value, head, note }) : edge;
}
