import type { AccountId } from "@bridle/protocol";

/** An account whose chain the key directory doesn't show yet, at least as it is now. */
export interface DirectoryDue {
  /** Grows with each change, so that a change during publication stays due. */
  readonly turn: number;
  readonly accountId: AccountId;
}

/** What the key directory owes: written in the transaction that changes a chain, settled after publication. */
export interface DirectoryDues {
  /** Makes an account due; one that is due already gets a new turn. */
  add(accountId: AccountId): void;
  /** Makes every account due. */
  addAll(): void;
  /** Those that have waited longest. */
  first(max: number): readonly DirectoryDue[];
  settle(turn: number): void;
}
