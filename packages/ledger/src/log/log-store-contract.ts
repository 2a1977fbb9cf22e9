import { concatBytes } from "@bridle/protocol";
import { same } from "../contract-check.ts";
import type { TreeHead } from "../tree/merkle-proof.ts";
import type { LogChange, LogStore } from "./log-store.ts";

// What every LogStore does. Plain functions that throw, without a test runner, and exported with the
// package, because its adapters and their tests live in other packages.

/** The store of one test. */
export interface LogStoreHarness {
  /** Opens the test's one store, made on first use; opening it again finds what was committed. */
  readonly open: () => Promise<LogStore>;
}

export interface LogStoreCase {
  readonly title: string;
  readonly run: (harness: LogStoreHarness) => Promise<void>;
}

export const logStoreContract: readonly LogStoreCase[] = [
  {
    title: "begins without head, tiles and checkpoint",
    async run({ open }) {
      const store = await open();
      same(await store.head(), undefined, "head");
      same(await store.read({ level: 0, index: 0 }), undefined, "tile");
      same(await store.published(), undefined, "published");
    },
  },
  {
    title: "commits tiles and head together, and finds them when opened again",
    async run({ open }) {
      const store = await open();
      same(await store.append(change(0, 3)), "committed", "append");
      const again = await open();
      same(await again.head(), head(3), "head");
      same(await again.read({ level: 0, index: 0 }), bytesOf(3), "tile");
      same(await again.read({ level: "entries", index: 0 }), concatBytes(bytesOf(3), bytesOf(1)), "bundle");
      same(await again.read({ level: 1, index: 0 }), undefined, "another tile");
    },
  },
  {
    title: "replaces a tile by its wider form",
    async run({ open }) {
      const store = await open();
      await store.append(change(0, 3));
      await store.append(change(3, 5));
      same(await store.read({ level: 0, index: 0 }), bytesOf(5), "tile");
    },
  },
  {
    title: "refuses a change from another size or another root, and writes nothing of it",
    async run({ open }) {
      const store = await open();
      same(await store.append(change(2, 3)), "conflict", "from a size it never had");
      await store.append(change(0, 3));
      same(await store.append(change(0, 4)), "conflict", "from an old size");
      const forged: LogChange = { ...change(3, 4), from: { size: 3, root: new Uint8Array(32).fill(9) } };
      same(await store.append(forged), "conflict", "from another root");
      same(await store.head(), head(3), "head");
      same(await store.read({ level: 0, index: 0 }), bytesOf(3), "tile");
    },
  },
  {
    title: "lets one of two writers win",
    async run({ open }) {
      const [one, two] = [await open(), await open()];
      await one.append(change(0, 3));
      const outcomes = await Promise.all([one.append(change(3, 4)), two.append(change(3, 5))]);
      same(outcomes.toSorted(), ["committed", "conflict"], "outcomes");
    },
  },
  {
    title: "swaps the published checkpoint only from the one it was",
    async run({ open }) {
      const store = await open();
      same(await store.publish({ from: "none\n", to: "a\n" }), "conflict", "from one that never was");
      same(await store.publish({ from: undefined, to: "a\n" }), "published", "first");
      same(await store.publish({ from: undefined, to: "b\n" }), "conflict", "first again");
      same(await store.publish({ from: "a\n", to: "— ü\n" }), "published", "second");
      same(await (await open()).published(), "— ü\n", "published");
    },
  },
  {
    title: "hands out bytes that nobody else changes",
    async run({ open }) {
      const store = await open();
      const given = change(0, 3);
      await store.append(given);
      given.tiles[0]?.bytes.fill(0);
      const first = await store.read({ level: 0, index: 0 });
      first?.fill(1);
      same(await store.read({ level: 0, index: 0 }), bytesOf(3), "tile");
    },
  },
];

// The store doesn't look into tiles and heads, so any bytes do.
function change(from: number, to: number): LogChange {
  return {
    from: head(from),
    to: head(to),
    tiles: [
      { level: 0, index: 0, bytes: bytesOf(to) },
      { level: "entries", index: 0, bytes: concatBytes(bytesOf(to), bytesOf(1)) },
    ],
  };
}

function head(size: number): TreeHead {
  return { size, root: new Uint8Array(32).fill(size) };
}

function bytesOf(size: number): Uint8Array {
  return new Uint8Array(32 * size).fill(size);
}
