import { equalBytes, err, ok, type Result } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import type { CheckpointRefusal } from "../note/judge-checkpoint.ts";
import { extendsHead, type TreeHead } from "../tree/merkle-proof.ts";
import { type DirectoryTrust, judgeDirectoryCheckpoint, type TrustedDirectoryCheckpoint } from "./trust.ts";

/** The newest checkpoint of the directory that a client has seen. Kept for good; it never goes back. */
export interface DirectoryView extends TreeHead {
  /** The signed note: half of the evidence if another view turns up. */
  readonly note: string;
}

/** Two checkpoints that one log signed and that can't both be true, or that it won't show to be. */
export interface SplitEvidence {
  readonly ours: string;
  readonly theirs: string;
}

export type ViewRefusal =
  /** The same log, another history: the server shows different keys to different people. */
  | { readonly kind: "split_view"; readonly evidence: SplitEvidence }
  /** An older checkpoint than one we have seen. */
  | { readonly kind: "rolled_back"; readonly evidence: SplitEvidence };

/** Takes a trusted checkpoint into a view, or refuses it with the evidence [L47]. */
export function advanceView(
  crypto: LedgerCrypto,
  view: DirectoryView | undefined,
  step: { readonly to: TrustedDirectoryCheckpoint; readonly path: readonly Uint8Array[] },
): Result<DirectoryView, ViewRefusal> {
  const { checkpoint, note } = step.to;
  const next: DirectoryView = { size: checkpoint.size, root: checkpoint.root, note };
  if (view === undefined) return ok(next);
  const evidence = { ours: view.note, theirs: note };
  if (next.size < view.size) return err({ kind: "rolled_back", evidence });
  if (next.size === view.size) {
    return equalBytes(next.root, view.root) ? ok(next) : err({ kind: "split_view", evidence });
  }
  const consistent = extendsHead(crypto.sha256, { older: view, newer: next }, step.path);
  return consistent ? ok(next) : err({ kind: "split_view", evidence });
}

/** What a checkpoint from a contact means. */
export type GossipOutcome =
  | { readonly kind: "same" }
  /** Ask the server for the consistency proof between these sizes, then `settleGossip`. */
  | { readonly kind: "ask"; readonly from: number; readonly to: number; readonly theirs: DirectoryView }
  | { readonly kind: "split_view"; readonly evidence: SplitEvidence }
  /** Not a checkpoint that this client trusts: it says nothing. */
  | { readonly kind: "ignored"; readonly why: CheckpointRefusal };

/**
 * Holds a checkpoint that came in a conversation against one's own [L48]. Freshness doesn't matter: an old
 * checkpoint of another history is as good a proof.
 */
export function judgeGossip(
  crypto: LedgerCrypto,
  trust: DirectoryTrust,
  heard: { readonly view: DirectoryView; readonly note: string },
): GossipOutcome {
  const judged = judgeDirectoryCheckpoint(crypto, trust, heard.note);
  if (!judged.ok) return { kind: "ignored", why: judged.error };
  const { checkpoint, note } = judged.value;
  const theirs = { size: checkpoint.size, root: checkpoint.root, note };
  const { view } = heard;
  if (theirs.size === view.size) {
    const evidence = { ours: view.note, theirs: note };
    return equalBytes(theirs.root, view.root) ? { kind: "same" } : { kind: "split_view", evidence };
  }
  if (theirs.size === 0) return { kind: "same" };
  return {
    kind: "ask",
    from: Math.min(view.size, theirs.size),
    to: Math.max(view.size, theirs.size),
    theirs,
  };
}

/**
 * Settles what `judgeGossip` asked for. A proof that doesn't hold is a split view; a server that gives
 * none after several tries is to be shown as one too, and that is the caller's to count.
 */
export function settleGossip(
  crypto: LedgerCrypto,
  heard: { readonly view: DirectoryView; readonly theirs: DirectoryView },
  path: readonly Uint8Array[],
): { readonly kind: "consistent" } | { readonly kind: "split_view"; readonly evidence: SplitEvidence } {
  const { view, theirs } = heard;
  const [older, newer] = view.size < theirs.size ? [view, theirs] : [theirs, view];
  if (extendsHead(crypto.sha256, { older, newer }, path)) return { kind: "consistent" };
  return { kind: "split_view", evidence: { ours: view.note, theirs: theirs.note } };
}
