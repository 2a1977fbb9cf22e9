import { IphoneBackup, sqliteBytes, table, webPlatform } from "@bridle/testkit";
import { expect, test } from "vitest";
import { redacted, reportHtml, reportWords, timelineCsv } from "../src/index.ts";
import { advice, explain } from "../src/report/explanations.ts";
import { isoLocalTime, isoTime, parseTime } from "../src/time.ts";
import { examined } from "./run.ts";

const hostile = `<script>alert(1)</script> https://bad.example/x \u202e =1+1`;

async function outcome() {
  const messages = sqliteBytes((database) => {
    table(database, "handle", [{ ROWID: 1, id: "+420123456789" }]);
    table(database, "message", [
      { ROWID: 1, text: hostile, handle_id: 1, is_from_me: 0, date: 700_000_001 },
      { ROWID: 2, text: "=SUM(A1)", handle_id: 1, is_from_me: 0, date: 600_000_000 },
    ]);
  });
  const files = new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", messages).files();
  return examined(files, { patterns: ["[domain-name:value='bad.example']"] });
}

test("[K70] every finding says what it is, who published it, what else it could be; advice puts help before a reset", async () => {
  const { report } = await outcome();
  const [finding] = report.findings;
  expect(finding?.explanation.what).toContain("linked to spyware");
  expect(finding?.explanation.otherwise.length).toBeGreaterThan(20);
  expect(report.advice).toEqual(advice);
  expect(advice.findIndex((step) => step.includes("ask for help"))).toBeLessThan(
    advice.findIndex((step) => step.includes("reset")),
  );
  expect(report.tool).toEqual({ name: "bridle check", version: "test" });
  expect(report.feeds[0]).toMatchObject({
    name: "test/test.stix2",
    indicators: 1,
    trust: "unpinned",
    newest: "2026-01-22T21:58:55.050Z",
  });
  expect(report.inputs.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
});

test("[K70] what is usual on healthy phones is listed, but neither sends anybody to an expert nor alarms", async () => {
  const backup = new IphoneBackup().plist("HomeDomain", "Library/Preferences/.GlobalPreferences.plist", {
    LDMGlobalEnabled: false,
  });
  const { report } = await examined(backup.files());
  expect(report).toMatchObject({
    state: "nothing-known-found",
    advice: [],
    findings: [{ severity: "low", explanation: { weight: "weak" } }],
  });
});

test("[K70] a heuristic is explained too", () => {
  const explanation = explain({ because: { kind: "heuristic", code: "app-source", usual: false } });
  expect(explanation).toMatchObject({ weight: "moderate" });
});

test("[K72] the timeline is complete and sorted, in UTC and local time, and no spreadsheet runs it", async () => {
  const { timeline } = await outcome();
  const lines = [...timelineCsv(timeline, webPlatform)].join("").split("\r\n");
  expect(lines[0]).toBe("utc,local,module,event,text");
  const times = lines.slice(1, -1).map((line) => line.slice(0, 24));
  expect(times).toEqual(times.toSorted());
  expect(lines[1]).toBe(
    "2020-01-06T10:40:00.000Z,2020-01-06T11:40:00.000+01:00,SMS,message received,+420123456789: =SUM(A1)".replace(
      ",+420",
      ",'+420",
    ),
  );
  expect(lines.length).toBeGreaterThan(5);
});

test("[K73] the page runs nothing, loads nothing and shows hostile text as text", async () => {
  const { report, timeline } = await outcome();
  const html = [...reportHtml({ report, timeline, platform: webPlatform })].join("");
  expect(html).toContain("Traces of known spyware were found");
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|<img|<link|\ssrc=|\shref=|\u202e/);
  expect(html).toContain("&lt;script&gt;");
});

test("[K74] nothing that a person reads calls a phone free of spyware", async () => {
  const { report, timeline } = await outcome();
  const all = JSON.stringify(report) + [...reportHtml({ report, timeline, platform: webPlatform })].join("");
  expect(all).not.toMatch(/\bclean\b/i);
});

test("[K73] [K77] the page can be had in Arabic, from right to left, and evidence is as inert in it", async () => {
  const { report, timeline } = await outcome();
  const words = reportWords("ar");
  const html = [...reportHtml({ report, timeline, platform: webPlatform, words })].join("");
  expect(html).toContain('<html lang="ar" dir="rtl">');
  expect(html).toContain("وُجدت آثار برامج تجسس معروفة");
  expect(html).toContain("ماذا قد يكون غير ذلك:");
  expect(html).not.toMatch(/<script|<img|<link|\ssrc=|\shref=|\u202e/);
  expect(html).toContain("&lt;script&gt;");
  const open = html.split("\u2068").length;
  expect(html.split("\u2069").length).toBe(open);
});

test("[K75] redaction leaves what researchers printed and takes what the owner wrote", async () => {
  const { report, timeline } = redacted(await outcome());
  const all = JSON.stringify(report) + [...timelineCsv(timeline, webPlatform)].join("");
  expect(all).toContain("bad.example");
  expect(all).not.toMatch(/420123456789|alert|SUM|bad\.example\/x/);
});

test.each([
  [0, "1970-01-01T00:00:00.000Z"],
  [951_782_400_000, "2000-02-29T00:00:00.000Z"],
  [1_767_323_045_678, "2026-01-02T03:04:05.678Z"],
  [4_107_542_399_999, "2100-02-28T23:59:59.999Z"],
])("[K76] %d is %s", (ms, text) => {
  expect(isoTime(ms)).toBe(text);
  expect(parseTime(text)).toBe(ms);
  expect(parseTime(isoLocalTime(ms, -330))).toBe(ms);
});
