import { concatBytes } from "./bytes.ts";

// Merkle tree hashing and inclusion proofs of RFC 6962 §2.1, with the hash as an argument.

export type Sha256 = (data: Uint8Array) => Uint8Array;

export function leafHash(sha256: Sha256, leaf: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0), leaf));
}

export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

/** A small tree held in memory: its root, and the inclusion path of each leaf. */
export interface SmallTree {
  readonly root: Uint8Array;
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** Builds the tree over leaf hashes; at least one. */
export function smallTree(sha256: Sha256, leaves: readonly Uint8Array[]): SmallTree {
  const [only] = leaves;
  if (only === undefined) throw new RangeError("a tree without leaves");
  if (leaves.length === 1) return { root: only, paths: [[]] };
  const split = largestPowerOfTwoBelow(leaves.length);
  const left = smallTree(sha256, leaves.slice(0, split));
  const right = smallTree(sha256, leaves.slice(split));
  return {
    root: nodeHash(sha256, left.root, right.root),
    paths: [
      ...left.paths.map((path) => [...path, right.root]),
      ...right.paths.map((path) => [...path, left.root]),
    ],
  };
}

function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (2 * power < size) power *= 2;
  return power;
}

/**
 * The root that a leaf hash and its path lead to (RFC 9162 §2.1.3.2), or `undefined` when the
 * path's length doesn't fit the position. Index and size aren't covered by the root: what a leaf's place
 * means must stand in the leaf.
 */
export function rootFromPath(
  sha256: Sha256,
  leaf: Uint8Array,
  proof: { readonly index: number; readonly size: number; readonly path: readonly Uint8Array[] },
): Uint8Array | undefined {
  if (!isPosition(proof)) return undefined;
  let node = proof.index;
  let last = proof.size - 1;
  let hash = leaf;
  for (const sibling of proof.path) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sha256, sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? hash : undefined;
}

function isPosition({ index, size }: { readonly index: number; readonly size: number }): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
