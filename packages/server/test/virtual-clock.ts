import type { Clock } from "../src/ports/clock.ts";

/** Time that passes only when a test says so. */
export class VirtualClock implements Clock {
  #monotonicMs = 0;
  /** Wall time at monotonic 0; a test may set the clock. */
  wallOffsetMs = 1_800_000_000_000;
  #alarms: { readonly dueMs: number; readonly run: () => void }[] = [];

  nowMs(): number {
    return this.wallOffsetMs + this.#monotonicMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): void {
    this.#alarms.push({ dueMs: this.#monotonicMs + Math.max(0, delayMs), run });
  }

  /** Time passes while the process sleeps: what became due in between runs once, afterwards. */
  skip(ms: number): void {
    this.#monotonicMs += ms;
    this.advance(0);
  }

  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms;
    for (;;) {
      const due = this.#alarms.filter((alarm) => alarm.dueMs <= untilMs);
      const [next] = due.toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
      next.run();
    }
    this.#monotonicMs = untilMs;
  }
}
