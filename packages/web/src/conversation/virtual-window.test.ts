import { describe, expect, test } from "vitest";
import { anchorAt, windowAround, type Rows } from "./virtual-window.ts";

function rowsOf(count: number, height: (index: number) => number = () => 50): Rows {
  return {
    count,
    idAt: (index) => `r${index}`,
    indexOf: (id) => (Number(id.slice(1)) < count ? Number(id.slice(1)) : -1),
    heightAt: height,
  };
}
const view = { height: 500, margin: 200 };

describe("which rows are drawn", () => {
  test("[W8] those that fill the view and its margins, however long the list", () => {
    const drawn = windowAround(rowsOf(100_000), "end", view);
    expect(drawn.end).toBe(100_000);
    expect(drawn.end - drawn.start).toBeLessThanOrEqual(15);
    expect(drawn.before).toBe(drawn.start * 50);
    expect(drawn.after).toBe(0);
  });

  test("[W8] around the row that is read, before and after it", () => {
    const drawn = windowAround(rowsOf(1000), { id: "r500", offset: 100 }, view);
    expect([drawn.start, drawn.end]).toEqual([494, 512]);
    expect(drawn.before + drawn.after + (drawn.end - drawn.start) * 50).toBe(50_000);
  });

  test("a row taller than the view is drawn itself, and nothing is drawn of nothing", () => {
    const tall = windowAround(
      rowsOf(3, () => 5000),
      { id: "r1", offset: -2000 },
      view,
    );
    expect([tall.start, tall.end]).toEqual([1, 2]);
    expect(windowAround(rowsOf(0), "end", view)).toEqual({ start: 0, end: 0, before: 0, after: 0 });
  });

  test("a row that is gone leaves the end in view", () => {
    expect(windowAround(rowsOf(10), { id: "r99", offset: 0 }, view).end).toBe(10);
  });
});

test("a place that was dragged to becomes the row there", () => {
  expect(anchorAt(rowsOf(1000), 1030)).toEqual({ id: "r20", offset: -30 });
  expect(anchorAt(rowsOf(3), 9999)).toBe("end");
});
