import { equalBytes, leafHash, nodeHash, smallTree } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  consistencyPath,
  decodeBundle,
  edgeRoot,
  emptyEdge,
  emptyRoot,
  encodeBundle,
  extendsHead,
  grow,
  includes,
  inclusionPath,
  isPath,
  parseTilePath,
  rootFromTiles,
  tilePath,
  type TileSource,
  tilesOfTree,
  type TreeEdge,
  widthInTree,
} from "../src/index.ts";
import { bytes, sha256 } from "./node-crypto.ts";
import { havePublicVectors, publicJson } from "./public-vectors.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

interface InclusionCase {
  readonly name: string;
  readonly leafIdx: string;
  readonly treeSize: string;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

interface ConsistencyCase {
  readonly name: string;
  readonly size1: string;
  readonly size2: string;
  readonly root1: string;
  readonly root2: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

const decoded = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
const decodedAll = (texts: readonly string[] | null): Uint8Array[] => (texts ?? []).map(decoded);

describe.skipIf(!havePublicVectors)("transparency-dev/merkle's vectors", () => {
  const cases = havePublicVectors
    ? publicJson<{ cases: readonly InclusionCase[] }>("merkle/inclusion.json").cases
    : [];
  test.each(cases)("[L1] inclusion $name", (it) => {
    const head = { size: Number(it.treeSize), root: decoded(it.root) };
    const claim = { index: Number(it.leafIdx), leaf: decoded(it.leafHash), path: decodedAll(it.proof) };
    expect(includes(sha256, head, claim)).toBe(!it.wantErr);
  });

  const steps = havePublicVectors
    ? publicJson<{ cases: readonly ConsistencyCase[] }>("merkle/consistency.json").cases
    : [];
  test.each(steps)("[L2] consistency $name", (it) => {
    const older = { size: Number(it.size1), root: decoded(it.root1) };
    const newer = { size: Number(it.size2), root: decoded(it.root2) };
    expect(extendsHead(sha256, { older, newer }, decodedAll(it.proof))).toBe(!it.wantErr);
  });
});

interface Grown {
  readonly edge: TreeEdge;
  readonly tiles: Map<string, Uint8Array>;
}

function grown(entries: readonly Uint8Array[], batches: readonly number[]): Grown {
  const tiles = new Map<string, Uint8Array>();
  let edge = emptyEdge;
  let at = 0;
  for (const batch of [...batches, entries.length]) {
    const step = grow(sha256, edge, entries.slice(at, at + batch));
    at = Math.min(at + batch, entries.length);
    for (const tile of step.tiles) tiles.set(`${tile.level}/${tile.index}`, tile.bytes);
    edge = step.edge;
  }
  return { edge, tiles };
}

const sourceOf = (tiles: Map<string, Uint8Array>): TileSource => {
  return ({ level, index, width }) => tiles.get(`${level}/${index}`)?.slice(0, 32 * width);
};

/** RFC 6962 §2.1, word for word. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(sha256, rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)));
}

const entriesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => bytes(`entry ${at}`));

describe("a growing tree", () => {
  const entries = entriesOf(66_000);
  const sizes = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 1000, 65_536, 66_000];
  const { tiles } = grown(entries, [1, 255, 256, 1, 10_000]);
  const source = sourceOf(tiles);

  const leaves = entries.map((entry) => leafHash(sha256, entry));

  test.each(sizes)("[L3] of %i entries has the root that RFC 6962 says", (size) => {
    const expected = rootByDefinition(leaves.slice(0, size));
    expect(rootFromTiles(sha256, source, size)).toEqual(expected);
    const { edge } = grown(entries.slice(0, size), [100]);
    expect(edgeRoot(sha256, edge)).toEqual(expected);
  });

  test("[L3] without entries has the hash of nothing", () => {
    expect(edgeRoot(sha256, emptyEdge)).toEqual(emptyRoot(sha256));
    expect(rootFromTiles(sha256, source, 0)).toEqual(sha256(new Uint8Array(0)));
  });

  test("[L4] proves every entry of small trees as the reference does", () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = entries.slice(0, size).map((entry) => leafHash(sha256, entry));
      const { root, paths } = smallTree(sha256, leaves);
      for (let index = 0; index < size; index++) {
        const path = inclusionPath(sha256, source, { index, size });
        expect(path).toEqual(paths[index]);
        if (!isPath(path)) throw new Error("missing tile");
        expect(includes(sha256, { size, root }, { index, leaf: leaves[index]!, path })).toBe(true);
      }
    }
  });

  test("[L4] proves every step between small trees", () => {
    const roots = Array.from({ length: 41 }, (_, size) => rootFromTiles(sha256, source, size));
    for (let to = 1; to <= 40; to++) {
      for (let from = 1; from <= to; from++) {
        const path = consistencyPath(sha256, source, { from, to });
        const [older, newer] = [roots[from], roots[to]];
        if (!isPath(path) || !(older instanceof Uint8Array) || !(newer instanceof Uint8Array))
          throw new Error("tile");
        const heads = { older: { size: from, root: older }, newer: { size: to, root: newer } };
        expect(extendsHead(sha256, heads, path)).toBe(true);
      }
    }
  });

  test("[L4] proves across tile borders, and says which tile is missing", () => {
    const size = 66_000;
    const root = rootFromTiles(sha256, source, size);
    if (!(root instanceof Uint8Array)) throw new Error("tile");
    for (const index of [0, 255, 256, 65_535, 65_536, 65_791, 65_792, 65_999]) {
      const path = inclusionPath(sha256, source, { index, size });
      if (!isPath(path)) throw new Error("missing tile");
      expect(includes(sha256, { size, root }, { index, leaf: leafHash(sha256, entries[index]!), path })).toBe(
        true,
      );
    }
    for (const from of [1, 255, 256, 257, 65_536, 65_537, 65_999]) {
      const older = rootFromTiles(sha256, source, from);
      const path = consistencyPath(sha256, source, { from, to: size });
      if (!isPath(path) || !(older instanceof Uint8Array)) throw new Error("missing tile");
      expect(extendsHead(sha256, { older: { size: from, root: older }, newer: { size, root } }, path)).toBe(
        true,
      );
    }
    const holed = new Map(tiles);
    holed.delete("1/0");
    expect(inclusionPath(sha256, sourceOf(holed), { index: 0, size })).toMatchObject({ level: 1, index: 0 });
  });

  test("[L3] is the same however its entries were batched", () => {
    const batches = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 8 });
    fc.assert(
      fc.property(batches, fc.integer({ min: 0, max: 1200 }), (sizes, total) => {
        const some = entries.slice(0, total);
        const [one, other] = [grown(some, []), grown(some, sizes)];
        return (
          equalBytes(edgeRoot(sha256, one.edge), edgeRoot(sha256, other.edge)) &&
          [...one.tiles].every(([key, tile]) => equalBytes(tile, other.tiles.get(key) ?? new Uint8Array(1)))
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe("tiles", () => {
  test("[L5] of 70,000 entries are those that tlog-tiles counts", () => {
    const paths = [...tilesOfTree(70_000)].filter(({ level }) => level !== "entries").map(tilePath);
    expect(paths.length).toBe(273 + 1 + 1 + 1 + 1);
    expect(paths.slice(-4)).toEqual(["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]);
    expect(widthInTree({ level: 1, index: 0 }, 256)).toBe(1);
    expect(widthInTree({ level: 0, index: 1 }, 256)).toBe(0);
  });

  test("[L5] have one path each", () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe("tile/0/x001/x234/067");
    expect(tilePath({ level: "entries", index: 5, width: 7 })).toBe("tile/entries/005.p/7");
    fc.assert(
      fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
      }),
    );
  });

  test.each([
    "tile/0/1",
    "tile/00/001",
    "tile/64/001",
    "tile/0/x001",
    "tile/0/x000/001",
    "tile/0/001.p/0",
    "tile/0/001.p/256",
    "tile/0/001.p/007",
    "tile/0/001/",
    "/tile/0/001",
    "tile/-1/001",
    "tile/entries/1",
    "tile/0/x1/001",
    "tile/0/../001",
    "",
  ])("[L5] have no other path: %s", (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test("[L5] hold entries with their lengths in front", () => {
    const entries = [bytes(""), bytes("a"), new Uint8Array(65_535)];
    expect(decodeBundle(encodeBundle(entries))).toEqual(entries);
    expect(decodeBundle(Uint8Array.of(0))).toBeUndefined();
    expect(decodeBundle(Uint8Array.of(0, 2, 1))).toBeUndefined();
    expect(decodeBundle(encodeBundle(Array.from({ length: 257 }, () => bytes("x"))))).toBeUndefined();
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});

test("[L1] [L2] proofs of other shapes are refused, never thrown at", () => {
  const anything = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 70 }), fc.double(), fc.double(), (path, a, b) => {
      const [root, leaf] = [new Uint8Array(32), new Uint8Array(32)];
      expect(includes(sha256, { size: a, root }, { index: b, leaf, path })).toBe(false);
      const heads = { older: { size: a, root }, newer: { size: b, root: leaf.fill(1) } };
      expect(extendsHead(sha256, heads, path)).toBe(false);
    }),
  );
});
