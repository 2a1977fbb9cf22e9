import { expect, test } from "vitest";
import { Random } from "../replay/random.ts";
import { WaitingList } from "./waiting-list.ts";

test("[D38] whoever waits is looked at when it is due, the first one first, and once", () => {
  const random = new Random(7);
  const list = new WaitingList();
  const due = new Map<number, number>();
  for (let round = 0; round < 5_000; round++) {
    const [number, dueMs] = [random.below(300), random.below(100_000)];
    list.put(number, dueMs);
    due.set(number, Math.min(due.get(number) ?? dueMs, dueMs));
  }
  expect(list.size).toBe(due.size);
  for (const nowMs of [0, 500, 40_000, 100_000]) {
    const taken: number[] = [];
    for (let number = list.takeDue(nowMs); number !== undefined; number = list.takeDue(nowMs))
      taken.push(number);
    const expected = [...due].filter(([, dueMs]) => dueMs <= nowMs).map(([number]) => number);
    expect(taken.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
    const times = taken.map((number) => due.get(number) ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const number of taken) due.delete(number);
  }
  expect(list.size).toBe(0);
});
