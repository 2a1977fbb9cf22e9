import { equalBytes, nodeHash, rootFromPath, type Sha256 } from "@bridle/protocol";

/** A tree's size in entries and its RFC 6962 root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Lines of a proof that a verifier looks at: a tree of 2^63 entries needs no more (C2SP tlog-witness). */
export const proofLinesMax = 63;

/** The root of no entries: SHA-256 of nothing (RFC 6962 §2.1). */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** Whether `leaf` (a leaf hash) is entry `index` of `head` [L1]; RFC 9162 §2.1.3.2. Total. */
export function includes(
  sha256: Sha256,
  head: TreeHead,
  claim: { readonly index: number; readonly leaf: Uint8Array; readonly path: readonly Uint8Array[] },
): boolean {
  const { index, leaf, path } = claim;
  if (!isCount(index) || !isCount(head.size) || !allHashes([leaf, ...path])) return false;
  const root = rootFromPath(sha256, leaf, { index, size: head.size, path });
  return root !== undefined && equalBytes(root, head.root);
}

/**
 * Whether `newer` appends to `older` [L2]; RFC 9162 §2.1.4.2. Total. An older size of zero is refused
 * here, because nothing is proven about it; a witness that never saw the log decides that case itself.
 */
export function extendsHead(
  sha256: Sha256,
  heads: { readonly older: TreeHead; readonly newer: TreeHead },
  path: readonly Uint8Array[],
): boolean {
  const { older, newer } = heads;
  if (!isCount(older.size) || !isCount(newer.size) || older.size === 0) return false;
  if (older.size > newer.size || !allHashes(path)) return false;
  if (older.size === newer.size) return path.length === 0 && equalBytes(older.root, newer.root);
  const roots = rootsFromConsistency(sha256, { from: older, to: newer.size }, path);
  return roots !== undefined && equalBytes(roots.older, older.root) && equalBytes(roots.newer, newer.root);
}

function rootsFromConsistency(
  sha256: Sha256,
  step: { readonly from: TreeHead; readonly to: number },
  path: readonly Uint8Array[],
): { readonly older: Uint8Array; readonly newer: Uint8Array } | undefined {
  let node = step.from.size - 1;
  let last = step.to - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  // An old tree that is one complete subtree starts the proof itself.
  const [first, ...rest] = node === 0 ? [step.from.root, ...path] : path;
  if (first === undefined) return undefined;
  let [older, newer] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sha256, sibling, older);
      newer = nodeHash(sha256, sibling, newer);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(sha256, newer, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? { older, newer } : undefined;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function allHashes(path: readonly Uint8Array[]): boolean {
  return path.length <= proofLinesMax + 1 && path.every((hash) => hash.length === 32);
}

function half(value: number): number {
  return Math.floor(value / 2);
}
