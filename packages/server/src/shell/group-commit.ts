import type { Decided } from "../domain/bound-call.ts";
import type { Settling } from "../domain/settle.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceRow } from "../ports/rows.ts";
import { StoreFault, type Store } from "../ports/store.ts";
import { runBatch, type Ack, type Job, type Settled, type TurnsOfBatch } from "./batch.ts";
import type { Stats } from "./stats.ts";

const BATCH_CALLS_MAX = 512;
const BATCH_BYTES_MAX = 8 * 1024 * 1024;
/** Entries that the acks of one batch free: many devices that come back at once must not hold up messages. */
const BATCH_FREED_MAX = 2_000;
/** How long a batch waits for company while others came a moment ago, and when only acks wait. */
const LINGER_MS = 2;
const ACK_LINGER_MS = 20;
const QUIET_AFTER_MS = 20;
const SLOW_COMMIT_MS = 1_000;

export interface GroupCommitOptions<Origin> extends Settling {
  readonly turns: TurnsOfBatch;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly stats: Stats;
  /** The batch is durable: only now may anybody hear of it. */
  committed(jobs: readonly Job<Origin>[], settled: Settled): void;
  /** The batch is lost, and nobody knows what of it is on disk. */
  broken(jobs: readonly Job<Origin>[], fault: unknown): void;
}

/**
 * The one writer. Calls queue while a batch is being made durable; the next batch takes all that came
 * meanwhile, in one transaction with one fsync and one signature (DESIGN §6).
 */
export class GroupCommit<Origin> {
  readonly #options: GroupCommitOptions<Origin>;
  #queue: Job<Origin>[] = [];
  #queuedBytes = 0;
  /** The newest ack of each device. */
  #acks = new Map<DeviceRow, number>();
  /** When the armed flush is due; later arming with an earlier time wins. */
  #dueAtMs = Number.POSITIVE_INFINITY;
  #lastBatchAtMs = Number.NEGATIVE_INFINITY;
  #full = false;
  #stopped = false;

  constructor(options: GroupCommitOptions<Origin>) {
    this.#options = options;
  }

  /** Takes a call into the queue; `false` when there is no room. */
  submit(job: Job<Origin>): boolean {
    const { clock, settings, stats } = this.#options;
    const { queuedCallsMax, queuedBytesMax } = settings;
    const tooMany = this.#queue.length >= queuedCallsMax || this.#queuedBytes + job.size > queuedBytesMax;
    if (tooMany || this.#stopped) return false;
    this.#queue.push(job);
    this.#queuedBytes += job.size;
    stats.queuedCalls = this.#queue.length;
    const crowded = this.#queue.length >= BATCH_CALLS_MAX;
    const quiet = clock.monotonicMs() - this.#lastBatchAtMs > QUIET_AFTER_MS;
    this.#arm(crowded || quiet ? 0 : LINGER_MS);
    return true;
  }

  /** Acks ride along with the next batch. */
  ack(device: DeviceRow, seq: number): void {
    if (this.#stopped) return;
    this.#acks.set(device, Math.max(seq, this.#acks.get(device) ?? 0));
    this.#arm(this.#acks.size >= BATCH_CALLS_MAX ? 0 : ACK_LINGER_MS);
  }

  /** Makes everything that was taken durable, then takes no more. */
  stop(): void {
    while (this.#queue.length + this.#acks.size > 0 && !this.#stopped) this.#flush();
    this.#stopped = true;
  }

  #arm(delayMs: number): void {
    const { clock } = this.#options;
    const dueAtMs = clock.monotonicMs() + delayMs;
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    clock.after(delayMs, () => {
      // A later alarm than the one that counts: its work is done or will be.
      if (this.#dueAtMs !== dueAtMs) return;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#stopped) return;
    this.#dueAtMs = Number.POSITIVE_INFINITY;
    const { clock, stats } = this.#options;
    const jobs = this.#take();
    const startedMs = clock.monotonicMs();
    const settled = this.#settle(jobs);
    const endedMs = clock.monotonicMs();
    this.#lastBatchAtMs = endedMs;
    stats.batches++;
    stats.batchedCalls += jobs.length;
    stats.commitSeconds += (endedMs - startedMs) / 1000;
    if (endedMs - startedMs > SLOW_COMMIT_MS) {
      const durationMs = Math.round(endedMs - startedMs);
      this.#options.log.write({ event: "commit_slow", durationMs, count: jobs.length });
    }
    if (settled !== undefined) this.#options.committed(jobs, settled);
    if (this.#queue.length > 0 || this.#acks.size >= BATCH_CALLS_MAX) this.#arm(0);
    else if (this.#acks.size > 0) this.#arm(LINGER_MS);
  }

  #take(): readonly Job<Origin>[] {
    let bytes = 0;
    let count = 0;
    for (const job of this.#queue) {
      if (count >= BATCH_CALLS_MAX || (count > 0 && bytes + job.size > BATCH_BYTES_MAX)) break;
      bytes += job.size;
      count++;
    }
    const jobs = count === this.#queue.length ? this.#queue : this.#queue.slice(0, count);
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count);
    this.#queuedBytes -= bytes;
    this.#options.stats.queuedCalls = this.#queue.length;
    return jobs;
  }

  /** `undefined` when the store broke; then nothing more is done here, ever. */
  #settle(jobs: readonly Job<Origin>[]): Settled | undefined {
    const { store, clock, log } = this.#options;
    try {
      const low = store.spaceLow(clock.nowMs());
      if (low && !this.#full) log.write({ event: "store_full" });
      this.#full = low;
      try {
        return this.#run(jobs, low);
      } catch (fault) {
        if (!(fault instanceof StoreFault) || fault.kind !== "full") throw fault;
        // Fuller than the file system said: what adds is refused, acks and deletions get their turn.
        if (!this.#full) log.write({ event: "store_full" });
        this.#full = true;
        return this.#run(jobs, true);
      }
    } catch (fault) {
      return this.#lost(jobs, fault);
    }
  }

  #run(jobs: readonly Job<Origin>[], full: boolean): Settled {
    const { store, crypto, settings, turns, log } = this.#options;
    const acks = this.#takeAcks();
    const settled = runBatch(
      store,
      { jobs, acks, full },
      {
        crypto,
        settings,
        turns,
        faulted({ index, fault }) {
          const reason = jobs[index]?.call.name ?? "server.info";
          log.write({ event: "call_failed", reason, code: fault instanceof Error ? fault.name : "unknown" });
        },
      },
    );
    this.#options.stats.acks += acks.length;
    for (const { device } of acks) this.#acks.delete(device);
    return settled;
  }

  /** The acks that have waited longest, as many as a batch may free. */
  #takeAcks(): readonly Ack[] {
    const { mailboxes } = this.#options.store;
    const taken: Ack[] = [];
    let freed = 0;
    for (const [device, seq] of this.#acks) {
      if (freed >= BATCH_FREED_MAX) break;
      freed += seq - mailboxes.head(device).ackedSeq;
      taken.push({ device, seq });
    }
    return taken;
  }

  #lost(jobs: readonly Job<Origin>[], fault: unknown): Settled | undefined {
    if (fault instanceof StoreFault && fault.kind === "full") {
      // Not even acks fit. They stay for the next batch; the calls are refused.
      const answers: Decided[] = jobs.map((job) => job.call.whenFull);
      return { answers, arrivals: [] };
    }
    this.#stopped = true;
    this.#options.broken(jobs, fault);
    return undefined;
  }
}
