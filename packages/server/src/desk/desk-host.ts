import type { Control, OpenedTarget } from "@bridle/desk";
import type { Result } from "@bridle/protocol";
import type { NoticeBatchOrder, NoticeResult } from "../domain/notice.ts";
import type { NoticeCounts } from "../ports/notices.ts";
import type { Unlock, UnlockRefusal } from "../signals/desk-key.ts";
import type { SignalCount } from "../signals/signal-tally.ts";

/** What the desk's decisions do to the server around them. */
export interface DeskHost {
  /** From now on exactly these hold. They are given again after each start, before anybody connects. */
  setControls(controls: readonly Control[]): void;
  /** Who stands behind pseudonyms, by two people's shares. Those that are missing can't be told any more. */
  openTargets(
    targets: readonly string[],
    unlocks: readonly [Unlock, Unlock],
  ): Promise<Result<readonly OpenedTarget[], UnlockRefusal>>;
  /** Names of the shares of the desk's key; empty without one. */
  shareHolders(): readonly string[];
  /** Posts a notice to each of these, durably; asked again for the same batch, nobody gets it twice. */
  postNotices(order: NoticeBatchOrder): readonly NoticeResult[];
  /** How a batch stands. The desk sees what was delivered, never what was read. */
  noticeCounts(batch: string): NoticeCounts;
  /** In whole hours. */
  signalCounts(range: { readonly sinceMs: number; readonly bucketMs: number }): readonly SignalCount[];
  /** Appends to the public log; the place in it, or nothing while the log can't take it. */
  log(entry: Uint8Array): Promise<number | undefined>;
}
