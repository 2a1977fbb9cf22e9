import { expect, test } from "vitest";
import { barsOf, marked, moved, rowsInSight, zoomed } from "./stretch.ts";

const all = { fromMs: 0, toMs: 1_000_000 };

test("[W86] zooming keeps the place under the pointer, and ends at a second and at everything", () => {
  expect(zoomed(all, all, { factor: 0.5 })).toEqual({ fromMs: 250_000, toMs: 750_000 });
  expect(zoomed(all, all, { factor: 0.5, at: 0 })).toEqual({ fromMs: 0, toMs: 500_000 });
  expect(zoomed({ fromMs: 10_000, toMs: 11_000 }, all, { factor: 0.5 })).toEqual({
    fromMs: 10_000,
    toMs: 11_000,
  });
  expect(zoomed({ fromMs: 0, toMs: 10_000 }, all, { factor: 1000 })).toEqual(all);
});

test("[W86] moving stops at the ends", () => {
  const stretch = { fromMs: 100_000, toMs: 200_000 };
  expect(moved(stretch, all, 0.5)).toEqual({ fromMs: 150_000, toMs: 250_000 });
  expect(moved(stretch, all, -5)).toEqual({ fromMs: 0, toMs: 100_000 });
  expect(moved(stretch, all, 50)).toEqual({ fromMs: 900_000, toMs: 1_000_000 });
});

test("[W86] a marked part is what was marked, in either direction, even beyond the edge", () => {
  expect(marked(all, 0.2, 0.4)).toEqual({ fromMs: 200_000, toMs: 400_000 });
  expect(marked(all, 0.4, 0.2)).toEqual({ fromMs: 200_000, toMs: 400_000 });
  expect(marked(all, 0.9, 1.5)).toEqual({ fromMs: 900_000, toMs: 1_000_000 });
});

test("bars are drawn for stretches with events only, the fullest at full height", () => {
  expect(barsOf([0, 4, 1])).toBe("M1 1v-1.000h0.9v1.000zM2 1v-0.500h0.9v0.500z");
  expect(barsOf([0, 0])).toBe("");
});

test("[W86] rows in sight, with some around them, never beyond the list", () => {
  expect(rowsInSight({ scrollTop: 0, height: 640, rowHeight: 64, count: 500_000 })).toEqual({
    from: 0,
    to: 20,
  });
  expect(rowsInSight({ scrollTop: 64_000, height: 640, rowHeight: 64, count: 500_000 })).toEqual({
    from: 990,
    to: 1020,
  });
  expect(rowsInSight({ scrollTop: 0, height: 640, rowHeight: 64, count: 3 })).toEqual({ from: 0, to: 3 });
  expect(rowsInSight({ scrollTop: 9_999, height: 640, rowHeight: 64, count: 0 })).toEqual({ from: 0, to: 0 });
});
