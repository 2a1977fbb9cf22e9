import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { concatBytes, equalBytes, leafHash, nodeHash, rootFromPath, smallTree, toHex } from "../src/index.ts";
import { sha256 } from "./chain-fixture.ts";
import { publicData } from "./public-data.ts";

vi.setConfig({ testTimeout: 120_000 });

/** RFC 6962 §2.1 as it is written there. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return sha256(concatBytes(Uint8Array.of(0), only));
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const [left, right] = [treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split))];
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

function leaves(size: number): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, index) => Uint8Array.of(index >> 8, index & 0xff));
}

function treeOf(size: number): ReturnType<typeof smallTree> {
  return smallTree(
    sha256,
    leaves(size).map((leaf) => leafHash(sha256, leaf)),
  );
}

describe("[P29] tree hashes are RFC 6962's", () => {
  test("known roots", () => {
    // The trees over the inputs that Certificate Transparency's own tests use.
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
    const hashes = inputs.map((hex) => leafHash(sha256, Buffer.from(hex, "hex")));
    const roots = [1, 2, 3, 4, 5, 6, 7].map((size) => toHex(smallTree(sha256, hashes.slice(0, size)).root));
    expect(roots).toEqual([
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    ]);
  });

  test("every leaf of every small tree leads to its root, and to no other place", () => {
    for (let size = 1; size <= 33; size++) {
      const tree = treeOf(size);
      expect(tree.root).toEqual(treeHash(leaves(size)));
      for (const [index, leaf] of leaves(size).entries()) {
        const path = tree.paths[index] ?? [];
        const hash = leafHash(sha256, leaf);
        expect(rootFromPath(sha256, hash, { index, size, path })).toEqual(tree.root);
        expect(rootFromPath(sha256, hash, { index, size, path: [...path, hash] })).toBeUndefined();
        if (size === 1) continue;
        expect(rootFromPath(sha256, hash, { index, size, path: path.slice(1) })).toBeUndefined();
        const elsewhere = rootFromPath(sha256, hash, { index: (index + 1) % size, size, path });
        expect(elsewhere && toHex(elsewhere)).not.toBe(toHex(tree.root));
      }
    }
  });

  test("a node isn't a leaf", () => {
    const [left, right] = leaves(2).map((leaf) => leafHash(sha256, leaf));
    if (left === undefined || right === undefined) throw new Error("two leaves");
    const node = nodeHash(sha256, left, right);
    expect(toHex(leafHash(sha256, concatBytes(left, right)))).not.toBe(toHex(node));
  });

  test("a tree without leaves has no root", () => {
    expect(() => smallTree(sha256, [])).toThrow(RangeError);
  });

  test("a position that isn't one leads nowhere", () => {
    const hash = leafHash(sha256, new Uint8Array());
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 2],
      [Number.NaN, 1],
      [0, Number.NaN],
      [0, 2 ** 60],
      [2 ** 53, 2 ** 60],
    ] as const) {
      expect(rootFromPath(sha256, hash, { index, size, path: [] })).toBeUndefined();
    }
  });

  test("large positions are exact", () => {
    const size = Number.MAX_SAFE_INTEGER;
    const path = Array.from({ length: 53 }, () => new Uint8Array(32));
    const hash = leafHash(sha256, new Uint8Array());
    expect(rootFromPath(sha256, hash, { index: size - 2, size, path })).toBeDefined();
  });

  test("a damaged path leads elsewhere", () => {
    const tree = treeOf(29);
    fc.assert(
      fc.property(fc.nat(28), fc.nat(4), fc.nat(31), (index, step, at) => {
        const path = (tree.paths[index] ?? []).map((hash) => hash.slice());
        const sibling = path[step % path.length];
        if (sibling === undefined) return;
        sibling[at] = (sibling[at] ?? 0) ^ 1;
        const hash = leafHash(sha256, leaves(29)[index] ?? new Uint8Array());
        const root = rootFromPath(sha256, hash, { index, size: 29, path });
        expect(root && equalBytes(root, tree.root)).toBe(false);
      }),
    );
  });
});

interface InclusionCase {
  readonly name: string;
  readonly leafIdx: string;
  readonly treeSize: string;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

test("[P29] the published inclusion proofs of transparency-dev/merkle", ({ skip }) => {
  const published = publicData("merkle/inclusion.json") as
    | { readonly cases: readonly InclusionCase[] }
    | undefined;
  if (published === undefined) return skip("no vectors");
  const bytes = (base64: string): Uint8Array => Buffer.from(base64, "base64");
  for (const { name, leafIdx, treeSize, root, leafHash, proof, wantErr } of published.cases) {
    const path = (proof ?? []).map(bytes);
    // Hashes of a wrong size are the codec's to refuse, which has them at 32 bytes.
    const wellFormed = [bytes(leafHash), bytes(root), ...path].every((hash) => hash.length === 32);
    const reached = rootFromPath(sha256, bytes(leafHash), {
      index: Number(leafIdx),
      size: Number(treeSize),
      path,
    });
    const holds = wellFormed && reached !== undefined && equalBytes(reached, bytes(root));
    expect({ name, holds }).toEqual({ name, holds: !wantErr });
  }
  expect(published.cases.length).toBe(98);
});
