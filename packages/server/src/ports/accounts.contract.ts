import { AccountId, DeviceId } from "@bridle/protocol";
import { expect, test } from "vitest";
import type { Account } from "./accounts.ts";
import { inTransaction, type Store } from "./store.ts";

const filled = (byte: number, size = 32): Uint8Array => new Uint8Array(size).fill(byte);
const accountId = (byte: number): AccountId => AccountId.fromBytes(filled(byte))!;
const deviceId = (byte: number): DeviceId => DeviceId.fromBytes(filled(byte, 16))!;

function insert(store: Store, byte: number): Account {
  const [genesis, rootKey, introductionKey] = [filled(byte, 100), filled(byte), filled(byte, 1216)];
  return store.accounts.insert({
    accountId: accountId(byte),
    genesis,
    rootKey,
    introductionKey,
    platform: "clinic",
  });
}

/** What every adapter of `Accounts` and `Devices` must do. */
export function accountsContract(open: () => Store): void {
  test("[S10] an account is found by its id and gives back what was stored", () => {
    const store = open();
    expect(store.accounts.find(accountId(1))).toBeUndefined();
    const account = inTransaction(store, () => insert(store, 1));
    expect(store.accounts.find(accountId(1))).toEqual(account);
    expect(store.accounts.introductionKey(account.row)).toEqual(filled(1, 1216));
    inTransaction(store, () => store.accounts.appendStatement(account.row, filled(2, 50)));
    expect(store.accounts.chain(account.row)).toEqual([filled(1, 100), filled(2, 50)]);
  });

  test("[S29] of two accounts with one root key the one that had it first is found", () => {
    const store = open();
    const [first, second] = inTransaction(store, () => [insert(store, 1), insert(store, 2)] as const);
    inTransaction(store, () => store.accounts.setRootKey(second.row, filled(9)));
    inTransaction(store, () => store.accounts.setRootKey(first.row, filled(9)));
    expect(store.accounts.findByRootKey(filled(9))).toEqual(second);
    expect(store.accounts.findByRootKey(filled(1))).toBeUndefined();
  });

  test("[S29] a blob has version 0 until one is put", () => {
    const store = open();
    const { row } = inTransaction(store, () => insert(store, 1));
    expect(store.accounts.blob(row)).toEqual({ version: 0, sealed: undefined });
    inTransaction(store, () => store.accounts.putBlob(row, { version: 1, sealed: filled(3) }));
    expect(store.accounts.blob(row)).toEqual({ version: 1, sealed: filled(3) });
  });

  test("[S19] a removed account is gone, its burial is remembered, its row isn't given again", () => {
    const store = open();
    const { row } = inTransaction(store, () => insert(store, 1));
    inTransaction(store, () => {
      store.accounts.remove(row);
      store.accounts.bury(filled(8));
    });
    expect(store.accounts.find(accountId(1))).toBeUndefined();
    expect(store.accounts.isBuried(filled(8))).toBe(true);
    expect(store.accounts.isBuried(filled(7))).toBe(false);
    expect(inTransaction(store, () => insert(store, 1)).row).not.toBe(row);
  });

  test("[S14] a device that is listed again keeps its row", () => {
    const store = open();
    const { row: account } = inTransaction(store, () => insert(store, 1));
    const said = { account, accountId: accountId(1), deviceId: deviceId(5), signatureKey: filled(5) };
    const row = inTransaction(store, () => store.devices.list({ ...said, activeAfterMs: 10 }));
    expect(store.devices.listed(account)).toEqual([{ ...said, row, activeAfterMs: 10, listed: true }]);
    inTransaction(store, () => store.devices.delist(row));
    expect(store.devices.listed(account)).toEqual([]);
    expect(store.devices.find(account, deviceId(5))).toMatchObject({ row, listed: false });
    expect(inTransaction(store, () => store.devices.list({ ...said, activeAfterMs: 20 }))).toBe(row);
    expect(store.devices.find(account, deviceId(5))).toMatchObject({ activeAfterMs: 20, listed: true });
  });

  test("[S17] the sealed count only grows, and a rollback takes it back", () => {
    const store = open();
    const { row: account } = inTransaction(store, () => insert(store, 1));
    const said = {
      account,
      accountId: accountId(1),
      deviceId: deviceId(5),
      signatureKey: filled(5),
      activeAfterMs: 0,
    };
    const row = inTransaction(store, () => store.devices.list(said));
    inTransaction(store, () => store.devices.raiseSealedCount(row, 4));
    inTransaction(store, () => store.devices.raiseSealedCount(row, 2));
    expect(store.devices.sealedCount(row)).toBe(4);
    store.begin();
    store.devices.raiseSealedCount(row, 9);
    store.rollback();
    expect(store.devices.sealedCount(row)).toBe(4);
    inTransaction(store, () => store.devices.removeAll(account));
    expect(store.devices.find(account, deviceId(5))).toBeUndefined();
    expect(store.devices.sealedCount(row)).toBe(0);
  });
}

/** What every adapter of `Handles` must do. */
export function handlesContract(open: () => Store): void {
  test("[S25] a handle is found by its spelling, its holder by its looks", () => {
    const store = open();
    const { row } = inTransaction(store, () => insert(store, 1));
    inTransaction(store, () => store.handles.set(row, "ann-b", "annb"));
    expect(store.handles.find("ann-b")).toBe(row);
    expect(store.handles.find("annb")).toBeUndefined();
    expect(store.handles.holderOf("annb")).toBe(row);
    inTransaction(store, () => store.handles.set(row, "ann_b", "annb"));
    expect(store.handles.of(row)).toBe("ann_b");
    expect(store.handles.find("ann-b")).toBeUndefined();
    inTransaction(store, () => store.handles.clear(row));
    expect(store.handles.holderOf("annb")).toBeUndefined();
  });

  test("[S25] a buried handle remembers whose it was", () => {
    const store = open();
    inTransaction(store, () => store.handles.bury(filled(1), filled(2)));
    expect(store.handles.buriedBy(filled(1))).toEqual(filled(2));
    expect(store.handles.buriedBy(filled(3))).toBeUndefined();
  });
}
