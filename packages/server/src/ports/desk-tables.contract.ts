import { branded } from "@bridle/protocol";
import { expect, test } from "vitest";
import { BUILDS_PER_ACCOUNT } from "./builds.ts";
import { REFUSALS_COUNTED_MAX } from "./refusals.ts";
import { inTransaction, type Store } from "./store.ts";

const [ann, ben] = [branded<number, "AccountRow">(1), branded<number, "AccountRow">(2)];
const tag = (of: number): Uint8Array => new Uint8Array(32).fill(of);

/** The tables that are there for what the desk is told. */
export function deskTablesContract(open: () => Store): void {
  test("[S100] builds are known per account, the last few of them", () => {
    const store = open();
    inTransaction(store, () => {
      for (let build = 0; build <= BUILDS_PER_ACCOUNT; build++) store.builds.note(ann, tag(build));
      store.builds.note(ben, tag(0));
    });
    const known = (build: number): boolean => store.builds.isKnown(ann, tag(build));
    expect([known(0), known(1), known(BUILDS_PER_ACCOUNT)]).toEqual([false, true, true]);
    expect(store.builds.isKnown(ben, tag(0))).toBe(true);
    inTransaction(store, () => store.builds.removeAll(ann));
    expect([known(1), store.builds.isKnown(ben, tag(0))]).toEqual([false, true]);
    store.close();
  });

  test("[S125] refusals are counted per account and day, to a bound, until they are removed", () => {
    const store = open();
    inTransaction(store, () => {
      store.refusals.add({ account: ben, day: 8, attempts: 1 });
      store.refusals.add({ account: ann, day: 7, attempts: 2 });
      store.refusals.add({ account: ann, day: 7, attempts: 1 });
      store.refusals.add({ account: ann, day: 8, attempts: 900 });
    });
    const seven = { account: ann, day: 7, attempts: 3 };
    expect(store.refusals.before(8, 9)).toEqual([seven]);
    const all = [
      seven,
      { account: ann, day: 8, attempts: REFUSALS_COUNTED_MAX },
      { account: ben, day: 8, attempts: 1 },
    ];
    expect(store.refusals.before(9, 9)).toEqual(all);
    expect(store.refusals.before(9, 2)).toEqual(all.slice(0, 2));
    inTransaction(store, () => store.refusals.remove(ann, 7));
    inTransaction(store, () => store.refusals.removeAll(ben));
    expect(store.refusals.before(9, 9)).toEqual(all.slice(1, 2));
    store.close();
  });
}
