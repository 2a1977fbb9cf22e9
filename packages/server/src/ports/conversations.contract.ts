import { branded, ConversationId } from "@bridle/protocol";
import { expect, test } from "vitest";
import type { Conversation, NewEpoch } from "./conversations.ts";
import type { AccountRow, DeviceRow } from "./rows.ts";
import { inTransaction, type Store } from "./store.ts";

const filled = (byte: number, size = 16): Uint8Array => new Uint8Array(size).fill(byte);
const id = (byte: number): ConversationId => ConversationId.fromBytes(filled(byte))!;
const account = (row: number): AccountRow => branded<number, "AccountRow">(row);
const device = (row: number): DeviceRow => branded<number, "DeviceRow">(row);
/** Device 10 and 11 of account 1, device 20 of account 2. */
const places = [
  { device: device(10), account: account(1) },
  { device: device(11), account: account(1) },
  { device: device(20), account: account(2) },
];

function insert(store: Store, byte = 1, recipients = places): Conversation {
  return inTransaction(store, () =>
    store.conversations.insert({
      conversationId: id(byte),
      generation: 0,
      epoch: 1,
      order: 1,
      atMs: 100,
      sealedGroupInfo: filled(7),
      recipients,
    }),
  );
}

const together = { ofTwo: false, upTo: 1 };

const opened = (change: Partial<NewEpoch>): NewEpoch => ({
  epoch: 2,
  removalEpoch: 1,
  order: 2,
  atMs: 200,
  sealedGroupInfo: filled(8),
  add: [],
  remove: [],
  ...change,
});

const devicesOf = (store: Store, byte = 1): readonly number[] =>
  store.conversations.find(id(byte))?.recipients.map((recipient) => Number(recipient.device)) ?? [];

/** What every adapter of `Conversations` must do. */
export function conversationsContract(open: () => Store): void {
  test("[S38] a conversation comes back as it was founded", () => {
    const store = open();
    const founded = insert(store);
    expect(store.conversations.find(id(1))).toEqual(founded);
    expect(founded).toMatchObject({ generation: 0, epoch: 1, removalEpoch: 1, order: 1, atMs: 100 });
    expect(founded.recipients).toEqual(places.map((place) => ({ ...place, attached: true })));
    expect(store.conversations.sealedGroupInfo(founded.row)).toEqual(filled(7));
    expect(store.conversations.find(id(2))).toBeUndefined();
  });

  test("[S30] a place taken is seen at once, kept by a commit and forgotten by a rollback", () => {
    const store = open();
    const conversation = insert(store);
    inTransaction(store, () => {
      store.conversations.advance(conversation, { order: 2, atMs: 150 });
      expect(store.conversations.find(id(1))).toMatchObject({ order: 2, atMs: 150 });
    });
    store.begin();
    store.conversations.advance(conversation, { order: 3, atMs: 160 });
    store.rollback();
    expect(store.conversations.find(id(1))).toMatchObject({ order: 2, atMs: 150 });
  });

  test("[S33] an epoch changes the list: removals first, both idempotent", () => {
    const store = open();
    const conversation = insert(store);
    const self = { device: device(20), account: account(2) };
    const added = { device: device(21), account: account(2) };
    const change = opened({
      removalEpoch: 2,
      remove: [device(10), device(20), device(99)],
      add: [self, added],
    });
    inTransaction(store, () => store.conversations.openEpoch(conversation, change));
    expect(devicesOf(store)).toEqual([11, 20, 21]);
    expect(store.conversations.find(id(1))).toMatchObject({ epoch: 2, removalEpoch: 2, order: 2, atMs: 200 });
    expect(store.conversations.sealedGroupInfo(conversation.row)).toEqual(filled(8));
    inTransaction(store, () =>
      store.conversations.openEpoch(conversation, opened({ epoch: 3, add: [self] })),
    );
    expect(devicesOf(store).toSorted((a, b) => a - b)).toEqual([11, 20, 21]);
  });

  test("[S30] an epoch behind a place taken in the same transaction keeps both", () => {
    const store = open();
    const conversation = insert(store);
    inTransaction(store, () => {
      store.conversations.advance(conversation, { order: 2, atMs: 150 });
      const now = store.conversations.find(id(1))!;
      store.conversations.attach(now, account(2), false);
      expect(store.conversations.find(id(1))).toMatchObject({ order: 2 });
    });
    expect(store.conversations.find(id(1))).toMatchObject({ order: 2, atMs: 150 });
  });

  test("[S37] detaching concerns all mailboxes of one account", () => {
    const store = open();
    const conversation = insert(store);
    inTransaction(store, () => store.conversations.attach(conversation, account(1), false));
    expect(store.conversations.find(id(1))?.recipients.map(({ attached }) => attached)).toEqual([
      false,
      false,
      true,
    ]);
    inTransaction(store, () => store.conversations.attach(conversation, account(1), true));
    expect(store.conversations.find(id(1))?.recipients.every(({ attached }) => attached)).toBe(true);
  });

  test("[S38] conversations of two people are counted with others in them or without", () => {
    const store = open();
    insert(store, 1);
    insert(store, 2);
    const count = (ofTwo: boolean, upTo = 9): number =>
      store.conversations.inCommon(account(1), account(2), { ofTwo, upTo });
    const before = [count(false), count(true)];
    expect(before).toEqual([2, 2]);
    insert(store, 3, [...places, { device: device(77), account: account(7) }]);
    expect([count(false), count(true), count(false, 2)]).toEqual([3, 2, 2]);
    // Whoever founded it with both of them goes, and leaves it to the two: it isn't theirs.
    inTransaction(store, () => store.conversations.forgetAccount(account(7)));
    expect([count(false), count(true)]).toEqual([3, 2]);
  });

  test("[S36] membership outlives devices, and ends when it is ended", () => {
    const store = open();
    const conversation = insert(store);
    inTransaction(store, () => store.conversations.forgetDevice(device(20)));
    expect(devicesOf(store)).toEqual([10, 11]);
    expect(store.conversations.isMember(conversation.row, account(2))).toBe(true);
    expect(store.conversations.inCommon(account(1), account(2), together)).toBe(1);
    inTransaction(store, () => store.conversations.endMembership(conversation, account(2)));
    expect(store.conversations.isMember(conversation.row, account(2))).toBe(false);
    expect(store.conversations.inCommon(account(1), account(2), together)).toBe(0);
  });

  test("[S19] a forgotten account leaves every conversation, and the last one takes it along", () => {
    const store = open();
    insert(store, 1);
    insert(store, 2);
    inTransaction(store, () => store.conversations.forgetAccount(account(1)));
    expect([devicesOf(store, 1), devicesOf(store, 2)]).toEqual([[20], [20]]);
    inTransaction(store, () => store.conversations.forgetAccount(account(2)));
    expect(store.conversations.find(id(1))).toBeUndefined();
    expect(store.conversations.find(id(2))).toBeUndefined();
    expect(insert(store, 1).recipients).toHaveLength(3);
  });
}
