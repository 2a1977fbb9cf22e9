import type { Clock } from "./clock.ts";

// What every Clock does. Plain functions that throw, so that a worker in a real browser can run them.

export interface ClockCase {
  readonly title: string;
  readonly run: (clock: Clock) => Promise<void>;
}

export const clockContract: readonly ClockCase[] = [
  {
    title: "tells the time",
    async run(clock) {
      const before = clock.nowMs();
      check(Number.isSafeInteger(before) && before > 1_700_000_000_000, `${before} isn't the time`);
      await wait(clock, 20);
      check(clock.nowMs() > before, "time stands still");
    },
  },
  {
    title: "calls once, after the delay, and not before schedule returned",
    async run(clock) {
      for (const delay of [0, -5, 30]) {
        let calls = 0;
        clock.schedule(delay, () => calls++);
        check(calls === 0, "called at once");
        await wait(clock, Math.max(0, delay) + 30);
        check(calls === 1, `called ${calls} times`);
      }
    },
  },
  {
    title: "does not call what was cancelled, and cancels twice or late without harm",
    async run(clock) {
      let calls = 0;
      const cancel = clock.schedule(10, () => calls++);
      cancel();
      cancel();
      await wait(clock, 40);
      check(calls === 0, "called after cancelling");
      const late = clock.schedule(0, () => calls++);
      await wait(clock, 40);
      late();
      check(calls === 1, "a late cancel changed something");
    },
  },
  {
    title: "takes a delay of months for what it is",
    async run(clock) {
      let calls = 0;
      const cancel = clock.schedule(2 ** 32, () => calls++);
      await wait(clock, 40);
      cancel();
      check(calls === 0, "called at once");
    },
  },
];

function wait(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(delayMs, resolve));
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
