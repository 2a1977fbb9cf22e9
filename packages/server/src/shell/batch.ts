import type { BoundCall, CallContext, Decided, Pending } from "../domain/bound-call.ts";
import type { Effect } from "../domain/decision.ts";
import type { Turns } from "../domain/introduction-quota.ts";
import type { Posting } from "../domain/posting.ts";
import { settle, type Arrival, type Settling } from "../domain/settle.ts";
import type { DeviceRow } from "../ports/rows.ts";
import { StoreFault, type Store } from "../ports/store.ts";

/** A call waiting for its turn, and who wants the answer. */
export interface Job<Origin> {
  readonly origin: Origin;
  readonly id: number;
  readonly call: BoundCall;
  readonly pending: Pending;
  readonly context: CallContext;
  /** Bytes it holds in memory. */
  readonly size: number;
}

export interface Ack {
  readonly device: DeviceRow;
  readonly seq: number;
}

/** What a durable batch owes to the outside. */
export interface Settled {
  /** In the order of the jobs. */
  readonly answers: readonly Decided[];
  readonly arrivals: readonly Arrival[];
}

/** A fault that isn't the store's, in one call: a bug, which must cost only that call. */
export interface CallFault {
  readonly index: number;
  readonly fault: unknown;
}

const internal: Decided = {
  kind: "refusal",
  refusal: { kind: "internal", detail: "", retryAfterMs: 1_000 },
  effects: [],
};
const unauthenticated: Decided = {
  kind: "refusal",
  refusal: { kind: "unauthenticated", detail: "", retryAfterMs: 0 },
  effects: [],
};

/** Turns that a batch took: kept with it, or given back with it. */
export interface TurnsOfBatch extends Turns {
  keep(): void;
  giveBack(): void;
}

/**
 * Decides all calls in one transaction, posts what they want delivered under one receipt signature, and
 * commits once. A call that throws is taken back and refused; the others are decided again without it.
 * Throws `StoreFault`, with nothing of the batch kept.
 */
export function runBatch<Origin>(
  store: Store,
  work: { readonly jobs: readonly Job<Origin>[]; readonly acks: readonly Ack[]; readonly full: boolean },
  settling: Settling & { readonly turns: TurnsOfBatch; faulted(fault: CallFault): void },
): Settled {
  const faulty = new Set<number>();
  for (;;) {
    let index = -1;
    const answers: Decided[] = [];
    try {
      store.begin();
      const revoked = new Set<DeviceRow>();
      const postings: Posting[] = [];
      for (index = 0; index < work.jobs.length; index++) {
        const job = work.jobs[index];
        if (job === undefined) break;
        const decided = faulty.has(index) ? internal : decide(store, job, { revoked, full: work.full });
        answers.push(decided);
        if (decided.kind === "reply") collect(decided.effects, postings, revoked);
      }
      index = -1;
      for (const ack of work.acks) acknowledge(store, ack);
      const arrivals = settle(store, postings, settling);
      store.commit();
      settling.turns.keep();
      return { answers, arrivals };
    } catch (fault) {
      store.rollback();
      settling.turns.giveBack();
      if (fault instanceof StoreFault || index < 0) throw fault;
      faulty.add(index);
      settling.faulted({ index, fault });
    }
  }
}

function decide<Origin>(
  store: Store,
  job: Job<Origin>,
  batch: { readonly revoked: ReadonlySet<DeviceRow>; readonly full: boolean },
): Decided {
  const { caller } = job.context;
  if (caller !== undefined && batch.revoked.has(caller.device)) return unauthenticated;
  if (batch.full && job.call.mode === "store") return job.call.whenFull;
  return job.pending(store, job.context);
}

function collect(effects: readonly Effect[], postings: Posting[], revoked: Set<DeviceRow>): void {
  for (const effect of effects) {
    if (effect.kind === "post") postings.push(effect.posting);
    else if (effect.kind === "revoked") for (const device of effect.devices) revoked.add(device);
  }
}

/** A device can't acknowledge what it was never sent. */
function acknowledge(store: Store, { device, seq }: Ack): void {
  store.mailboxes.ack(device, Math.min(seq, store.mailboxes.head(device).lastSeq));
}
