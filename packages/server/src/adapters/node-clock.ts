import type { Clock } from "../ports/clock.ts";

/** The machine's clock. */
export const nodeClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    if (delayMs <= 0) setImmediate(run);
    else setTimeout(run, delayMs);
  },
};
