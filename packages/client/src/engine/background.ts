import type { Clock } from "../ports/clock.ts";

// Work that nobody waits for: sending, receiving, upkeep. Its faults end up in one place, and closing
// waits for what is under way.

export interface Background {
  /** Starts work; nothing happens any more after `close`. */
  run(task: () => Promise<void> | void): void;
  /** Starts work after a delay. */
  later(delayMs: number, task: () => Promise<void> | void): void;
  /** Takes no more work and resolves when none is under way. */
  close(): Promise<void>;
}

export function createBackground(clock: Clock, fault: (thrown: unknown) => void): Background {
  const underWay = new Set<Promise<void>>();
  const timers = new Set<() => void>();
  let closed = false;

  const run = (task: () => Promise<void> | void): void => {
    if (closed) return;
    const work = (async () => task())()
      .catch(fault)
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };
  return {
    run,
    later(delayMs, task) {
      if (closed) return;
      const cancel = clock.schedule(delayMs, () => {
        timers.delete(cancel);
        run(task);
      });
      timers.add(cancel);
    },
    async close() {
      closed = true;
      for (const cancel of timers) cancel();
      timers.clear();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
