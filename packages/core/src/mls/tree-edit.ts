import type { RatchetTree } from "ts-mls";
import { ancestorsOf } from "./tree-math.ts";

/** Removes a leaf with everything above it; the tree shrinks while its right half is empty (§7.7). */
export function removeLeaf(tree: RatchetTree, leafIndex: number): RatchetTree {
  const blanked = blankAbove(tree, 2 * leafIndex).with(2 * leafIndex, undefined);
  const last = blanked.findLastIndex((node) => node !== undefined);
  let width = 1;
  while (width <= last) width = 2 * width + 1;
  return blanked.slice(0, width);
}

/**
 * Puts a leaf at the leftmost free place, or grows the tree (§7.7). What is above it is blanked:
 * the update path that follows at once sets it anew.
 */
export function addLeaf(
  tree: RatchetTree,
  leaf: NonNullable<RatchetTree[number]>,
): { readonly ratchetTree: RatchetTree; readonly leafIndex: number } {
  const free = tree.findIndex((node, index) => node === undefined && index % 2 === 0);
  if (free >= 0) return { ratchetTree: blankAbove(tree, free).with(free, leaf), leafIndex: free / 2 };
  const grown = [...tree, ...Array.from<undefined>({ length: tree.length + 1 })];
  const index = tree.length + 1;
  return { ratchetTree: grown.with(index, leaf), leafIndex: index / 2 };
}

function blankAbove(tree: RatchetTree, node: number): RatchetTree {
  const above = new Set(ancestorsOf(node, tree.length));
  return tree.map((kept, index) => (above.has(index) ? undefined : kept));
}
