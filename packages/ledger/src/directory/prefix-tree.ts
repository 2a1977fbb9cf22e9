import {
  concatBytes,
  equalBytes,
  fixedBytes,
  type Infer,
  list,
  optional,
  type Sha256,
  struct,
  union,
} from "@bridle/protocol";

// The map: a binary tree over 256-bit indexes. A subtree without leaves is 32 zero bytes, one with a single
// leaf is that leaf's hash, any other is a branch. Leaves are only ever added.

/** A place in the tree and what is committed to there. */
export interface PrefixLeaf {
  readonly index: Uint8Array;
  readonly commitment: Uint8Array;
}

/** What a hash in the tree stands for. */
export type PrefixNode =
  | ({ readonly kind: "leaf" } & PrefixLeaf)
  | { readonly kind: "branch"; readonly left: Uint8Array; readonly right: Uint8Array };

export const emptySubtree: Uint8Array = new Uint8Array(32);
export const indexBits = 256;

/** H(0x02 ‖ index ‖ commitment) or H(0x03 ‖ left ‖ right): apart from RFC 6962's 0x00 and 0x01. */
export function prefixNodeHash(sha256: Sha256, node: PrefixNode): Uint8Array {
  return node.kind === "leaf"
    ? sha256(concatBytes(Uint8Array.of(2), node.index, node.commitment))
    : sha256(concatBytes(Uint8Array.of(3), node.left, node.right));
}

export function isEmptySubtree(hash: Uint8Array): boolean {
  return equalBytes(hash, emptySubtree);
}

/** The bit that decides at this depth: false goes left. */
export function bitAt(index: Uint8Array, depth: number): boolean {
  return ((index[Math.floor(depth / 8)] ?? 0) & (128 >> (depth % 8))) !== 0;
}

/** Whether two indexes lie in the same subtree at this depth. */
export function sharePrefix(a: Uint8Array, b: Uint8Array, depth: number): boolean {
  for (let at = 0; at < depth; at++) if (bitAt(a, at) !== bitAt(b, at)) return false;
  return true;
}

/** Order of indexes, as of big-endian numbers. */
export function compareIndexes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Leaves in order, split by the bit at this depth. */
export function splitLeaves<Leaf extends PrefixLeaf>(
  leaves: readonly Leaf[],
  depth: number,
): readonly [readonly Leaf[], readonly Leaf[]] {
  const middle = leaves.findIndex(({ index }) => bitAt(index, depth));
  return middle < 0 ? [leaves, []] : [leaves.slice(0, middle), leaves.slice(middle)];
}

/**
 * The hash of the subtree at `depth` with just these leaves, in order and distinct; `made` sees each new
 * node.
 */
export function buildSubtree(
  sha256: Sha256,
  leaves: readonly PrefixLeaf[],
  at: { readonly depth: number; readonly made: (hash: Uint8Array, node: PrefixNode) => void },
): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return emptySubtree;
  const [left, right] = splitLeaves(leaves, at.depth);
  const below = { depth: at.depth + 1, made: at.made };
  const node: PrefixNode =
    leaves.length === 1
      ? { kind: "leaf", index: only.index, commitment: only.commitment }
      : {
          kind: "branch",
          left: buildSubtree(sha256, left, below),
          right: buildSubtree(sha256, right, below),
        };
  const hash = prefixNodeHash(sha256, node);
  at.made(hash, node);
  return hash;
}

/** Where a search for an index ends: at its leaf, at nothing, or at the one leaf of another index. */
const searchEnd = union({
  leaf: [1, struct({ commitment: fixedBytes(32) })],
  empty: [2, struct({})],
  other: [3, struct({ index: fixedBytes(32), commitment: fixedBytes(32) })],
});

/** A search from the root down: the hash beside each step (absent for an empty subtree), and its end. */
export const prefixProof = struct({
  siblings: list(optional(fixedBytes(32)), { max: indexBits - 1 }),
  end: searchEnd,
});
export type PrefixProof = Infer<typeof prefixProof>;

/** The root that a search for `index` leads to; `undefined` when the search can't end there [L42]. */
export function prefixRoot(sha256: Sha256, index: Uint8Array, proof: PrefixProof): Uint8Array | undefined {
  const { siblings, end } = proof;
  let hash = endHash(sha256, index, proof);
  if (hash === undefined) return undefined;
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? emptySubtree;
    // No branch has two empty sides: whoever shows one has another tree in mind.
    if (end.kind === "empty" && depth === siblings.length - 1 && isEmptySubtree(sibling)) return undefined;
    const [left, right] = bitAt(index, depth) ? [sibling, hash] : [hash, sibling];
    hash = prefixNodeHash(sha256, { kind: "branch", left, right });
  }
  return hash;
}

function endHash(sha256: Sha256, index: Uint8Array, proof: PrefixProof): Uint8Array | undefined {
  const { end, siblings } = proof;
  if (end.kind === "empty") return emptySubtree;
  if (end.kind === "leaf") return prefixNodeHash(sha256, { kind: "leaf", index, commitment: end.commitment });
  if (equalBytes(end.index, index) || !sharePrefix(end.index, index, siblings.length)) return undefined;
  return prefixNodeHash(sha256, { kind: "leaf", index: end.index, commitment: end.commitment });
}

/** A node as a store keeps it, under its hash. */
export const prefixNode = union({
  leaf: [1, struct({ index: fixedBytes(32), commitment: fixedBytes(32) })],
  branch: [2, struct({ left: fixedBytes(32), right: fixedBytes(32) })],
});
