import { assert, equalBytes, type Sha256 } from "@bridle/protocol";
import type { AuditToken } from "./audit.ts";
import {
  buildSubtree,
  compareIndexes,
  emptySubtree,
  isEmptySubtree,
  type PrefixLeaf,
  type PrefixNode,
  prefixNodeHash,
  type PrefixProof,
  splitLeaves,
  bitAt,
} from "./prefix-tree.ts";

/** Reads a node by its hash; `undefined` when the store has lost it. */
export type ReadNode = (hash: Uint8Array) => Promise<PrefixNode | undefined>;

/** What adding leaves makes. */
export interface Insertion {
  readonly root: Uint8Array;
  readonly made: readonly { readonly hash: Uint8Array; readonly node: PrefixNode }[];
  /** Branches that are no longer part of the newest tree. */
  readonly replaced: readonly Uint8Array[];
  /** The additions in order, and the old tree around them: all that an auditor needs. */
  readonly additions: readonly PrefixLeaf[];
  readonly tokens: readonly AuditToken[];
}

/** Thrown when a store has lost a node of its own tree. */
export class BrokenTree extends Error {}

/**
 * Adds leaves whose indexes are new and distinct; anything else is a bug of the caller. Throws
 * `BrokenTree`.
 */
export async function insertLeaves(
  sha256: Sha256,
  read: ReadNode,
  change: { readonly root: Uint8Array; readonly additions: readonly PrefixLeaf[] },
): Promise<Insertion> {
  const additions = change.additions.toSorted((a, b) => compareIndexes(a.index, b.index));
  const made: { hash: Uint8Array; node: PrefixNode }[] = [];
  const replaced: Uint8Array[] = [];
  const tokens: AuditToken[] = [];
  const keep = (hash: Uint8Array, node: PrefixNode): void => void made.push({ hash, node });

  const insert = async (
    old: Uint8Array,
    leaves: readonly PrefixLeaf[],
    depth: number,
  ): Promise<Uint8Array> => {
    if (leaves.length === 0) {
      tokens.push(isEmptySubtree(old) ? { kind: "empty" } : { kind: "same", hash: old });
      return old;
    }
    const node = isEmptySubtree(old) ? undefined : await readOrBreak(read, old);
    if (node?.kind === "branch") {
      tokens.push({ kind: "split" });
      const [left, right] = splitLeaves(leaves, depth);
      const branch: PrefixNode = {
        kind: "branch",
        left: await insert(node.left, left, depth + 1),
        right: await insert(node.right, right, depth + 1),
      };
      replaced.push(old);
      const hash = prefixNodeHash(sha256, branch);
      keep(hash, branch);
      return hash;
    }
    tokens.push(node ?? { kind: "empty" });
    const all = node === undefined ? leaves : merged(leaves, node);
    return buildSubtree(sha256, all, { depth, made: keep });
  };
  assertDistinct(additions);
  const root = await insert(change.root, additions, 0);
  return { root, made, replaced, additions, tokens };
}

/** The proof that a search for `index` under `root` ends where it does. Throws `BrokenTree`. */
export async function searchTree(read: ReadNode, root: Uint8Array, index: Uint8Array): Promise<PrefixProof> {
  const siblings: (Uint8Array | undefined)[] = [];
  let hash = root;
  while (!isEmptySubtree(hash)) {
    const node = await readOrBreak(read, hash);
    if (node.kind === "leaf") {
      const { commitment } = node;
      const end = equalBytes(node.index, index)
        ? ({ kind: "leaf", commitment } as const)
        : ({ kind: "other", index: node.index, commitment } as const);
      return { siblings, end };
    }
    const right = bitAt(index, siblings.length);
    const sibling = right ? node.left : node.right;
    siblings.push(isEmptySubtree(sibling) ? undefined : sibling);
    hash = right ? node.right : node.left;
  }
  return { siblings, end: { kind: "empty" } };
}

/** The root of the tree without leaves. */
export const emptyTree: Uint8Array = emptySubtree;

async function readOrBreak(read: ReadNode, hash: Uint8Array): Promise<PrefixNode> {
  const node = await read(hash);
  if (node === undefined) throw new BrokenTree("a node of the directory is missing");
  return node;
}

function merged(leaves: readonly PrefixLeaf[], leaf: PrefixLeaf): readonly PrefixLeaf[] {
  const all = [...leaves, leaf].toSorted((a, b) => compareIndexes(a.index, b.index));
  assertDistinct(all);
  return all;
}

function assertDistinct(sorted: readonly PrefixLeaf[]): void {
  for (const [at, leaf] of sorted.entries()) {
    const next = sorted[at + 1];
    assert(next === undefined || !equalBytes(leaf.index, next.index), "an index is added once");
  }
}
