import { branded, equalBytes, toHex, type AccountId, type Chain } from "@bridle/protocol";
import type { AccountBlob, Accounts, NewAccount } from "../../ports/accounts.ts";
import type { Device, Devices } from "../../ports/devices.ts";
import type { DirectoryDues } from "../../ports/directory-dues.ts";
import type { Handles } from "../../ports/handles.ts";
import type { AccountRow, DeviceRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

interface StoredAccount {
  readonly accountId: AccountId;
  readonly introductionKey: Uint8Array;
  readonly platform: string;
  readonly chain: Chain;
  readonly rootKey: Uint8Array;
  /** When, among all accounts, it took this root key. */
  readonly rootKeyTurn: number;
  readonly blob: AccountBlob;
}

export function memoryAccounts(journal: Journal): Accounts & { all(): readonly AccountId[] } {
  const accounts = new Table<AccountRow, StoredAccount>(journal);
  const rows = new Table<AccountId, AccountRow>(journal);
  const buried = new Table<string, true>(journal);
  let nextRow = 1;
  let nextTurn = 1;
  const at = (row: AccountRow): StoredAccount => {
    const account = accounts.get(row);
    if (account === undefined) throw new Error("assertion failed: a row number without its row");
    return account;
  };
  return {
    all: () => accounts.values().map(({ accountId }) => accountId),
    find(accountId) {
      const row = rows.get(accountId);
      return row === undefined ? undefined : { row, accountId };
    },
    findByRootKey(rootKey) {
      const [first] = accounts
        .entries()
        .filter(([, account]) => equalBytes(account.rootKey, rootKey))
        .toSorted(([, a], [, b]) => a.rootKeyTurn - b.rootKeyTurn);
      return first && { row: first[0], accountId: first[1].accountId };
    },
    insert({ accountId, genesis, rootKey, introductionKey, platform }: NewAccount) {
      const row = branded<number, "AccountRow">(nextRow++);
      const blob = { version: 0, sealed: undefined };
      const chain = [genesis];
      const rootKeyTurn = nextTurn++;
      accounts.set(row, { accountId, introductionKey, platform, chain, rootKey, rootKeyTurn, blob });
      rows.set(accountId, row);
      return { row, accountId };
    },
    introductionKey: (row) => at(row).introductionKey,
    platform: (row) => at(row).platform,
    chain: (row) => at(row).chain,
    appendStatement(row, statement) {
      const account = at(row);
      accounts.set(row, { ...account, chain: [...account.chain, statement] });
    },
    setRootKey: (row, rootKey) => accounts.set(row, { ...at(row), rootKey, rootKeyTurn: nextTurn++ }),
    blob: (row) => at(row).blob,
    putBlob: (row, blob) => accounts.set(row, { ...at(row), blob }),
    remove(row) {
      rows.delete(at(row).accountId);
      accounts.delete(row);
    },
    bury: (tag) => buried.set(toHex(tag), true),
    isBuried: (tag) => buried.has(toHex(tag)),
  };
}

/** `every`: the accounts that there are. */
export function memoryDirectoryDues(journal: Journal, every: () => readonly AccountId[]): DirectoryDues {
  const dues = new Table<AccountId, number>(journal);
  let nextTurn = 1;
  const add = (accountId: AccountId): void => dues.set(accountId, nextTurn++);
  return {
    add,
    addAll: () => every().forEach(add),
    first: (max) =>
      dues
        .entries()
        .map(([accountId, turn]) => ({ accountId, turn }))
        .toSorted((a, b) => a.turn - b.turn)
        .slice(0, max),
    settle: (turn) => dues.deleteWhere((value) => value === turn),
  };
}

export function memoryDevices(journal: Journal): Devices {
  const devices = new Table<DeviceRow, Device>(journal);
  const counts = new Table<DeviceRow, number>(journal);
  let nextRow = 1;
  const of = (account: AccountRow): readonly Device[] =>
    devices.values().filter((device) => device.account === account);
  const find: Devices["find"] = (account, deviceId) =>
    of(account).find((device) => device.deviceId === deviceId);
  return {
    find,
    listed: (account) => of(account).filter((device) => device.listed),
    list(device) {
      const row = find(device.account, device.deviceId)?.row ?? branded<number, "DeviceRow">(nextRow++);
      devices.set(row, { ...device, row, listed: true });
      return row;
    },
    delist(row) {
      const device = devices.get(row);
      if (device !== undefined) devices.set(row, { ...device, listed: false });
    },
    sealedCount: (row) => counts.get(row) ?? 0,
    raiseSealedCount: (row, count) => counts.set(row, Math.max(count, counts.get(row) ?? 0)),
    removeAll(account) {
      for (const { row } of of(account)) {
        devices.delete(row);
        counts.delete(row);
      }
    },
  };
}

export function memoryHandles(journal: Journal): Handles {
  const held = new Table<AccountRow, { readonly handle: string; readonly skeleton: string }>(journal);
  const buried = new Table<string, Uint8Array>(journal);
  return {
    find: (handle) => held.entries().find(([, spelling]) => spelling.handle === handle)?.[0],
    of: (account) => held.get(account)?.handle,
    holderOf: (skeleton) => held.entries().find(([, spelling]) => spelling.skeleton === skeleton)?.[0],
    set: (account, handle, skeleton) => held.set(account, { handle, skeleton }),
    clear: (account) => held.delete(account),
    bury: (tag, owner) => buried.set(toHex(tag), owner),
    buriedBy: (tag) => buried.get(toHex(tag)),
  };
}
