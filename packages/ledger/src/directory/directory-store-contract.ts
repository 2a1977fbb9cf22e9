import { same } from "../contract-check.ts";
import type { DirectoryRecord, DirectoryState, DirectoryStore, EpochChange } from "./directory-store.ts";
import { emptySubtree, type PrefixNode } from "./prefix-tree.ts";

// What every DirectoryStore does. Plain functions that throw, without a test runner, and exported with the
// package, because its adapters and their tests live in other packages.

/** The store of one test. */
export interface DirectoryStoreHarness {
  /** Opens the test's one store, made on first use; opening it again finds what was committed. */
  readonly open: () => Promise<DirectoryStore>;
}

export interface DirectoryStoreCase {
  readonly title: string;
  readonly run: (harness: DirectoryStoreHarness) => Promise<void>;
}

export const directoryStoreContract: readonly DirectoryStoreCase[] = [
  {
    title: "begins with the empty tree",
    async run({ open }) {
      const store = await open();
      same(await store.state(), { epochs: 0, root: emptySubtree }, "state");
      same(await store.node(bytesOf(1)), undefined, "node");
      same(await store.newest(bytesOf(1), 0), undefined, "record");
      same(await store.epoch(0), undefined, "epoch");
    },
  },
  {
    title: "commits an epoch whole, and finds it when opened again",
    async run({ open }) {
      same(await (await open()).commit(change(0)), "committed", "commit");
      const again = await open();
      same(await again.state(), stateAfter(1), "state");
      same(await again.node(bytesOf(10)), leaf, "leaf");
      same(await again.node(bytesOf(11)), branch, "branch");
      same(await again.epoch(0), { entry: bytesOf(20), audit: bytesOf(30) }, "epoch");
      same(await again.newest(label, 0), record(0), "record");
    },
  },
  {
    title: "finds the newest version up to an epoch",
    async run({ open }) {
      const store = await open();
      for (const epoch of [0, 1, 2]) await store.commit(change(epoch));
      same(await store.newest(label, 1), record(1), "in between");
      same(await store.newest(label, 9), record(2), "newest");
      same(await store.newest(Uint8Array.of(1), 9), undefined, "another label");
    },
  },
  {
    title: "refuses an epoch after another state, and stores nothing of it",
    async run({ open }) {
      const store = await open();
      await store.commit(change(0));
      same(await store.commit(change(0)), "conflict", "again");
      same(await store.commit(change(2)), "conflict", "too early");
      const other = { ...change(1), from: { epochs: 1, root: bytesOf(99) } };
      same(await store.commit(other), "conflict", "another root");
      same(await store.state(), stateAfter(1), "state");
      same(await store.newest(label, 9), record(0), "record");
    },
  },
  {
    title: "keeps what an epoch replaced while the next one may still be waiting",
    async run({ open }) {
      const store = await open();
      await store.commit(change(0));
      await store.commit({ ...change(1), made: [], replaced: [bytesOf(11)] });
      same(await store.node(bytesOf(11)), branch, "replaced");
      await (await open()).commit({ ...change(2), made: [] });
      same(await store.node(bytesOf(10)), leaf, "kept");
    },
  },
];

const label = Uint8Array.of(0, 255, 7);
const leaf: PrefixNode = { kind: "leaf", index: bytesOf(1), commitment: bytesOf(2) };
const branch: PrefixNode = { kind: "branch", left: bytesOf(10), right: emptySubtree };

function change(epoch: number): EpochChange {
  return {
    from: stateAfter(epoch),
    to: stateAfter(epoch + 1),
    stored: { entry: bytesOf(20 + epoch), audit: bytesOf(30 + epoch) },
    records: [record(epoch)],
    made: [
      { hash: bytesOf(10), node: leaf },
      { hash: bytesOf(11), node: branch },
    ],
    replaced: [],
  };
}

function stateAfter(epochs: number): DirectoryState {
  return { epochs, root: epochs === 0 ? emptySubtree : bytesOf(100 + epochs) };
}

function record(epoch: number): DirectoryRecord {
  return { label, version: epoch + 1, value: bytesOf(40 + epoch), epoch };
}

function bytesOf(value: number): Uint8Array {
  return new Uint8Array(32).fill(value);
}
