import type { AccountRow } from "./rows.ts";

/** Handles by exact spelling, unique by skeleton. */
export interface Handles {
  /** By exact spelling. */
  find(handle: string): AccountRow | undefined;
  of(account: AccountRow): string | undefined;
  /** Who holds a handle that looks like this one. */
  holderOf(skeleton: string): AccountRow | undefined;
  /** The skeleton must be free or the account's own; replaces the account's handle. */
  set(account: AccountRow, handle: string, skeleton: string): void;
  clear(account: AccountRow): void;
  /**
   * Remembers by keyed hashes that a handle was someone's, so that nobody else can take it.
   * `owner` lets the same account take it back.
   */
  bury(tag: Uint8Array, owner: Uint8Array): void;
  /** The owner tag under which a handle was buried. */
  buriedBy(tag: Uint8Array): Uint8Array | undefined;
}
