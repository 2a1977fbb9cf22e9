import type { Clock } from "../ports/clock.ts";

/** The machine's clock. */
export const nodeClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    if (delayMs <= 0) setImmediate(run);
    // Nothing that is due can keep a process alive whose sockets are closed.
    else setTimeout(run, delayMs).unref();
  },
};
