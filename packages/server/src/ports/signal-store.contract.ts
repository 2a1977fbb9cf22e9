import type { KeyedSignal } from "@bridle/desk";
import { AccountId, fromHex } from "@bridle/protocol";
import { expect, test } from "vitest";
import { rowOf } from "../signals/stored-signal.ts";
import type { NewSignal, SealedTarget, SignalStore } from "./signal-store.ts";

const source = AccountId.fromBytes(new Uint8Array(32).fill(7))!;
const pseudonym = (of: number): string => of.toString(16).padStart(32, "0");

export function newSignal(of: Partial<KeyedSignal>, sealed?: SealedTarget): NewSignal {
  const signal: KeyedSignal = {
    kind: "introduction",
    atMs: 1_000,
    platform: "main",
    source,
    network: "unknown",
    links: [],
    ...of,
  };
  const target = signal.target === undefined ? null : fromHex(signal.target)!;
  return { signal, row: rowOf(signal, target), sealed };
}

/** What every adapter of `SignalStore` must do. */
export function signalStoreContract(open: () => SignalStore): void {
  test("[S111] signals come back whole, in the order in which they came", () => {
    const store = open();
    const full = newSignal(
      {
        target: pseudonym(1),
        build: "bridle-web/1",
        detail: "frame: unknown_tag",
        sizeBucket: 64,
        links: [{ kind: "deviceKey", tag: new Uint8Array(16).fill(3) }],
      },
      { batch: store.openBatch(new Uint8Array(80)), number: 0, box: new Uint8Array(48).fill(9) },
    );
    const bare: KeyedSignal = {
      kind: "serverField",
      atMs: 500,
      platform: "main",
      network: "local",
      links: [],
    };
    store.add([full, { signal: bare, row: rowOf(bare, null), sealed: undefined }]);
    store.add([newSignal({ atMs: 2_000 })]);
    const read = store.read(0, 2);
    expect(read.map(({ signal }) => signal)).toEqual([full.signal, bare]);
    expect(read[0]).toMatchObject({ row: full.row, sealed: full.sealed });
    expect(store.read(read[1]!.id, 10).map(({ signal }) => signal.atMs)).toEqual([2_000]);
    expect(store.size()).toBe(3);
    store.close();
  });

  test("[S141] leads are counted by the feed that made them, each account once", () => {
    const store = open();
    const other = AccountId.fromBytes(new Uint8Array(32).fill(8))!;
    store.add([
      newSignal({ kind: "indicatorHit", detail: "a.stix2" }),
      newSignal({ kind: "indicatorHit", detail: "a.stix2", build: "bridle-web/2" }),
      newSignal({ kind: "registered", detail: "b.stix2" }),
      newSignal({ kind: "indicatorHit", detail: "b.stix2", atMs: 2_000 }),
      newSignal({ kind: "indicatorHit", detail: "a.stix2", atMs: 3_000, source: other }),
    ]);
    expect(new Map(store.hits())).toEqual(
      new Map([
        ["a.stix2", 2],
        ["b.stix2", 1],
      ]),
    );
    store.expire(2_500, 100);
    expect([...store.hits()]).toEqual([["a.stix2", 1]]);
    store.close();
  });

  test("[S111] of each pseudonym the newest sealed target is found", () => {
    const store = open();
    const batch = store.openBatch(new Uint8Array(80).fill(1));
    const sealed = (number: number): SealedTarget => ({ batch, number, box: new Uint8Array(48) });
    store.add([
      newSignal({ target: pseudonym(1), atMs: 1 }, sealed(0)),
      newSignal({ target: pseudonym(1), atMs: 2 }, sealed(1)),
      newSignal({ target: pseudonym(1), atMs: 3 }),
      newSignal({ target: pseudonym(2), atMs: 4 }),
    ]);
    const found = store.sealedFor([pseudonym(1), pseudonym(2), pseudonym(3)]);
    expect(found.map(({ signal, sealed: kept }) => [signal.atMs, kept?.number])).toEqual([[2, 1]]);
    expect(store.batchKey(batch)).toEqual(new Uint8Array(80).fill(1));
    expect(store.batchKey(99)).toBeUndefined();
    store.close();
  });

  test("[S112] what is old goes, what is too much goes from the old end, and batches with their signals", () => {
    const store = open();
    const [first, second] = [store.openBatch(new Uint8Array(80)), store.openBatch(new Uint8Array(80))];
    const box = new Uint8Array(48);
    store.add([
      newSignal({ atMs: 10, target: pseudonym(1) }, { batch: first, number: 0, box }),
      ...[20, 30, 40, 50].map((atMs) => newSignal({ atMs })),
      newSignal({ atMs: 60, target: pseudonym(2) }, { batch: second, number: 0, box }),
    ]);
    expect(store.expire(20, 100)).toEqual({ crowdedOut: 0, isDone: true });
    expect(store.read(0, 9).map(({ signal }) => signal.atMs)).toEqual([20, 30, 40, 50, 60]);
    expect(store.batchKey(first)).toBeUndefined();
    expect(store.expire(0, 3)).toEqual({ crowdedOut: 2, isDone: true });
    expect(store.read(0, 9).map(({ signal }) => signal.atMs)).toEqual([40, 50, 60]);
    expect(store.batchKey(second)).toBeDefined();
    store.expire(0, 3);
    expect(store.size()).toBe(3);
    store.close();
  });

  test("[S150] arrivals are counted by kind, in pieces, each once", () => {
    const [store, other] = [open(), open()];
    const kinds = ["introduction", "report", "introduction", "callRefused", "introduction"] as const;
    store.add(kinds.map((kind) => newSignal({ kind })));
    const first = store.arrivals(0, 3);
    expect(first.counts).toEqual(
      new Map([
        ["introduction", 2],
        ["report", 1],
      ]),
    );
    const rest = store.arrivals(first.newest, 3);
    expect(rest.counts).toEqual(
      new Map([
        ["callRefused", 1],
        ["introduction", 1],
      ]),
    );
    expect(store.arrivals(rest.newest, 3)).toEqual({ counts: new Map(), newest: rest.newest });
    store.expire(5_000, 100);
    store.add([newSignal({ kind: "report", atMs: 6_000 })]);
    expect(store.arrivals(rest.newest, 3).counts).toEqual(new Map([["report", 1]]));
    expect(store.identity).not.toBe(other.identity);
    store.close();
    other.close();
  });
}
