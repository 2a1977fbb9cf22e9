import { branded } from "@bridle/protocol";
import { expect, test } from "vitest";
import type { DeviceRow } from "./rows.ts";
import { inTransaction, type Store } from "./store.ts";

const device = (row: number): DeviceRow => branded<number, "DeviceRow">(row);
const [ann, ben] = [device(1), device(2)];
const body = (byte: number, size = 4): Uint8Array => new Uint8Array(size).fill(byte);
const everything = { entries: 1000, bytes: 1_000_000 };

function post(
  store: Store,
  to: readonly DeviceRow[],
  options: { byte?: number; atMs?: number; size?: number } = {},
) {
  const { byte = 1, atMs = 1000, size = 4 } = options;
  const copies = to.map((row) => ({ device: row }));
  return inTransaction(store, () => store.mailboxes.post({ atMs, body: body(byte, size), copies }));
}

const seqs = (store: Store, row: DeviceRow, after = 0): readonly number[] =>
  store.mailboxes.read(row, after, everything).map((entry) => entry.seq);

/** What every adapter of `Mailboxes` must do. */
export function mailboxesContract(open: () => Store): void {
  test("[S40] numbers start at 1, each mailbox has its own, and none is given twice", () => {
    const store = open();
    expect(post(store, [ann, ben])?.seqs).toEqual([1, 1]);
    expect(post(store, [ben])?.seqs).toEqual([2]);
    inTransaction(store, () => store.mailboxes.ack(ben, 2));
    expect(post(store, [ben])?.seqs).toEqual([3]);
    expect(store.mailboxes.head(ben)).toEqual({ ackedSeq: 2, lastSeq: 3, waiting: 1, bytes: 4 });
    expect(store.mailboxes.head(ann)).toEqual({ ackedSeq: 0, lastSeq: 1, waiting: 1, bytes: 4 });
  });

  test("[S40] mail without copies isn't stored", () => {
    const store = open();
    expect(post(store, [])).toBeUndefined();
    expect(store.mailboxes.head(ann).lastSeq).toBe(0);
  });

  test("[S41] reading starts behind a number, keeps order, and puts each copy's head in front", () => {
    const store = open();
    const copies = [
      { device: ann, head: body(1) },
      { device: ben, head: body(2) },
    ];
    inTransaction(store, () => store.mailboxes.post({ atMs: 1, body: body(9), copies }));
    post(store, [ann]);
    post(store, [ann]);
    expect(store.mailboxes.read(ben, 0, everything)).toEqual([
      { kind: "entry", seq: 1, head: body(2), body: body(9) },
    ]);
    expect(seqs(store, ann, 1)).toEqual([2, 3]);
  });

  test("[S42] a read stops at its bounds but gives at least one entry", () => {
    const store = open();
    for (let count = 0; count < 5; count++) post(store, [ann], { size: 100 });
    expect(store.mailboxes.read(ann, 0, { entries: 2, bytes: 1000 })).toHaveLength(2);
    expect(store.mailboxes.read(ann, 0, { entries: 9, bytes: 250 })).toHaveLength(2);
    expect(store.mailboxes.read(ann, 0, { entries: 9, bytes: 10 })).toHaveLength(1);
  });

  test("[S44] an ack drops everything up to it, for this mailbox alone, and never goes back", () => {
    const store = open();
    for (let count = 0; count < 4; count++) post(store, [ann, ben]);
    inTransaction(store, () => store.mailboxes.ack(ann, 3));
    inTransaction(store, () => store.mailboxes.ack(ann, 1));
    expect(store.mailboxes.head(ann)).toEqual({ ackedSeq: 3, lastSeq: 4, waiting: 1, bytes: 4 });
    expect(seqs(store, ann, 3)).toEqual([4]);
    expect(seqs(store, ben)).toEqual([1, 2, 3, 4]);
  });

  test("[S44] a body outlives all acks but the last", () => {
    const store = open();
    post(store, [ann, ben], { byte: 5 });
    inTransaction(store, () => store.mailboxes.ack(ann, 1));
    expect(store.mailboxes.read(ben, 0, everything)).toMatchObject([{ body: body(5) }]);
    inTransaction(store, () => store.mailboxes.ack(ben, 1));
    expect(seqs(store, ben)).toEqual([]);
    expect(store.mailboxes.waitingRoughly()).toBe(0);
  });

  test("[S45] one entry can give way to a gap in its place", () => {
    const store = open();
    for (let count = 0; count < 3; count++) post(store, [ann]);
    expect(store.mailboxes.holds(ann, 2)).toBe(true);
    inTransaction(store, () => store.mailboxes.dropOne(ann, 2, "quota"));
    expect(store.mailboxes.holds(ann, 2)).toBe(false);
    expect(store.mailboxes.read(ann, 0, everything)[1]).toEqual({
      kind: "gap",
      seq: 2,
      from: 2,
      reason: "quota",
    });
    expect(seqs(store, ann)).toEqual([1, 2, 3]);
  });

  test("[S46] gaps at the end grow into one and keep the numbering going", () => {
    const store = open();
    post(store, [ann]);
    inTransaction(store, () => store.mailboxes.appendGap(ann, "quota"));
    inTransaction(store, () => store.mailboxes.appendGap(ann, "quota"));
    expect(store.mailboxes.read(ann, 1, everything)).toEqual([
      { kind: "gap", seq: 3, from: 2, reason: "quota" },
    ]);
    expect(post(store, [ann])?.seqs).toEqual([4]);
  });

  test("[S46] the bytes that wait are counted: heads and shared bodies in, what was acknowledged out", () => {
    const store = open();
    const copies = [{ device: ann, head: body(1, 3) }, { device: ben }];
    inTransaction(store, () => store.mailboxes.post({ atMs: 1, body: body(9, 100), copies }));
    post(store, [ann], { size: 50 });
    inTransaction(store, () => store.mailboxes.appendGap(ann, "quota"));
    post(store, [ann], { size: 7 });
    const bytes = (row: DeviceRow): number => store.mailboxes.head(row).bytes;
    expect([bytes(ann), bytes(ben)]).toEqual([160, 100]);
    inTransaction(store, () => store.mailboxes.ack(ann, 1));
    expect([bytes(ann), bytes(ben)]).toEqual([57, 100]);
    inTransaction(store, () => store.mailboxes.dropOne(ann, 2, "strangers"));
    expect(bytes(ann)).toBeLessThanOrEqual(57);
    inTransaction(store, () => store.mailboxes.ack(ann, 3));
    expect(bytes(ann)).toBe(7);
    inTransaction(store, () => store.mailboxes.ack(ann, 4));
    expect(bytes(ann)).toBe(0);
  });

  expiryContract(open);

  test("[S2] a rollback takes back posts and acks", () => {
    const store = open();
    post(store, [ann]);
    store.begin();
    store.mailboxes.post({ atMs: 1, body: body(1), copies: [{ device: ann }] });
    store.mailboxes.ack(ann, 2);
    store.rollback();
    expect(store.mailboxes.head(ann)).toEqual({ ackedSeq: 0, lastSeq: 1, waiting: 1, bytes: 4 });
    expect(post(store, [ann])?.seqs).toEqual([2]);
    expect(seqs(store, ann)).toEqual([1, 2]);
  });
}

function expiryContract(open: () => Store): void {
  const expireAll = (store: Store, beforeMs: number): void =>
    inTransaction(store, () => {
      let at = store.mailboxes.expire(beforeMs, undefined, 1);
      while (at !== undefined) at = store.mailboxes.expire(beforeMs, at, 1);
    });

  test("[S45] what is too old gives way to one gap; what isn't stays", () => {
    const store = open();
    post(store, [ann, ben], { atMs: 10 });
    post(store, [ann], { atMs: 20 });
    post(store, [ann], { atMs: 30 });
    expireAll(store, 25);
    expect(store.mailboxes.read(ann, 0, everything)).toMatchObject([
      { kind: "gap", from: 1, seq: 2, reason: "expired" },
      { kind: "entry", seq: 3 },
    ]);
    expect(store.mailboxes.read(ben, 0, everything)).toMatchObject([{ kind: "gap", from: 1, seq: 1 }]);
  });

  test("[S160] where nothing but strangers' entries is gone the gap says so, and else it doesn't", () => {
    const store = open();
    const [introduction, refusals, message] = [4, 7, 1];
    for (const byte of [introduction, refusals, introduction]) post(store, [ann, ben], { byte, atMs: 10 });
    inTransaction(store, () => store.mailboxes.dropOne(ann, 1, "strangers"));
    expect(store.mailboxes.read(ann, 0, everything)[0]).toMatchObject({ kind: "gap", reason: "strangers" });
    expireAll(store, 15);
    expect(store.mailboxes.read(ann, 0, everything)).toEqual([
      { kind: "gap", from: 1, seq: 3, reason: "strangers" },
    ]);
    post(store, [ann], { byte: message, atMs: 20 });
    post(store, [ben], { byte: introduction, atMs: 20 });
    expireAll(store, 25);
    expect(store.mailboxes.read(ann, 0, everything)).toMatchObject([{ from: 1, seq: 4, reason: "expired" }]);
    expect(store.mailboxes.read(ben, 0, everything)).toMatchObject([
      { from: 1, seq: 4, reason: "strangers" },
    ]);
  });

  test("[S160] the first byte of what is delivered counts, also where copies have heads", () => {
    const store = open();
    const copies = [{ device: ann, head: body(3) }];
    inTransaction(store, () => store.mailboxes.post({ atMs: 10, body: body(4), copies }));
    expireAll(store, 15);
    expect(store.mailboxes.read(ann, 0, everything)).toMatchObject([{ reason: "expired" }]);
  });

  test("[S45] a later gap takes in the earlier one, and a reader in its midst gets the rest of it", () => {
    const store = open();
    for (const atMs of [10, 20, 30]) post(store, [ann], { atMs });
    expireAll(store, 15);
    expireAll(store, 25);
    expect(store.mailboxes.read(ann, 0, everything)[0]).toMatchObject({ from: 1, seq: 2 });
    expect(store.mailboxes.read(ann, 1, everything)[0]).toMatchObject({ from: 2, seq: 2 });
    expireAll(store, 25);
    expect(seqs(store, ann)).toEqual([2, 3]);
  });

  test("[S45] acknowledged mail leaves no gap when it expires", () => {
    const store = open();
    for (let count = 0; count < 3; count++) post(store, [ann], { atMs: 10 });
    inTransaction(store, () => store.mailboxes.ack(ann, 3));
    expireAll(store, 100);
    expect(seqs(store, ann, 3)).toEqual([]);
    expect(post(store, [ann])?.seqs).toEqual([4]);
  });

  test("[S46] what is expired waits no more, though its gap does", () => {
    const store = open();
    post(store, [ann, ben], { atMs: 10, size: 100 });
    post(store, [ann], { atMs: 30, size: 40 });
    expireAll(store, 25);
    expect(store.mailboxes.head(ann).bytes).toBe(40);
    expect(store.mailboxes.head(ben).bytes).toBe(0);
    post(store, [ann, ben], { atMs: 30, size: 9 });
    expect([ann, ben].map((row) => store.mailboxes.head(row).bytes)).toEqual([49, 9]);
  });

  test("[S44] what a large ack leaves behind is freed later and never read", () => {
    const store = open();
    inTransaction(store, () => {
      for (let count = 0; count < 4_500; count++) {
        store.mailboxes.post({ atMs: 10, body: body(1), copies: [{ device: ann }] });
      }
    });
    inTransaction(store, () => store.mailboxes.ack(ann, 4_500));
    expect(store.mailboxes.holds(ann, 4_400)).toBe(false);
    expect(seqs(store, ann, 4_500)).toEqual([]);
    for (let round = 0; round < 4; round++) expireAll(store, 0);
    expect(store.mailboxes.waitingRoughly()).toBe(0);
    expect(store.mailboxes.head(ann)).toEqual({ ackedSeq: 4_500, lastSeq: 4_500, waiting: 0, bytes: 0 });
  });
}
