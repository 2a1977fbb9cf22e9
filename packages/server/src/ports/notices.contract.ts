import { branded } from "@bridle/protocol";
import { expect, test } from "vitest";
import type { WaitingNotice } from "./notices.ts";
import { inTransaction, type Store } from "./store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const account = (row: number) => branded<number, "AccountRow">(row);
const device = (row: number) => branded<number, "DeviceRow">(row);
const batch = "ab".repeat(16);
const tag = (byte: number) => new Uint8Array(32).fill(byte);

function waiting(of: number, more: Partial<WaitingNotice> = {}): WaitingNotice {
  const places = [{ device: device(10 * of), seq: 3 }];
  return { batch, account: account(of), raw: Uint8Array.of(of), atMs: 5 * DAY_MS, places, ...more };
}

/** What every adapter of `Notices` must do. */
export function noticesContract(open: () => Store): void {
  test("[S70] a notice waits until it is settled, and then is a number", () => {
    const store = open();
    const { notices } = store;
    inTransaction(store, () => {
      notices.add(waiting(1), { tag: tag(1), code: "111111111111" });
      notices.add(waiting(2), { tag: tag(2), code: "222222222222" });
    });
    expect(notices.waiting(account(1))).toEqual([waiting(1)]);
    expect(notices.page(0, 10)).toEqual({ notices: [waiting(1), waiting(2)], next: 0 });
    const first = notices.page(0, 1);
    expect(first.notices).toEqual([waiting(1)]);
    const second = notices.page(first.next, 1);
    expect(second.notices).toEqual([waiting(2)]);
    expect(notices.page(second.next, 1)).toEqual({ notices: [], next: 0 });
    inTransaction(store, () => notices.settle(waiting(1), "delivered"));
    inTransaction(store, () => notices.settle(waiting(2), "expired"));
    expect(notices.page(0, 10).notices).toEqual([]);
    expect(notices.counts(batch)).toEqual({ posted: 2, delivered: 1, expired: 1 });
    expect(notices.counts("cd".repeat(16))).toEqual({ posted: 0, delivered: 0, expired: 0 });
    expect([tag(1), tag(3)].map((each) => notices.wasPosted(each))).toEqual([true, false]);
    inTransaction(store, () => notices.expireTags(6 * DAY_MS));
    expect(notices.wasPosted(tag(1))).toBe(false);
    store.close();
  });

  test("[S71] it follows the account's devices", () => {
    const store = open();
    const { notices } = store;
    const first = waiting(1);
    inTransaction(store, () => {
      notices.add(first, { tag: tag(1), code: "111111111111" });
      notices.forgetDevice(device(10));
    });
    expect(notices.waiting(account(1))).toEqual([{ ...first, places: [] }]);
    const place = { device: device(11), seq: 1 };
    inTransaction(store, () => notices.addPlace({ ...first, places: [] }, place));
    expect(notices.waiting(account(1))).toEqual([{ ...first, places: [place] }]);
    inTransaction(store, () => {
      notices.setOptedOut(account(1), true);
      notices.removeAll(account(1));
    });
    expect(notices.page(0, 10).notices).toEqual([]);
    expect(notices.isOptedOut(account(1))).toBe(false);
    // Nobody took it and nobody will.
    expect(notices.counts(batch)).toEqual({ posted: 1, delivered: 0, expired: 1 });
    store.close();
  });

  test("[S72] opting out is the account's, and a code says a day and nothing else", () => {
    const store = open();
    const { notices } = store;
    inTransaction(store, () => notices.setOptedOut(account(1), true));
    inTransaction(store, () => notices.setOptedOut(account(1), true));
    expect([account(1), account(2)].map((each) => notices.isOptedOut(each))).toEqual([true, false]);
    inTransaction(store, () => notices.setOptedOut(account(1), false));
    expect(notices.isOptedOut(account(1))).toBe(false);
    inTransaction(store, () => notices.add(waiting(1), { tag: tag(1), code: "012345678901" }));
    expect(notices.codeDay("012345678901")).toBe(5);
    expect(notices.codeDay("012345678902")).toBeUndefined();
    store.close();
  });

  test("[S73] keys after the first are kept in their order", () => {
    const store = open();
    const next = (byte: number) => ({
      key: new Uint8Array(32).fill(byte),
      sinceMs: byte,
      signature: new Uint8Array(64).fill(byte),
    });
    inTransaction(store, () => store.notices.addSuccessor(next(1)));
    inTransaction(store, () => store.notices.addSuccessor(next(2)));
    expect(store.notices.successors()).toEqual([next(1), next(2)]);
    store.close();
  });

  test("[S2] a rollback forgets what was added", () => {
    const store = open();
    store.begin();
    store.notices.add(waiting(1), { tag: tag(1), code: "111111111111" });
    store.rollback();
    expect(store.notices.page(0, 10).notices).toEqual([]);
    expect(store.notices.counts(batch).posted).toBe(0);
    expect(store.notices.codeDay("111111111111")).toBeUndefined();
    store.close();
  });
}
