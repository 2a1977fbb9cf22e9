import { concatBytes, equalBytes } from "@bridle/protocol";
import type { HashFunctions } from "../crypto/hash.ts";
import { uint, vector } from "./tls.ts";
import { leftOf, levelOf, rightOf, rootOf } from "./tree-math.ts";
import type { RawNode, RawParent } from "./tree-nodes.ts";

const NOBODY: ReadonlySet<number> = new Set();

/** Tree hashes of one tree (RFC 9420 §7.8), each computed once. */
export class TreeHasher {
  readonly #nodes: readonly RawNode[];
  readonly #hash: HashFunctions;
  readonly #known = new Map<number, Uint8Array>();

  constructor(nodes: readonly RawNode[], hash: HashFunctions) {
    this.#nodes = nodes;
    this.#hash = hash;
  }

  root(): Uint8Array {
    return this.at(rootOf(this.#nodes.length));
  }

  at(index: number): Uint8Array {
    return this.#of(index, NOBODY);
  }

  /**
   * Whether each parent node was set by someone below it and lists exactly those below who came
   * later (§7.9.2); else an insider could plant keys in the tree of those who join.
   */
  hasValidParents(): boolean {
    return this.#nodes.every((node, index) => node?.kind !== "parent" || this.#isValidParent(node, index));
  }

  #isValidParent(parent: RawParent, index: number): boolean {
    const sides = [
      { child: leftOf(index), sibling: rightOf(index) },
      { child: rightOf(index), sibling: leftOf(index) },
    ];
    const unmerged = new Set(parent.unmergedLeaves.map((leaf) => 2 * leaf));
    return sides.some(({ child, sibling }) => {
      const resolution = resolutionOf(this.#nodes, child);
      const [setter, ...others] = resolution.filter((node) => !unmerged.has(node));
      if (setter === undefined || others.length > 0) return false;
      const below = [...unmerged].filter((node) => isBelow(node, child));
      if (below.length !== resolution.length - 1) return false;
      const claimed = this.#nodes[setter]?.parentHash;
      return claimed !== undefined && equalBytes(claimed, this.#parentHash(parent, sibling));
    });
  }

  /** §7.9: the sibling's hash is that of before the unmerged leaves came. */
  #parentHash(parent: RawParent, sibling: number): Uint8Array {
    const siblingHash = this.#of(sibling, new Set(parent.unmergedLeaves));
    return this.#hash.digest(
      concatBytes(vector(parent.encryptionKey), vector(parent.parentHash), vector(siblingHash)),
    );
  }

  #of(index: number, without: ReadonlySet<number>): Uint8Array {
    const relevant = [...without].some((leaf) => isBelow(2 * leaf, index)) ? without : NOBODY;
    const known = relevant === NOBODY ? this.#known.get(index) : undefined;
    if (known !== undefined) return known;
    const hashed = this.#hash.digest(
      index % 2 === 0 ? this.#leafInput(index, relevant) : this.#parentInput(index, relevant),
    );
    if (relevant === NOBODY) this.#known.set(index, hashed);
    return hashed;
  }

  #leafInput(index: number, without: ReadonlySet<number>): Uint8Array {
    const node = without.has(index / 2) ? undefined : this.#nodes[index];
    return concatBytes(uint(1, 1), uint(index / 2, 4), optional(node?.bytes));
  }

  #parentInput(index: number, without: ReadonlySet<number>): Uint8Array {
    const node = this.#nodes[index];
    const bytes = node?.kind === "parent" ? parentWithout(node, without) : undefined;
    const left = this.#of(leftOf(index), without);
    const right = this.#of(rightOf(index), without);
    return concatBytes(uint(2, 1), optional(bytes), vector(left), vector(right));
  }
}

/** The non-blank nodes that together cover everyone below a node (§4.1.1). */
export function resolutionOf(nodes: readonly RawNode[], index: number): readonly number[] {
  const node = nodes[index];
  if (node === undefined) {
    if (index % 2 === 0) return [];
    return [...resolutionOf(nodes, leftOf(index)), ...resolutionOf(nodes, rightOf(index))];
  }
  return node.kind === "leaf" ? [index] : [index, ...node.unmergedLeaves.map((leaf) => 2 * leaf)];
}

function isBelow(node: number, ancestor: number): boolean {
  const reach = 2 ** levelOf(ancestor) - 1;
  return Math.abs(node - ancestor) <= reach;
}

function parentWithout(parent: RawParent, without: ReadonlySet<number>): Uint8Array {
  if (!parent.unmergedLeaves.some((leaf) => without.has(leaf))) return parent.bytes;
  const kept = parent.unmergedLeaves.filter((leaf) => !without.has(leaf));
  const list = concatBytes(...kept.map((leaf) => uint(leaf, 4)));
  return concatBytes(vector(parent.encryptionKey), vector(parent.parentHash), vector(list));
}

function optional(bytes: Uint8Array | undefined): Uint8Array {
  return bytes === undefined ? uint(0, 1) : concatBytes(uint(1, 1), bytes);
}
