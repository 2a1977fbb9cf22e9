import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readReport, reportEntry, verifyTransparencyReport, type Control, type Finding } from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDeskFile, type DeskFile } from "../src/adapters/desk/desk-file.ts";
import { nodeCrypto } from "../src/adapters/ledger/node-crypto.ts";
import { createNodeCrypto, createServerSecrets } from "../src/adapters/node-crypto.ts";
import {
  openSqliteSignalStore,
  type SqliteSignalStore,
} from "../src/adapters/signals/sqlite-signal-store.ts";
import type { DeskHost } from "../src/desk/desk-host.ts";
import { DeskService } from "../src/desk/desk-service.ts";
import { ReportService } from "../src/desk/report-service.ts";
import { newSignal } from "../src/ports/signal-store.contract.ts";

// Counts and reports over the real files, on a clock that the test holds.

const crypto = createNodeCrypto(createServerSecrets());
const SPRING = Date.UTC(2026, 2, 1);
const AUTUMN = Date.UTC(2026, 8, 1);
const NEXT_SPRING = Date.UTC(2027, 2, 1);

let folder = "";
let file: DeskFile;
let signals: SqliteSignalStore;
let nowMs = SPRING;
let logged: Uint8Array[] = [];
let logTakes = true;
let reports: ReportService;

function broken(fault: unknown): never {
  throw fault;
}

/** As a server opens them; what a killed one left is what it finds. */
function open(): void {
  file = openDeskFile(folder);
  signals = openSqliteSignalStore(join(folder, "desk.sqlite"));
  reports = new ReportService({
    file,
    signals,
    crypto,
    nowMs: () => nowMs,
    log: async (entry) => (logTakes ? logged.push(entry) - 1 : undefined),
    broken,
  });
}

function close(): void {
  reports.stop();
  file.close();
  signals.close();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bridle-reports-"));
  nowMs = SPRING;
  logged = [];
  logTakes = true;
  open();
});

afterEach(() => {
  close();
  rmSync(folder, { recursive: true, force: true });
});

function come(many: number): void {
  signals.add(Array.from({ length: many }, () => newSignal({ kind: "callRefused", atMs: nowMs })));
}

const told = (period: string) => file.reports.tally(period)["signal.callRefused"];
const bandIn = (bytes: Uint8Array, cell: string): string | undefined =>
  new RegExp(`"band":"([^"]*)","cell":"${cell}"`).exec(Buffer.from(bytes).toString())?.[1];

async function published(period: string) {
  const report = await reports.publish(period, "operator");
  if (!report.ok) throw new Error(report.error.kind);
  return report.value;
}

test("[S150] a signal is counted once: over starts, after it expired, and when the file begins anew", () => {
  come(7);
  reports.count();
  reports.count();
  expect(told("2026-H1")).toBe(7);
  // Killed before what came was counted.
  come(5);
  close();
  open();
  reports.count();
  expect(told("2026-H1")).toBe(12);
  signals.expire(nowMs + 1, 100);
  expect(signals.size()).toBe(0);
  come(3);
  reports.count();
  expect(told("2026-H1")).toBe(15);
  close();
  // As a restore leaves it: the counts are there, the signals begin anew with the number 1.
  rmSync(join(folder, "desk.sqlite"));
  open();
  come(4);
  reports.count();
  expect(told("2026-H1")).toBe(19);
  nowMs = AUTUMN;
  come(2);
  reports.count();
  expect([told("2026-H1"), told("2026-H2")]).toEqual([19, 2]);
});

const account = (byte: number): AccountId => AccountId.fromBytes(new Uint8Array(32).fill(byte))!;
const finding: Finding = {
  id: "scatterer/x",
  rule: { id: "scatterer", version: 1 },
  platform: "main",
  subject: { kind: "account", account: account(9) },
  strength: "strong",
  atMs: SPRING,
  signals: [{ kind: "introduction", count: 1, firstAtMs: SPRING, lastAtMs: SPRING }],
  exposures: [
    { target: "1".repeat(32), reached: "introduction", attempts: 1, firstAtMs: SPRING, lastAtMs: SPRING },
  ],
  couldBe: ["busyNewcomer"],
};

const host: DeskHost = {
  setControls: () => undefined,
  openTargets: async () => ({ ok: false, error: "no_desk_key" }),
  shareHolders: () => [],
  postNotices: () => [],
  noticeCounts: () => ({ posted: 0, delivered: 0, expired: 0 }),
  signalCounts: () => [],
  log: async () => undefined,
};

function service(): DeskService {
  const { events, findings, orders } = file;
  const platforms = ["main"];
  return new DeskService({ events, findings, orders, platforms, host, crypto, nowMs: () => nowMs, broken });
}

test("[S151] a decision is counted in the step that keeps it, and what is decided again isn't counted again", () => {
  const desk = service();
  const [by, caseId] = ["a".repeat(32), "c".repeat(32)];
  desk.command({ by: "operator", kind: "person.appoint", personId: by, role: "lead" });
  desk.command({ by, kind: "case.open", caseId, findings: [finding] });
  const version = () => desk.state.cases.get(caseId)?.version ?? 0;
  const on = (kind: "case.confirm" | "case.reopen") =>
    desk.command({ by, kind, caseId, expected: version() });
  expect([on("case.confirm"), on("case.reopen"), on("case.confirm")].every(({ ok }) => ok)).toBe(true);
  const tally = () => file.reports.tally("2026-H1");
  expect(tally()).toMatchObject({ "case.opened": 1, "case.confirmed": 1 });
  // A place that is taken: neither the event nor its count is kept.
  const [event] = file.events.ofStream(caseId);
  const again = { event: event!, entry: new Uint8Array(1), counts: { "case.opened": 40 } as const };
  expect(() => file.events.append([again])).toThrow(/UNIQUE|failed/);
  expect(tally()["case.opened"]).toBe(1);
  file.events.deleteStream(caseId);
  expect(tally()["case.opened"]).toBe(1);
});

test("[S151] a desk that wasn't counted before counts what it decided in this half-year", () => {
  const desk = service();
  const by = "a".repeat(32);
  desk.command({ by: "operator", kind: "person.appoint", personId: by, role: "lead" });
  desk.command({ by, kind: "case.open", caseId: "c".repeat(32), findings: [finding] });
  const older = {
    ...file.reports,
    since: () => undefined,
    begin: (_: string, tally: object) => begun.push(tally),
  };
  const begun: object[] = [];
  for (const atMs of [SPRING, AUTUMN]) {
    const opened = { file: { ...file, reports: older }, crypto, nowMs: () => atMs, broken };
    expect(new ReportService(opened).due()).toBeUndefined();
  }
  expect(begun).toMatchObject([{ "case.opened": 1 }, {}]);
  expect(begun[1]).not.toMatchObject({ "case.opened": 1 });
});

const byHand = (id: string, refused: object): Control => ({
  kind: "refuseClass",
  value: "call",
  id: id.repeat(32),
  basis: "safety",
  reason: "attackUnderway",
  sinceMs: SPRING,
  by: ["Ana"],
  ...refused,
});

test("[S151] what is refused by hand is told like the rest, and nobody's name is kept with it", async () => {
  const [calls, one] = [byHand("1", {}), byHand("2", { kind: "suspendAccount", value: account(7) })];
  reports.sawByHand([calls, one]);
  reports.count();
  nowMs += 60_000;
  reports.sawByHand([one]);
  reports.count();
  reports.count();
  expect(file.reports.tally("2026-H1")["control.suspendAccount.safety"]).toBe(1);
  expect(JSON.stringify(file.reports.byHand())).not.toContain(account(7));
  nowMs = AUTUMN;
  const { bytes } = await published("2026-H1");
  const report = Buffer.from(bytes).toString();
  expect(report).toContain('"refused":"call"');
  expect(report).not.toContain("Ana");
  expect(report).not.toContain(account(7));
});

test("[S152] the running half-year is shown in ranges and never published; one that is over is, once, in order", async () => {
  come(12);
  reports.count();
  const { preview, due } = reports.view();
  expect(due).toBeNull();
  expect(preview.report?.counts).toContainEqual({ cell: "signal.callRefused", band: "10-19" });
  expect(JSON.stringify(preview)).not.toMatch(/[^0-9]12[^0-9]/);
  expect(await reports.publish("2026-H1", "operator")).toMatchObject({ error: { kind: "notDue" } });
  nowMs = NEXT_SPRING;
  expect(reports.view().due?.period).toBe("2026-H1");
  const shown = reports.view().due?.report;
  for (const period of ["2026-H2", "2027-H1", "2025-H2", "x"]) {
    expect(await reports.publish(period, "operator")).toMatchObject({ error: { kind: "notDue" } });
  }
  // Two at once: one of them.
  const both = await Promise.all([reports.publish("2026-H1", "a"), reports.publish("2026-H1", "b")]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const second = await published("2026-H2");
  // What was shown before is what was published.
  expect(readReport(file.reports.all()[0]!.bytes)).toEqual({ ok: true, value: shown });
  expect(reports.view().due).toBeNull();
  const [first] = file.reports.all();
  const { publicKey } = reports;
  expect(verifyTransparencyReport(first!, { crypto: nodeCrypto, publicKey }).ok).toBe(true);
  const examine = { crypto: nodeCrypto, publicKey, previous: first!.bytes };
  expect(verifyTransparencyReport(second, examine).ok).toBe(true);
  expect(bandIn(first!.bytes, "signal.callRefused")).toBe("10-19");
  expect(bandIn(second.bytes, "signal.callRefused")).toBe("0-9");
  expect(bandIn(second.bytes, "notice.quiet")).toBeUndefined();
});

test("[S152] nothing changes behind a report: a clock that was wrong counts for the next one", async () => {
  nowMs = AUTUMN;
  const before = await published("2026-H1");
  nowMs = SPRING;
  come(11);
  reports.count();
  expect([told("2026-H1"), told("2026-H2")]).toEqual([0, 11]);
  expect(file.reports.find("2026-H1")?.bytes).toEqual(before.bytes);
  expect(() => file.reports.add({ ...before, bytes: new Uint8Array(1) })).toThrow(/UNIQUE|failed/);
});

test("[S153] the log gets a report's hash, later when it can't take it now, and once", async () => {
  nowMs = AUTUMN;
  logTakes = false;
  const report = await published("2026-H1");
  await reports.log();
  expect(reports.view().published[0]?.logIndex).toBeNull();
  close();
  open();
  logTakes = true;
  await reports.log();
  await reports.log();
  expect(logged.map((entry) => Buffer.from(entry).toString())).toEqual([
    Buffer.from(reportEntry(nodeCrypto.sha256, report, "2026-H1")).toString(),
  ]);
  expect(reports.view().published[0]?.logIndex).toBe(0);
});

test("[S155] the report names the feeds that were in use when its half-year ended, or are now", async () => {
  const desk = service();
  const feed = { sha256: "a".repeat(64), publishers: ["Lab"], licence: "MIT" } as const;
  for (const name of ["lab/one.stix2", "lab/two.stix2"]) {
    desk.command({ by: "operator", kind: "feed.use", feed: { name, ...feed, trust: "pinned", ageDays: 3 } });
  }
  nowMs = AUTUMN;
  desk.command({ by: "operator", kind: "feed.drop", name: "lab/one.stix2" });
  const report = readReport((await published("2026-H1")).bytes);
  expect(report.ok && report.value.feeds).toEqual([
    { name: "lab/one.stix2", ...feed },
    { name: "lab/two.stix2", ...feed },
  ]);
  expect(reports.view().preview.report?.feeds).toEqual([{ name: "lab/two.stix2", ...feed }]);
});
