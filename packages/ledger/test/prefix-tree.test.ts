import { equalBytes } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  absentVersions,
  buildSubtree,
  compareIndexes,
  emptySubtree,
  encodeAudit,
  insertLeaves,
  markerOf,
  type PrefixLeaf,
  type PrefixNode,
  prefixRoot,
  replayEpoch,
  searchTree,
} from "../src/index.ts";
import { bytes, sha256 } from "./node-crypto.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A tree in memory, grown epoch by epoch. */
class Tree {
  root = emptySubtree;
  readonly nodes = new Map<string, PrefixNode>();

  async add(additions: readonly PrefixLeaf[]) {
    const before = this.root;
    const inserted = await insertLeaves(sha256, this.read, { root: before, additions });
    for (const { hash, node } of inserted.made) this.nodes.set(Buffer.from(hash).toString("hex"), node);
    for (const hash of inserted.replaced) this.nodes.delete(Buffer.from(hash).toString("hex"));
    this.root = inserted.root;
    return { before, after: this.root, inserted, blob: encodeAudit(inserted) };
  }

  readonly read = async (hash: Uint8Array): Promise<PrefixNode | undefined> =>
    this.nodes.get(Buffer.from(hash).toString("hex"));
}

const leafOf = (name: string): PrefixLeaf => ({
  index: sha256(bytes(name)),
  commitment: sha256(bytes(`c ${name}`)),
});
const leaves = (from: number, to: number): PrefixLeaf[] =>
  Array.from({ length: to - from }, (_, at) => leafOf(`${from + at}`));

function rebuilt(all: readonly PrefixLeaf[]): Uint8Array {
  const sorted = all.toSorted((a, b) => compareIndexes(a.index, b.index));
  return buildSubtree(sha256, sorted, { depth: 0, made: () => {} });
}

// Short indexes that share long beginnings: the shapes that random ones never show.
const closeIndex = fc.uint8Array({ minLength: 2, maxLength: 2 }).map(([a, b]) => {
  const index = new Uint8Array(32);
  index[0] = a! & 0b1000_0001;
  index[4] = b! & 0b11;
  return index;
});

describe("the prefix tree", () => {
  test("[L41] is the same however its leaves came", async () => {
    const batches = fc.array(
      fc.uniqueArray(closeIndex, { comparator: (a, b) => compareIndexes(a, b) === 0, maxLength: 8 }),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(batches, async (epochs) => {
        const tree = new Tree();
        const all: PrefixLeaf[] = [];
        for (const indexes of epochs) {
          const additions = indexes
            .filter((index) => all.every((leaf) => compareIndexes(leaf.index, index) !== 0))
            .map((index) => ({ index, commitment: sha256(index) }));
          all.push(...additions);
          const { before, after, blob } = await tree.add(additions);
          expect(equalBytes(after, rebuilt(all))).toBe(true);
          expect(replayEpoch(sha256, { from: before, to: after }, blob).ok).toBe(true);
        }
        for (const { index } of all) {
          const proof = await searchTree(tree.read, tree.root, index);
          expect(proof.end.kind).toBe("leaf");
          expect(equalBytes(prefixRoot(sha256, index, proof) ?? emptySubtree, tree.root)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("[L42] proves what is there and what is not", async () => {
    const tree = new Tree();
    await tree.add(leaves(0, 500));
    const kinds = new Set<string>();
    for (const { index } of leaves(0, 2000)) {
      const proof = await searchTree(tree.read, tree.root, index);
      kinds.add(proof.end.kind);
      expect(equalBytes(prefixRoot(sha256, index, proof) ?? emptySubtree, tree.root)).toBe(true);
    }
    expect(kinds).toEqual(new Set(["leaf", "empty", "other"]));
    expect(prefixRoot(sha256, leafOf("x").index, { siblings: [], end: { kind: "empty" } })).toEqual(
      emptySubtree,
    );
  });

  test("[L42] a search can't end early, at another place, or at the leaf itself under another name", async () => {
    const tree = new Tree();
    await tree.add(leaves(0, 50));
    for (const { index } of leaves(0, 20)) {
      const proof = await searchTree(tree.read, tree.root, index);
      if (proof.end.kind !== "leaf") throw new Error("it is there");
      const { commitment } = proof.end;
      const lies = [
        { ...proof, end: { kind: "empty" as const } },
        { ...proof, end: { kind: "other" as const, index, commitment } },
        { ...proof, end: { kind: "other" as const, index: leafOf("elsewhere").index, commitment } },
        { siblings: proof.siblings.slice(0, -1), end: { kind: "empty" as const } },
        { siblings: proof.siblings.slice(1), end: proof.end },
        { siblings: [...proof.siblings, undefined], end: proof.end },
      ];
      for (const lie of lies) expect(prefixRoot(sha256, index, lie) ?? emptySubtree).not.toEqual(tree.root);
    }
  });
});

describe("an audit blob", () => {
  test("[L44] with a changed byte never replays", async () => {
    const tree = new Tree();
    await tree.add(leaves(0, 6));
    const { before, after, blob } = await tree.add(leaves(6, 10));
    const roots = { from: before, to: after };
    expect(replayEpoch(sha256, roots, blob)).toEqual({ ok: true, value: undefined });
    for (let at = 0; at < blob.length; at++) {
      const changed = blob.slice();
      changed[at]! ^= 1;
      expect([at, replayEpoch(sha256, roots, changed).ok]).toEqual([at, false]);
    }
    for (let length = 0; length < blob.length; length += 7) {
      expect(replayEpoch(sha256, roots, blob.slice(0, length)).ok).toBe(false);
    }
  });

  test("[L44] says where it goes wrong", async () => {
    const tree = new Tree();
    await tree.add(leaves(0, 6));
    const { before, after, blob } = await tree.add(leaves(6, 10));
    expect(replayEpoch(sha256, { from: after, to: after }, blob)).toMatchObject({
      error: { kind: "wrong_beginning" },
    });
    expect(replayEpoch(sha256, { from: before, to: before }, blob)).toMatchObject({
      error: { kind: "wrong_end" },
    });
  });

  test("[L44] can't change or take away a leaf", async () => {
    const tree = new Tree();
    const { after: full } = await tree.add(leaves(0, 8));
    const changed = new Tree();
    const { after: other } = await changed.add([
      ...leaves(0, 7),
      { ...leafOf("7"), commitment: sha256(bytes("another")) },
    ]);
    const shorter = new Tree();
    const { after: less } = await shorter.add(leaves(0, 7));
    // Any tokens: the hashes of both trees, in every order that the format allows for one addition.
    for (const to of [other, less]) {
      for (const { index, commitment } of [...leaves(0, 8), leafOf("new")]) {
        const blob = encodeAudit({
          additions: [{ index, commitment }],
          tokens: [{ kind: "same", hash: full }],
        });
        expect(replayEpoch(sha256, { from: full, to }, blob).ok).toBe(false);
        const asLeaf = encodeAudit({
          additions: [{ index, commitment }],
          tokens: [{ kind: "leaf", index, commitment }],
        });
        expect(replayEpoch(sha256, { from: full, to }, asLeaf).ok).toBe(false);
      }
    }
  });
});

describe("versions", () => {
  test("[L46] the owner's absences leave no room for a version that a contact could be shown", () => {
    for (let epochs = 1; epochs <= 70; epochs++) {
      for (let own = 0; own <= Math.min(epochs, 40); own++) {
        const absent = new Set(absentVersions(own, epochs));
        for (let shown = own + 1; shown <= epochs; shown++) {
          // A lookup shows the version and its marker; one of the two has to be among the absences.
          expect(absent.has(shown) || absent.has(markerOf(shown))).toBe(true);
        }
        expect(absent.has(own + 1)).toBe(true);
        expect([...absent].every((version) => version > own)).toBe(true);
      }
    }
  });
});
