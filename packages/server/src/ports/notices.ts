import type { NoticeKeySuccessor } from "@bridle/protocol";
import type { AccountRow, DeviceRow } from "./rows.ts";

/** A notice on its way to an account: kept until one of its devices has it, or its time is over. */
export interface WaitingNotice {
  /** The decision that it belongs to, 16 bytes in hex. */
  readonly batch: string;
  readonly account: AccountRow;
  readonly raw: Uint8Array;
  readonly atMs: number;
  /** Where it lies; none while the account has no device. */
  readonly places: readonly { readonly device: DeviceRow; readonly seq: number }[];
}

/** How a batch stands. What isn't delivered or expired still waits. */
export interface NoticeCounts {
  readonly posted: number;
  readonly delivered: number;
  readonly expired: number;
}

/**
 * Safety notices: who still waits for one, what was delivered as numbers, who wants no more, and which codes
 * exist. Once a notice is delivered nothing here says whose it was.
 */
export interface Notices {
  isOptedOut(account: AccountRow): boolean;
  setOptedOut(account: AccountRow, optedOut: boolean): void;
  /** Whether this keyed hash of batch and account was put before; forgotten long after the notice's time. */
  wasPosted(tag: Uint8Array): boolean;
  /** Keeps the notice, counts it as posted, and makes its code known. */
  add(notice: WaitingNotice, known: { readonly tag: Uint8Array; readonly code: string }): void;
  /** Of one account. */
  waiting(account: AccountRow): readonly WaitingNotice[];
  /** At most `max` of all, oldest first, behind where an earlier page ended; `next` is 0 at the end. */
  page(after: number, max: number): { readonly notices: readonly WaitingNotice[]; readonly next: number };
  addPlace(notice: WaitingNotice, place: WaitingNotice["places"][number]): void;
  /** A device is gone, and what lay there with it. */
  forgetDevice(device: DeviceRow): void;
  /** It waits no more, and its batch counts it so. */
  settle(notice: WaitingNotice, as: "delivered" | "expired"): void;
  counts(batch: string): NoticeCounts;
  /** The day (since 1970, UTC) on which a notice with this code was issued. */
  codeDay(code: string): number | undefined;
  removeAll(account: AccountRow): void;
  /** The keys after the first, oldest first. */
  successors(): readonly NoticeKeySuccessor[];
  addSuccessor(next: NoticeKeySuccessor): void;
  /** Forgets tags put before then. */
  expireTags(beforeMs: number): void;
}
