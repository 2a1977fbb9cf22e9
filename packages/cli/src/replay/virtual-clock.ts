import type { Clock } from "@bridle/server";

/** A day on which every world begins. */
const WORLD_STARTS_MS = Date.UTC(2027, 0, 4);

/** The server's upkeep comes every ten seconds; in a world of weeks every six hours is enough. */
const UPKEEP_MS = 10_000;
const UPKEEP_STRETCH = 2160;

interface Alarm {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Time that passes only when a world says so. */
export class VirtualClock implements Clock {
  readonly #startsMs: number;
  #passedMs = 0;
  #alarms: Alarm[] = [];

  constructor(startsMs = WORLD_STARTS_MS) {
    this.#startsMs = startsMs;
  }

  nowMs(): number {
    return this.#startsMs + this.#passedMs;
  }

  monotonicMs(): number {
    return this.#passedMs;
  }

  after(delayMs: number, run: () => void): void {
    const stretched = delayMs < UPKEEP_MS ? Math.max(0, delayMs) : delayMs * UPKEEP_STRETCH;
    const alarm = { dueMs: this.#passedMs + stretched, run };
    // Few are armed at any time: a batch, the acks, the next round of maintenance.
    const at = this.#alarms.findLastIndex(({ dueMs }) => dueMs <= alarm.dueMs);
    this.#alarms.splice(at + 1, 0, alarm);
  }

  /** Lets so much time pass; what becomes due on the way runs at its time. */
  advance(ms: number): void {
    const untilMs = this.#passedMs + ms;
    for (;;) {
      const [next] = this.#alarms;
      if (next === undefined || next.dueMs > untilMs) break;
      this.#alarms.shift();
      this.#passedMs = Math.max(this.#passedMs, next.dueMs);
      next.run();
    }
    this.#passedMs = untilMs;
  }

  /** Passes over a stretch in which nothing happens: what became due meanwhile runs once, at the end. */
  skipTo(passedMs: number): void {
    if (passedMs <= this.#passedMs) return;
    this.#passedMs = passedMs;
    this.advance(0);
  }
}
