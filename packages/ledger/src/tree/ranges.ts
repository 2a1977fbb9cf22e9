// The shape of RFC 6962's Merkle tree: which subtrees a root or a proof is made of. Positions only; no hashing.

/** The root of the complete subtree over entries [index · 2^level, (index + 1) · 2^level). */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Entries [start, end) whose Merkle tree hash is one line of a proof (RFC 6962 §2.1). */
export interface EntryRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The complete subtrees of a range, left to right, widest first. The range starts at a multiple of the
 * widest one's size, as every range of a proof does.
 */
export function completeSubtrees(range: EntryRange): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  let { start } = range;
  while (start < range.end) {
    const level = Math.floor(Math.log2(range.end - start));
    // Math.log2 rounds; near 2^53 it may land one too high.
    const exact = 2 ** level > range.end - start ? level - 1 : level;
    nodes.push({ level: exact, index: start / 2 ** exact });
    start += 2 ** exact;
  }
  return nodes;
}

/** Where RFC 6962 §2.1 splits n ≥ 2 entries: the largest power of two smaller than n. */
export function splitPoint(entries: number): number {
  let power = 1;
  while (2 * power < entries) power *= 2;
  return power;
}

/** The lines of the inclusion proof (RFC 6962 §2.1.1) of `index` < `size`, from the leaf's sibling up. */
export function inclusionRanges(index: number, size: number): readonly EntryRange[] {
  const ranges: EntryRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.toReversed();
}

/** The lines of the consistency proof (RFC 6962 §2.1.2) from 0 < `oldSize` ≤ `size`; empty when equal. */
export function consistencyRanges(oldSize: number, size: number): readonly EntryRange[] {
  const ranges: EntryRange[] = [];
  let [start, end] = [0, size];
  // `whole`: the old tree's root over [0, oldSize) is known to the verifier and not repeated.
  let whole = true;
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  if (!whole) ranges.push({ start, end });
  return ranges.toReversed();
}
