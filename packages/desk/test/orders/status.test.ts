import { deepFrozen } from "@bridle/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { asOf, noonOf, normStatus, type Order, type OrderEvent, windowOf } from "../../src/index.ts";
import { on, recordedAt, wholeOrder, withEvents } from "./sample-order.ts";

const statusOn = (order: Order, day: string, norm = "n1") => normStatus(order, norm, on(day));
const stay = { what: "stayed", kind: "pendingAppeal", norms: null, until: null, days: null } as const;

test("[O6] dates have three precisions, and no day that the calendar lacks", () => {
  const hours = (date: string): number | undefined => {
    const window = windowOf(date);
    return window === undefined ? undefined : (window.toMs - window.fromMs) / 3_600_000;
  };
  expect(hours("2025-10-17")).toBe(48);
  expect(hours("2025-11-19/2025-11-20")).toBe(72);
  expect(hours("2025-12")).toBe(32 * 24);
  expect(hours("2024-02")).toBe(30 * 24);
  expect(["2025-02-29", "2025-04-31", "2025-11-20/2025-11-19", "1900-02-29"].map(hours)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("[O6] days agree with the platform's calendar over four centuries", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("1800-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
      (date) => {
        const day = date.toISOString().slice(0, 10);
        expect(noonOf(day)).toBe(Date.parse(`${day}T12:00:00Z`));
      },
    ),
  );
});

test("[O7] before, on and after the day of an event", () => {
  expect(statusOn(wholeOrder, "2026-01-09")).toEqual({ kind: "notYet" });
  expect(statusOn(wholeOrder, "2026-01-10")).toMatchObject({
    kind: "unknown",
    doubt: "order.doubt.onTheDay",
  });
  expect(statusOn(wholeOrder, "2026-01-11")).toEqual({ kind: "inForce", by: "granted", verified: true });
  expect(normStatus(wholeOrder, "n1", on("2026-02-01", "2025-12-30"))).toEqual({ kind: "notRecorded" });
});

test("[O7] an event dated by month leaves its whole month unknown", () => {
  const order = withEvents({ ...stay, date: "2026-03" });
  expect(
    ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"].map((day) => statusOn(order, day).kind),
  ).toEqual(["inForce", "unknown", "unknown", "stayed"]);
});

test("[O7] two events whose dates overlap are not put in an order by a program", () => {
  const order = withEvents(
    { ...stay, date: "2026-03" },
    { what: "stayLifted", norms: null, date: "2026-03-15" },
  );
  expect(statusOn(order, "2026-05-01")).toMatchObject({
    kind: "unknown",
    doubt: "order.doubt.sequence",
    about: ["e0", "e1"],
  });
  const settled = withEvents(
    { ...stay, date: "2026-03" },
    { what: "stayLifted", norms: null, date: "2026-03-15" },
    { what: "confirmedInForce", norms: null, date: "2026-05-02" },
  );
  expect(statusOn(settled, "2026-05-03")).toMatchObject({ kind: "inForce", by: "e2" });
});

test("[O7] a brief of no certain day disturbs nothing but what follows a stay", () => {
  const brief = { what: "briefFiled", by: "somebody" } as const;
  expect(statusOn(withEvents({ ...brief, date: "2026-01" }), "2026-02-20").kind).toBe("inForce");
  const short = { ...stay, until: "2026-03-20", date: "2026-03-10" } as const;
  expect(statusOn(withEvents(short, { ...brief, date: "2026-02" }), "2026-04-20").kind).toBe("inForce");
  expect(statusOn(withEvents(short, { ...brief, date: "2026-03" }), "2026-04-20").kind).toBe("unknown");
});

test("[O7] events of one ruling stand as they were entered; those of neighbouring days by day", () => {
  const ruling = withEvents(
    { what: "stayDenied", date: "2026-03-01" },
    { ...stay, days: 45, date: "2026-03-01" },
  );
  expect(statusOn(ruling, "2026-03-10").kind).toBe("stayed");
  const days = withEvents(
    { ...stay, date: "2026-03-01" },
    { what: "stayLifted", norms: null, date: "2026-03-02" },
  );
  expect(statusOn(days, "2026-03-03").kind).toBe("inForce");
});

test("[O8] a stay holds until it is lifted, and only for the norms that it names", () => {
  const order = withEvents(
    { ...stay, norms: ["n1"], date: "2026-03-01" },
    { what: "stayLifted", norms: ["n1"], date: "2026-06-01" },
  );
  expect(statusOn(order, "2026-05-01")).toEqual({ kind: "stayed", by: "e0", verified: true });
  expect(statusOn(order, "2026-05-01", "n2").kind).toBe("inForce");
  expect(asOf(order, on("2026-05-01")).overall).toBe("mixed");
  expect(statusOn(order, "2026-06-02").kind).toBe("inForce");
});

test("[O9] an expired stay of 45 days revives the order only if no later event exists", () => {
  const administrative = { ...stay, kind: "administrative", days: 45, date: "2026-03-02" } as const;
  const alone = withEvents(administrative);
  // 45 days after 2 March is 16 April; up to four more when that is no working day.
  expect(
    ["2026-04-15", "2026-04-16", "2026-04-20", "2026-04-21"].map((day) => statusOn(alone, day).kind),
  ).toEqual(["stayed", "stayed", "unknown", "inForce"]);
  const went = withEvents(administrative, { what: "briefFiled", by: "somebody", date: "2026-05-20" });
  expect(statusOn(went, "2026-05-19").kind).toBe("inForce");
  expect(statusOn(went, "2026-06-01")).toEqual({
    kind: "unknown",
    doubt: "order.doubt.afterStay",
    about: ["e0", "e1"],
  });
  const again = withEvents(administrative, { ...stay, date: "2026-04-10" });
  expect(statusOn(again, "2026-06-01")).toMatchObject({ kind: "stayed", by: "e1" });
  const refused = withEvents(
    administrative,
    { what: "motionFiled", for: "a stay", date: "2026-04-10" },
    { what: "stayDenied", date: "2026-05-10" },
  );
  expect(statusOn(refused, "2026-06-01").kind).toBe("inForce");
});

test("[O9] how a ruling's parts were entered, and what came between two stays, makes no difference", () => {
  const granted = { ...stay, kind: "administrative", days: 45, date: "2026-03-02" } as const;
  const denied = { what: "stayDenied", date: "2026-03-02" } as const;
  const brief = { what: "briefFiled", by: "somebody", date: "2026-03-20" } as const;
  for (const events of [
    [granted, denied, brief],
    [denied, granted, brief],
  ]) {
    expect(statusOn(withEvents(...events), "2026-06-01")).toMatchObject({ doubt: "order.doubt.afterStay" });
    expect(statusOn(withEvents(...events.slice(0, 2)), "2026-06-01").kind).toBe("inForce");
  }
  const second = { ...stay, until: "2026-04-01", date: "2026-03-25" } as const;
  expect(statusOn(withEvents(granted, brief, second), "2026-06-01")).toMatchObject({
    doubt: "order.doubt.afterStay",
  });
  expect(statusOn(withEvents(granted, second), "2026-06-01").kind).toBe("inForce");
});

test("[O9] a stay until a day, and one without end", () => {
  const order = withEvents({ ...stay, until: "2026-04-01", date: "2026-03-01" });
  expect(
    ["2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"].map((day) => statusOn(order, day).kind),
  ).toEqual(["stayed", "stayed", "inForce", "inForce"]);
  expect(statusOn(withEvents({ ...stay, date: "2026-03-01" }), "2035-01-01").kind).toBe("stayed");
});

test.each([
  ["vacated", "ended"],
  ["modified", "ended"],
  ["expired", "ended"],
  ["unclear", "unknown"],
] as const)("[O8] after %s it is %s", (what, kind) => {
  expect(statusOn(withEvents({ what, norms: null, date: "2026-03-01" }), "2026-04-01").kind).toBe(kind);
  expect(statusOn(withEvents({ what, norms: ["n2"], date: "2026-03-01" }), "2026-04-01").kind).toBe(
    "inForce",
  );
});

test("[O8] remand is for a person; reinstatement and withdrawal say what they say", () => {
  expect(statusOn(withEvents({ what: "remanded", date: "2026-03-01" }), "2026-04-01")).toMatchObject({
    doubt: "order.doubt.remanded",
  });
  const back = withEvents(
    { what: "vacated", norms: null, date: "2026-03-01" },
    { what: "reinstated", norms: null, date: "2026-04-01" },
  );
  expect(statusOn(back, "2026-05-01").kind).toBe("inForce");
  const withdrawn = withEvents({
    what: "recordWithdrawn",
    date: "2027-01-01",
    knownAt: "2027-01-01T00:00:00Z",
  });
  expect(normStatus(withdrawn, "n1", on("2026-05-01", "2026-12-31")).kind).toBe("inForce");
  expect(normStatus(withdrawn, "n1", on("2026-05-01", "2027-02-01")).kind).toBe("ended");
});

const whats = [
  "granted",
  "stayed",
  "stayLifted",
  "stayDenied",
  "vacated",
  "reinstated",
  "affirmed",
  "remanded",
] as const;
const day = fc
  .integer({ min: 0, max: 700 })
  .map((days) => new Date(Date.UTC(2026, 0, 2) + days * 86_400_000).toISOString().slice(0, 10));
const events: fc.Arbitrary<readonly OrderEvent[]> = fc
  .array(
    fc.record({
      what: fc.constantFrom(...whats),
      date: fc.oneof(
        day,
        day.map((text) => text.slice(0, 7)),
      ),
      knownAt: day.map((text) => `${text}T00:00:00Z`),
      standing: fc.constantFrom("verified" as const, "unverified" as const),
      days: fc.option(fc.integer({ min: 1, max: 90 })),
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list
      .toSorted((a, b) => (a.knownAt < b.knownAt ? -1 : 1))
      .map((event, index) => ({ ...event, id: `r${index}`, kind: "other", norms: null, until: null })),
  );

test("[O10] what becomes known later never changes the answer about an earlier knowledge", () => {
  fc.assert(
    fc.property(events, day, day, (list, validOn, knownOn) => {
      const known = list.filter(({ knownAt }) => Date.parse(knownAt) <= (noonOf(knownOn) ?? 0));
      const now = deepFrozen({ ...wholeOrder, events: [...wholeOrder.events, ...list] });
      const then = { ...wholeOrder, events: [...wholeOrder.events, ...known] };
      expect(asOf(now, on(validOn, knownOn))).toEqual(asOf(then, on(validOn, knownOn)));
    }),
  );
});

test("[O10] what happens later never changes what held on an earlier day", () => {
  fc.assert(
    fc.property(events, day, (list, validOn) => {
      const noon = noonOf(validOn) ?? 0;
      const begun = list.filter(({ date }) => (windowOf(date)?.fromMs ?? 0) < noon);
      const order = (some: readonly OrderEvent[]): Order => ({
        ...wholeOrder,
        events: [...wholeOrder.events, ...some],
      });
      expect(statusOn(order(list), validOn)).toEqual(statusOn(order(begun), validOn));
    }),
  );
});

test("[O8] in force after a stay only when something ended that stay", () => {
  fc.assert(
    fc.property(events, day, (list, validOn) => {
      const order = { ...wholeOrder, events: [...wholeOrder.events, ...list] };
      const noon = noonOf(validOn) ?? 0;
      const endless = list.some(
        (event) =>
          event.what === "stayed" && event.days === null && (windowOf(event.date)?.fromMs ?? 0) < noon,
      );
      const lifted = list.some(({ what }) => ["stayLifted", "vacated"].includes(what));
      expect(endless && !lifted && statusOn(order, validOn).kind === "inForce").toBe(false);
    }),
  );
});

test("[O10] an entry counts from the moment it was entered", () => {
  const order = withEvents({ ...stay, date: "2026-03-01", knownAt: "2026-03-05T00:00:00Z" });
  expect(recordedAt < "2026-03-05").toBe(true);
  expect(normStatus(order, "n1", on("2026-03-03", "2026-03-04")).kind).toBe("inForce");
  expect(normStatus(order, "n1", on("2026-03-03", "2026-03-06")).kind).toBe("stayed");
});
