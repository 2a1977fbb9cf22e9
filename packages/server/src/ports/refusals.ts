import type { AccountRow } from "./rows.ts";

/** More than this is "many", and isn't counted: the line can't be made alarming. */
export const REFUSALS_COUNTED_MAX = 6;

export interface RefusedOnDay {
  readonly account: AccountRow;
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly attempts: number;
}

/** How much of strangers' was refused for whom, until the day is over and its line is in the mailbox. */
export interface Refusals {
  /** Counts up to `REFUSALS_COUNTED_MAX`. */
  add(refused: RefusedOnDay): void;
  /** Some of what was counted on days before this one, the oldest first. */
  before(day: number, max: number): readonly RefusedOnDay[];
  remove(account: AccountRow, day: number): void;
  removeAll(account: AccountRow): void;
}
