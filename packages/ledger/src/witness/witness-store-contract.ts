import { same } from "../contract-check.ts";
import type { WitnessedHead, WitnessStore } from "./witness-store.ts";

// What every WitnessStore does. Plain functions that throw, without a test runner, and exported with the
// package, because its adapters and their tests live in other packages.

/** The store of one test. */
export interface WitnessStoreHarness {
  /** Opens the test's one store, made on first use; opening it again finds what was stored. */
  readonly open: () => Promise<WitnessStore>;
}

export interface WitnessStoreCase {
  readonly title: string;
  readonly run: (harness: WitnessStoreHarness) => Promise<void>;
}

export const witnessStoreContract: readonly WitnessStoreCase[] = [
  {
    title: "remembers one head for each log, and finds it when opened again",
    async run({ open }) {
      const store = await open();
      same(await store.latest("a"), undefined, "before");
      same(await store.swap(undefined, head("a", 4)), "stored", "first");
      same(await store.swap(undefined, head("b", 9)), "stored", "another log");
      same(await store.swap(head("a", 4), head("a", 5)), "stored", "second");
      same(await (await open()).latest("a"), head("a", 5), "a");
      same(await (await open()).latest("b"), head("b", 9), "b");
    },
  },
  {
    title: "swaps only from the head it has",
    async run({ open }) {
      const store = await open();
      same(await store.swap(head("a", 3), head("a", 4)), "conflict", "from one that never was");
      await store.swap(undefined, head("a", 4));
      same(await store.swap(undefined, head("a", 5)), "conflict", "from none");
      const otherRoot = { ...head("a", 4), root: new Uint8Array(32) };
      same(await store.swap(otherRoot, head("a", 5)), "conflict", "from another root");
      same(await store.latest("a"), head("a", 4), "a");
    },
  },
  {
    title: "lets one of two swaps win",
    async run({ open }) {
      const [one, two] = [await open(), await open()];
      await one.swap(undefined, head("a", 1));
      const outcomes = await Promise.all([
        one.swap(head("a", 1), head("a", 2)),
        two.swap(head("a", 1), head("a", 3)),
      ]);
      same(outcomes.toSorted(), ["conflict", "stored"], "outcomes");
    },
  },
];

function head(origin: string, size: number): WitnessedHead {
  return { origin, size, root: new Uint8Array(32).fill(size) };
}
