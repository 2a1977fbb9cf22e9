import type { AccountId, Chain } from "@bridle/protocol";
import type { AccountRow } from "./rows.ts";

export interface Account {
  readonly row: AccountRow;
  readonly accountId: AccountId;
}

export interface NewAccount {
  readonly accountId: AccountId;
  readonly genesis: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly introductionKey: Uint8Array;
  /** Through which of the deployment's services it came. */
  readonly platform: string;
}

export interface AccountBlob {
  /** 0 when nothing was ever put. */
  readonly version: number;
  readonly sealed: Uint8Array | undefined;
}

/** Accounts with their chains and blobs. */
export interface Accounts {
  find(accountId: AccountId): Account | undefined;
  /** Of several accounts that name this root key, the one that did so first. */
  findByRootKey(rootKey: Uint8Array): Account | undefined;
  /** The account must not exist. */
  insert(account: NewAccount): Account;
  introductionKey(row: AccountRow): Uint8Array;
  platform(row: AccountRow): string;
  /** The statements from the genesis on, as they came. */
  chain(row: AccountRow): Chain;
  /** The caller has checked that the statement extends the chain. */
  appendStatement(row: AccountRow, statement: Uint8Array): void;
  setRootKey(row: AccountRow, rootKey: Uint8Array): void;
  blob(row: AccountRow): AccountBlob;
  putBlob(row: AccountRow, blob: { readonly version: number; readonly sealed: Uint8Array }): void;
  /** Removes the account, its chain and its blob; what other tables hold is theirs to remove. */
  remove(row: AccountRow): void;
  /** Remembers, by a keyed hash, that an id is spent. */
  bury(tag: Uint8Array): void;
  isBuried(tag: Uint8Array): boolean;
}
