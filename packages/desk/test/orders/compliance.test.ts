import { expect, test } from "vitest";
import { complianceAsOf, type Duty, type Order } from "../../src/index.ts";
import { exampleOrder, on, recordedAt, wholeOrder, withEvents } from "./sample-order.ts";

function duty(order: Order, id: string, day: string): Duty {
  const found = complianceAsOf(order, on(day)).duties.find(({ norm }) => norm.id === id);
  if (found === undefined) throw new Error(`no duty ${id}`);
  return found;
}

const certificate = {
  id: "r1",
  what: "certificate",
  covers: ["n3"],
  from: "wrecker",
  sworn: true,
  date: "2026-02-01",
  knownAt: recordedAt,
  sha256: "c".repeat(64),
  standing: "verified",
} as const;
const receiving = (changes: Partial<Order["received"][number]> = {}): Order => ({
  ...wholeOrder,
  received: [{ ...certificate, ...changes }],
});

test("[O20] a duty is owed while its norm is in force, due until its day is over, then overdue", () => {
  // 30 days after 10 January is 9 February; up to four more.
  const states = ["2026-01-09", "2026-01-10", "2026-02-09", "2026-02-14", "2026-02-15"].map(
    (day) => duty(wholeOrder, "n3", day).state,
  );
  expect(states).toEqual(["notInForce", "unknown", "due", "overdue", "overdue"]);
  expect(duty(wholeOrder, "n3", "2026-02-01").cites).toEqual([{ anchor: "p3", label: "¶ 3", page: 3 }]);
  const stayed = withEvents({
    what: "stayed",
    kind: "other",
    norms: ["n3"],
    until: null,
    days: null,
    date: "2026-01-20",
  });
  expect(duty(stayed, "n3", "2026-06-01").state).toBe("notInForce");
});

test("[O20] an undated duty to delete raises “ask counsel”, and so does one that nobody verified", () => {
  expect(duty(wholeOrder, "n4", "2026-06-01").state).toBe("askCounsel");
  const undated: Order = {
    ...wholeOrder,
    norms: wholeOrder.norms.map((norm) => ({ ...norm, due: null })),
  };
  expect(duty(undated, "n3", "2030-01-01")).toMatchObject({ state: "askCounsel" });
  expect(duty(undated, "n3", "2030-01-01")).not.toHaveProperty("dueMs");
  const uncited: Order = {
    ...wholeOrder,
    norms: wholeOrder.norms.map((norm) => ({ ...norm, cite: [] })),
  };
  expect(duty(uncited, "n3", "2030-01-01").state).toBe("askCounsel");
});

test("[O20] what came: in time, late, or only said to have come; counted from when it was known", () => {
  expect(duty(receiving(), "n3", "2026-03-01").state).toBe("received");
  expect(duty(receiving({ date: "2026-02-13" }), "n3", "2026-03-01").state).toBe("received");
  expect(duty(receiving({ date: "2026-02-14" }), "n3", "2026-03-01").state).toBe("receivedLate");
  expect(duty(receiving({ standing: "unverified" }), "n3", "2026-03-01").state).toBe("claimed");
  expect(duty(receiving({ date: "2026-02-20" }), "n3", "2026-02-18").state).toBe("overdue");
  const late = receiving({ knownAt: "2026-05-01T00:00:00Z" });
  const known = (day: string) => complianceAsOf(late, on("2026-03-01", day)).duties[0]?.state;
  expect([known("2026-04-01"), known("2026-05-02")]).toEqual(["overdue", "received"]);
});

test("[O20] breaches cite the norm's paragraphs", () => {
  const order: Order = {
    ...wholeOrder,
    breaches: [
      {
        id: "b1",
        norm: "n2",
        date: "2026-02-03",
        knownAt: recordedAt,
        evidence: ["d".repeat(64)],
        foundBy: "two analysts",
        standing: "verified",
      },
    ],
  };
  expect(complianceAsOf(order, on("2026-02-02")).breaches).toEqual([]);
  expect(complianceAsOf(order, on("2026-02-03")).breaches).toMatchObject([
    { breach: { id: "b1" }, cites: [{ label: "¶ 2" }] },
  ]);
});

test("[O21] a sum stands as the last remittance known by then left it", () => {
  const order = withEvents({ what: "remitted", award: "punitive", amount: "4002471.00", date: "2026-03-01" });
  const award = (day: string, known = "2030-01-01") => complianceAsOf(order, on(day, known)).awards[0];
  expect(award("2026-02-01")).toMatchObject({ amount: "167254000.00" });
  expect(award("2026-02-01")).not.toHaveProperty("before");
  expect(award("2026-04-01")).toMatchObject({ amount: "4002471.00", before: "167254000.00", verified: true });
});

test("[O24] the example: punitive damages from 167,254,000 to 4,002,471, both unverified; every duty asks counsel or is unknown", () => {
  const { awards, duties } = complianceAsOf(exampleOrder(), on("2026-11-22", "2026-11-22"));
  expect(awards.find(({ id }) => id === "punitive")).toMatchObject({
    amount: "4002471.00",
    before: "167254000.00",
    verified: false,
  });
  expect(duties.map(({ state }) => state)).toEqual(["unknown", "unknown"]);
  const then = complianceAsOf(exampleOrder(), on("2025-11-01", "2026-11-22"));
  expect(then.duties.map(({ state }) => state)).toEqual(["askCounsel", "askCounsel"]);
});
