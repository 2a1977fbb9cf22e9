import type { TimelineEvent } from "@bridle/check";
import { expect, test } from "vitest";
import { TimelineView } from "./timeline-view.ts";

const events: readonly TimelineEvent[] = Array.from({ length: 1000 }, (_, index) => ({
  timeMs: index * 1000,
  module: index % 4 === 0 ? "SMS" : "SafariHistory",
  event: index % 4 === 0 ? "message received" : "Safari visit",
  text: `Event number ${index} ÉTÉ`,
}));
const all = { sources: undefined, search: "", fromMs: 0, toMs: 1_000_000 };

test("[W86] sums up what there is, and nothing for nothing", () => {
  expect(new TimelineView(events).summary).toEqual({
    count: 1000,
    fromMs: 0,
    toMs: 999_001,
    sources: [
      { module: "SMS", count: 250 },
      { module: "SafariHistory", count: 750 },
    ],
  });
  const empty = new TimelineView([]);
  expect(empty.summary).toMatchObject({ count: 0, sources: [] });
  expect(empty.counts(all, 10)).toEqual({ count: 0, bins: Array.from({ length: 10 }, () => 0) });
});

test("[W86] every event falls into one bin, and those of the filter alone", () => {
  const view = new TimelineView(events);
  expect(view.counts(all, 10)).toEqual({ count: 1000, bins: Array.from({ length: 10 }, () => 100) });
  expect(view.counts({ ...all, sources: ["SMS"] }, 2)).toEqual({ count: 250, bins: [125, 125] });
  expect(view.counts({ ...all, sources: [] }, 2).count).toBe(0);
  expect(view.counts({ ...all, fromMs: 10_000, toMs: 20_000 }, 10)).toEqual({
    count: 10,
    bins: Array.from({ length: 10 }, () => 1),
  });
  expect(view.rows({ from: 0, to: 2 }).map(({ timeMs }) => timeMs)).toEqual([10_000, 11_000]);
});

test("[W86] words are found whatever their case and order, all of them", () => {
  const view = new TimelineView(events);
  expect(view.counts({ ...all, search: "été 999 NUMBER" }, 1).count).toBe(1);
  expect(view.rows({ from: 0, to: 10 }).map(({ text }) => text)).toEqual(["Event number 999 ÉTÉ"]);
  expect(view.counts({ ...all, search: "received 12" }, 1).count).toBe(
    events.filter(({ event, text }) => event.includes("received") && text.includes("12")).length,
  );
  expect(view.counts({ ...all, search: "nowhere" }, 1).count).toBe(0);
});
