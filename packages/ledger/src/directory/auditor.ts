import { equalBytes, leafHash, type Sha256 } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { readEntry } from "../log/prove-entry.ts";
import { type ReadResource, tilesOf } from "../log/resources.ts";
import { proveInclusion } from "../log/stored-tiles.ts";
import type { Checkpoint } from "../note/checkpoint.ts";
import { includes, type TreeHead } from "../tree/merkle-proof.ts";
import { replayEpoch } from "./audit.ts";
import { decodeEpoch, type EpochEntry } from "./epoch.ts";
import { emptySubtree } from "./prefix-tree.ts";

/**
 * What an auditor fetches, from the directory's server or from anybody's copy. `undefined` for what isn't
 * there.
 */
export interface AuditSource {
  /** Entry `index` with its inclusion path in the tree of `size` entries. */
  entry(index: number, size: number): Promise<LoggedEpoch | undefined>;
  /** The audit blob of an epoch. */
  audit(epoch: number): Promise<Uint8Array | undefined>;
}

export interface LoggedEpoch {
  readonly entry: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * Replays every epoch between two checkpoints [L44]: each begins where the one before ended, and only
 * adds. True is what an auditor's signature says (`auditStatement`); false, and it doesn't sign.
 */
export async function auditStep(
  crypto: LedgerCrypto,
  source: AuditSource,
  step: { readonly from: TreeHead | undefined; readonly to: Checkpoint },
): Promise<boolean> {
  const { from, to } = step;
  const size = from?.size ?? 0;
  const before = size === 0 ? undefined : await loggedEpoch(crypto, source, { index: size - 1, head: to });
  if (size > 0 && before === undefined) return false;
  let root = before?.root ?? emptySubtree;
  let atMs = before?.atMs ?? 0;
  for (let epoch = size; epoch < to.size; epoch++) {
    const entry = await loggedEpoch(crypto, source, { index: epoch, head: to });
    const blob = await source.audit(epoch);
    if (entry === undefined || blob === undefined || entry.atMs < atMs) return false;
    if (!equalBytes(crypto.sha256(blob), entry.auditHash)) return false;
    if (!replayEpoch(crypto.sha256, { from: root, to: entry.root }, blob).ok) return false;
    [root, atMs] = [entry.root, entry.atMs];
  }
  return true;
}

/** The path of an epoch's audit blob beside the log's own resources. */
export function auditPath(epoch: number): string {
  return `audit/${epoch}`;
}

/** An audit source over a directory's static resources: tiles, entry bundles, and `audit/<epoch>`. */
export function publishedEpochs(sha256: Sha256, read: ReadResource): AuditSource {
  const tiles = tilesOf(read);
  return {
    async entry(index, size) {
      const entry = await readEntry(tiles, { index, size });
      return entry === undefined
        ? undefined
        : { entry, path: await proveInclusion(sha256, tiles, { index, size }) };
    },
    audit: (epoch) => read(auditPath(epoch)),
  };
}

async function loggedEpoch(
  crypto: LedgerCrypto,
  source: AuditSource,
  at: { readonly index: number; readonly head: TreeHead },
): Promise<EpochEntry | undefined> {
  const found = await source.entry(at.index, at.head.size);
  if (found === undefined) return undefined;
  const leaf = leafHash(crypto.sha256, found.entry);
  if (!includes(crypto.sha256, at.head, { index: at.index, leaf, path: found.path })) return undefined;
  const entry = decodeEpoch(found.entry);
  return entry?.epoch === at.index ? entry : undefined;
}
