import type { SignalKind } from "@bridle/desk";

const HOUR_MS = 60 * 60 * 1000;

/** How many signals of a kind fell into a stretch of time. */
export interface SignalCount {
  readonly fromMs: number;
  readonly kind: SignalKind;
  readonly count: number;
}

/**
 * How many signals of each kind came in each hour: small, where reading the stored ones anew would hold up
 * messages. What was crowded out of the store still counts, because it came.
 */
export class SignalTally {
  readonly #hours = new Map<number, Map<SignalKind, number>>();

  add({ atMs, kind }: { readonly atMs: number; readonly kind: SignalKind }): void {
    const hour = Math.floor(atMs / HOUR_MS);
    const kinds = this.#hours.get(hour) ?? new Map<SignalKind, number>();
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    this.#hours.set(hour, kinds);
  }

  /** In the order of time. `sinceMs` and `bucketMs` are whole hours. */
  counts({
    sinceMs,
    bucketMs,
  }: {
    readonly sinceMs: number;
    readonly bucketMs: number;
  }): readonly SignalCount[] {
    const counts = new Map<string, SignalCount>();
    for (const [hour, kinds] of [...this.#hours].toSorted(([a], [b]) => a - b)) {
      if (hour * HOUR_MS < sinceMs) continue;
      const fromMs = Math.floor((hour * HOUR_MS) / bucketMs) * bucketMs;
      for (const [kind, count] of kinds) {
        const key = `${fromMs}/${kind}`;
        counts.set(key, { fromMs, kind, count: (counts.get(key)?.count ?? 0) + count });
      }
    }
    return [...counts.values()];
  }

  /** Forgets hours that ended before then. */
  expire(beforeMs: number): void {
    for (const hour of this.#hours.keys()) if ((hour + 1) * HOUR_MS <= beforeMs) this.#hours.delete(hour);
  }
}
