import { expect, test } from "vitest";
import { amountText, type Order, orderPage, orderWords } from "../../src/index.ts";
import { exampleOrder, on, recordedAt, wholeOrder, withEvents } from "./sample-order.ts";

const times = on("2026-02-01");

test("[O23] the page says what holds, by paragraph", () => {
  const page = orderPage(wholeOrder, times);
  expect(page).toContain("On 2026-02-01, as far as was known on 2030-01-01: <b>in force</b>");
  expect(page).toContain("<td>¶ 1 (p. 1)</td>");
  expect(page).toContain("<td>¶ 4 (p. 4)</td>");
  expect(page).toContain("no power to look at what people say");
  expect(page).not.toContain("Nothing is enforced from it");
});

test("[O23] [O24] the example's page says that its status is unknown and that nothing is enforced", () => {
  const page = orderPage(exampleOrder(), on("2026-11-22", "2026-11-22"));
  expect(page).toContain("<b>unknown</b>");
  expect(page).toContain("Nothing is enforced from it");
  expect(page).toContain("USD 4,002,471.00 (before: 167,254,000.00)");
  expect(page).toContain("no paragraph cited");
  expect(page).toContain("25-7380");
  expect(page).not.toContain("<td>verified");
});

test("[O23] due, received and breached stand on the page", () => {
  const order: Order = {
    ...wholeOrder,
    received: [
      {
        id: "r1",
        what: "certificate",
        covers: ["n4"],
        from: "wrecker",
        sworn: true,
        date: "2026-01-30",
        knownAt: recordedAt,
        sha256: null,
        standing: "verified",
      },
    ],
    breaches: [
      {
        id: "b1",
        norm: "n2",
        date: "2026-01-31",
        knownAt: recordedAt,
        evidence: ["e".repeat(64)],
        foundBy: "two analysts",
        standing: "verified",
      },
    ],
  };
  const page = orderPage(order, times);
  expect(page).toContain("certificate, 2026-01-30, verified");
  expect(page).toContain("e".repeat(64));
  expect(page).toContain(orderWords["order.duty.due"]);
});

test("[O23] events that weren't known yet aren't on the page of an earlier knowledge", () => {
  const order = withEvents({ what: "affirmed", date: "2026-01-20", knownAt: "2026-06-01T00:00:00Z" });
  expect(orderPage(order, on("2026-02-01", "2026-05-31"))).not.toContain("affirmed");
  expect(orderPage(order, on("2026-02-01", "2026-06-02"))).toContain("affirmed");
});

test("[O23] hostile text stays text, and the page runs and loads nothing", () => {
  const hostile = `<script>alert(1)</script>"'&\u202e`;
  const order: Order = {
    ...wholeOrder,
    title: hostile,
    docket: hostile,
    parties: [{ id: "wrecker", name: hostile, role: "enjoined", standing: "verified", note: hostile }],
    platforms: [
      { id: "chat", name: hostile, scope: "out", why: hostile, cite: ["p1"], standing: "verified" },
    ],
  };
  const page = orderPage(order, times);
  expect(page).not.toMatch(/<script|<img|<link|<iframe|\ssrc=|\shref=|\son\w+=|url\(/i);
  expect(page).not.toContain("\u202e");
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd");
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("@media print");
});

test("[O23] amounts are grouped", () => {
  expect(["0.00", "999.99", "1000.00", "444719.00", "167254000.00"].map(amountText)).toEqual([
    "0.00",
    "999.99",
    "1,000.00",
    "444,719.00",
    "167,254,000.00",
  ]);
});

test("[O23] every text that the package names has English words", () => {
  for (const [id, words] of Object.entries(orderWords)) {
    expect(id).toMatch(/^order\.[A-Za-z]+\.[A-Za-z]+$/);
    expect(words.length).toBeGreaterThan(2);
    expect(words).not.toMatch(/!/);
  }
});
