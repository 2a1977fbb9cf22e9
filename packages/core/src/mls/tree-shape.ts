import { ancestorsOf } from "./tree-math.ts";
import type { RawNode } from "./tree-nodes.ts";

/**
 * Whether every node is of the kind its place demands and every unmerged leaf is a leaf below its
 * node that the nodes between know of too (RFC 9420 §12.4.3.1).
 */
export function hasSoundShape(nodes: readonly RawNode[]): boolean {
  return nodes.every((node, index) => {
    if (node === undefined) return true;
    if ((node.kind === "leaf") !== (index % 2 === 0)) return false;
    if (node.kind === "leaf") return true;
    const ascending = node.unmergedLeaves.every(
      (leaf, position) => position === 0 || leaf > (node.unmergedLeaves[position - 1] ?? 0),
    );
    return ascending && node.unmergedLeaves.every((leaf) => isUnmergedBelow(nodes, { leaf, index }));
  });
}

function isUnmergedBelow(
  nodes: readonly RawNode[],
  { leaf, index }: { readonly leaf: number; readonly index: number },
): boolean {
  if (2 * leaf >= nodes.length || nodes[2 * leaf] === undefined) return false;
  const path = ancestorsOf(2 * leaf, nodes.length);
  const height = path.indexOf(index);
  if (height < 0) return false;
  return path.slice(0, height).every((between) => {
    const node = nodes[between];
    return node === undefined || (node.kind === "parent" && node.unmergedLeaves.includes(leaf));
  });
}

/** The keys of one node, whoever decoded it. */
export interface NodeKeys {
  readonly encryptionKey: Uint8Array;
  readonly signatureKey?: Uint8Array;
}

/** Enough of a public key to tell honest keys apart; equal keys are always found. */
const TAG_BYTES = 16;

/** Whether no encryption key and no signature key occurs twice (RFC 9420 §7.3). */
export function hasUniqueKeys(nodes: readonly (NodeKeys | undefined)[]): boolean {
  const present = nodes.filter((node) => node !== undefined);
  const encryption = present.map((node) => tagOf(node.encryptionKey));
  const signature = present.flatMap((node) =>
    node.signatureKey === undefined ? [] : [tagOf(node.signatureKey)],
  );
  return new Set(encryption).size === encryption.length && new Set(signature).size === signature.length;
}

function tagOf(key: Uint8Array): string {
  return String.fromCharCode(...key.subarray(0, TAG_BYTES));
}
