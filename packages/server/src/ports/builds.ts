import type { AccountRow } from "./rows.ts";

/** So many are remembered of each account; the oldest goes. */
export const BUILDS_PER_ACCOUNT = 8;

/** With which builds an account has signed in, as keyed hashes over account and build. */
export interface Builds {
  isKnown(account: AccountRow, tag: Uint8Array): boolean;
  /** The tag must be new. */
  note(account: AccountRow, tag: Uint8Array): void;
  removeAll(account: AccountRow): void;
}
