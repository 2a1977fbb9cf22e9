import { settleNotices } from "../domain/notice.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceRow } from "../ports/rows.ts";
import { inTransaction, StoreFault, type Store } from "../ports/store.ts";

/** One step; a whole round over everything takes as many as it needs. */
const MAILBOXES_PER_STEP = 200;
const ANSWERS_PER_STEP = 5_000;
/** Long after any batch of notices could be asked for again. */
const NOTICE_TAGS_KEPT_MS = 180 * 24 * 60 * 60 * 1000;
/** A clock that runs ahead of the machine's uptime by more than this was set, and isn't believed. */
const CLOCK_JUMP_MS = 60 * 60 * 1000;

/**
 * Forgets what has outlived its time, a bounded piece at a time. A clock that was set forward expires
 * nothing early: time passes here as fast as the machine's monotonic clock says.
 */
export class Maintenance {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #startedAtMs: number;
  readonly #startedMonotonicMs: number;
  #jumped = false;
  #mailbox: DeviceRow | undefined;
  #answer: Uint8Array | undefined;
  #notice = 0;

  constructor(store: Store, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#startedAtMs = clock.nowMs();
    this.#startedMonotonicMs = clock.monotonicMs();
  }

  /** Throws `StoreFault` unless the disk is full: then nothing happened, and the next step tries it again. */
  step(lifetimeMs: number): void {
    const nowMs = this.#believedNowMs();
    try {
      const reached = inTransaction(this.#store, () => this.#forget(nowMs, nowMs - lifetimeMs));
      this.#notice = reached.notice;
      this.#mailbox = reached.mailbox;
      this.#answer = reached.answer;
    } catch (fault) {
      if (!(fault instanceof StoreFault) || fault.kind !== "full") throw fault;
    }
  }

  #forget(nowMs: number, beforeMs: number) {
    const store = this.#store;
    // Before anything expires: what was taken in time counts as delivered.
    const notice = settleNotices(store, beforeMs, this.#notice);
    store.notices.expireTags(nowMs - NOTICE_TAGS_KEPT_MS);
    const mailbox = store.mailboxes.expire(beforeMs, this.#mailbox, MAILBOXES_PER_STEP);
    const answer = store.answers.expire(beforeMs, this.#answer, ANSWERS_PER_STEP);
    store.consents.expireInvites(nowMs);
    return { notice, mailbox, answer };
  }

  #believedNowMs(): number {
    const elapsedMs = this.#clock.monotonicMs() - this.#startedMonotonicMs;
    const expectedMs = this.#startedAtMs + elapsedMs;
    const aheadMs = this.#clock.nowMs() - expectedMs;
    const jumped = Math.abs(aheadMs) > CLOCK_JUMP_MS;
    if (jumped && !this.#jumped) this.#log.write({ event: "clock_jumped", durationMs: Math.round(aheadMs) });
    this.#jumped = jumped;
    return jumped ? expectedMs : this.#clock.nowMs();
  }
}
