import type { Clock } from "../ports/clock.ts";

/** The longest delay of a timer; a longer one would fire at once. */
const stepMsMax = 2 ** 31 - 1;

/**
 * The machine's time and timers, in Node and in a worker, whose timers browsers don't slow down as they do a
 * hidden page's. A pending timer keeps a process alive.
 */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule(delayMs, run) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(Math.max(0, leftMs), stepMsMax);
      timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : run()), stepMs);
    };
    wait(Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
