import type { CallName, Status } from "@bridle/protocol";

/** Plain counters on the hot path; `/metrics` reads them when it is asked. Nothing here is about a person. */
export interface Stats {
  connections: number;
  sessions: number;
  queuedCalls: number;
  batches: number;
  batchedCalls: number;
  acks: number;
  delivered: number;
  deliveredLive: number;
  slowConsumers: number;
  /**
   * Signals stored; held back because they said nothing new; lost because too many waited; gone before
   * their time because too many were kept.
   */
  signals: number;
  signalsRepeated: number;
  signalsDropped: number;
  signalsCrowdedOut: number;
  /** Seconds spent in commits; with `batches` the mean. */
  commitSeconds: number;
  readonly answers: Map<CallName, number>;
  readonly refusals: Map<Status, number>;
}

export function createStats(): Stats {
  return {
    connections: 0,
    sessions: 0,
    queuedCalls: 0,
    batches: 0,
    batchedCalls: 0,
    acks: 0,
    delivered: 0,
    deliveredLive: 0,
    slowConsumers: 0,
    signals: 0,
    signalsRepeated: 0,
    signalsDropped: 0,
    signalsCrowdedOut: 0,
    commitSeconds: 0,
    answers: new Map(),
    refusals: new Map(),
  };
}

export function count<Key>(counters: Map<Key, number>, key: Key): void {
  counters.set(key, (counters.get(key) ?? 0) + 1);
}
