import type { TimelineEvent } from "@bridle/check";
import type { TimelineCounts, TimelineFilter, TimelineRange, TimelineSummary } from "../protocol.ts";

/** A run's dated records, sorted, in columns, and what of them is looked at. */
export class TimelineView {
  readonly #times: Float64Array;
  readonly #events: readonly TimelineEvent[];
  readonly #summary: TimelineSummary;
  /** Places of the events that the last filter let through, in their order. */
  #seen: Uint32Array;
  #last = "";

  constructor(timeline: Iterable<TimelineEvent>) {
    this.#events = [...timeline];
    this.#times = Float64Array.from(this.#events, ({ timeMs }) => timeMs);
    this.#seen = new Uint32Array(this.#events.length).map((_, index) => index);
    const counts = new Map<string, number>();
    for (const { module } of this.#events) counts.set(module, (counts.get(module) ?? 0) + 1);
    this.#summary = {
      count: this.#events.length,
      fromMs: this.#times[0] ?? 0,
      toMs: (this.#times.at(-1) ?? 0) + 1,
      sources: [...counts].map(([module, count]) => ({ module, count })),
    };
  }

  get summary(): TimelineSummary {
    return this.#summary;
  }

  /** Lets events through and counts them by `bins` equal stretches of the filter's time. */
  counts(filter: TimelineFilter, bins: number): TimelineCounts {
    this.#let(filter);
    const { fromMs, toMs } = filter;
    const counts = Array.from({ length: bins }, () => 0);
    const perMs = bins / Math.max(1, toMs - fromMs);
    for (const at of this.#seen) {
      const bin = Math.min(bins - 1, Math.floor(((this.#times[at] ?? 0) - fromMs) * perMs));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { count: this.#seen.length, bins: counts };
  }

  rows({ from, to }: TimelineRange): readonly TimelineEvent[] {
    return [...this.#seen.subarray(from, to)].flatMap((at) => this.#events[at] ?? []);
  }

  #let({ sources, search, fromMs, toMs }: TimelineFilter): void {
    const key = JSON.stringify([sources, search, fromMs, toMs]);
    if (key === this.#last) return;
    this.#last = key;
    const wanted = sources === undefined ? undefined : new Set(sources);
    const words = search
      .toLocaleLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== "");
    const seen = new Uint32Array(this.#events.length);
    let count = 0;
    for (let at = this.#firstFrom(fromMs); at < this.#events.length; at++) {
      const event = this.#events[at];
      if (event === undefined || event.timeMs >= toMs) break;
      if (wanted?.has(event.module) === false) continue;
      if (words.length > 0) {
        const text = `${event.event} ${event.text}`.toLocaleLowerCase();
        if (!words.every((word) => text.includes(word))) continue;
      }
      seen[count++] = at;
    }
    this.#seen = seen.slice(0, count);
  }

  #firstFrom(timeMs: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
