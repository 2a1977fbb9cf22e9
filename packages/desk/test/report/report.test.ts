import {
  formatVerifierKey,
  LogWriter,
  MemoryLogStore,
  parsePolicy,
  proveEntry,
  storedTiles,
  verifierKey,
} from "@bridle/ledger";
import { AccountId } from "@bridle/protocol";
import { deepFrozen } from "@bridle/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  bandOf,
  bandRange,
  bands,
  bandText,
  type Cell,
  cells,
  type Control,
  counted,
  judgeLoggedReport,
  makeTransparencyReport,
  nextPeriod,
  periodAt,
  periodBounds,
  readReport,
  reportLanguages,
  reportBytes,
  reportEntry,
  reportWords,
  type ReportInput,
  signTransparencyReport,
  type Tally,
  transparencyPage,
  type TransparencyReport,
  verifyTransparencyReport,
} from "../../src/index.ts";
import { exampleOrder, wholeOrder } from "../orders/sample-order.ts";
import { crypto, testSigner } from "./test-crypto.ts";

const input: ReportInput = {
  service: "chat.example",
  period: "2026-H1",
  previous: undefined,
  tally: {},
  orders: [wholeOrder],
  controls: [],
  retention: [{ what: "First contacts between strangers", days: 14 }],
  feeds: [{ name: "a.stix2", sha256: "a".repeat(64), publishers: ["P"], licence: "MIT" }],
  nowMs: Date.UTC(2026, 6, 1),
};

function made(changes: Partial<ReportInput> = {}): TransparencyReport {
  const report = makeTransparencyReport(crypto.sha256, deepFrozen({ ...input, ...changes }));
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return report.value;
}
const text = (report: TransparencyReport): string => Buffer.from(reportBytes(report)).toString();
const tallies: fc.Arbitrary<Tally> = fc.dictionary(
  fc.constantFrom(...cells),
  fc.oneof(fc.nat(30), fc.nat(3_000_000)),
);

test("[X10] bands are at least ten wide, begin at nothing, and leave no count out", () => {
  expect([0, 1, 9].map(bandOf)).toEqual(["0-9", "0-9", "0-9"]);
  expect([10, 19, 20, 999_999, 1_000_000, 9e15].map(bandOf)).toEqual([
    "10-19",
    "10-19",
    "20-49",
    "500000-999999",
    "1000000+",
    "1000000+",
  ]);
  for (const band of bands) {
    const { least, most = Number.POSITIVE_INFINITY } = bandRange(band);
    expect(most - least).toBeGreaterThanOrEqual(9);
    expect(bandOf(least)).toBe(band);
  }
  fc.assert(
    fc.property(fc.nat(5_000_000), (count) => {
      const { least, most = Number.POSITIVE_INFINITY } = bandRange(bandOf(count));
      expect(least <= count && count <= most).toBe(true);
    }),
  );
});

test("[X11] a report says nothing of a count but its band: whatever else it was, the bytes are the same", () => {
  fc.assert(
    fc.property(tallies, fc.infiniteStream(fc.nat(1000)), (tally, draws) => {
      // Any other truth with the same bands, drawn cell by cell and independently.
      const other: Partial<Record<Cell, number>> = {};
      for (const cell of cells) {
        const { least, most = least + 500 } = bandRange(bandOf(tally[cell] ?? 0));
        const { value } = draws.next();
        other[cell] = least + (Number(value) % (most - least + 1));
      }
      expect(text(made({ tally: other }))).toBe(text(made({ tally })));
    }),
  );
});

test("[X11] what adds up can't be subtracted: no total is published, and each thing is in one cell", () => {
  const report = made({ tally: { "signal.introduction": 19, "signal.report": 9 } });
  expect(Object.keys(report)).not.toContain("total");
  expect(new Set(cells).size).toBe(cells.length);
  expect(report.counts.map(({ cell }) => cell)).toEqual(cells);
  expect(transparencyPage(report)).not.toMatch(/total|in all|sum/i);
});

test("[X11] one person more or less shows only where a band ends", () => {
  const shown = (count: number): string => text(made({ tally: { "notice.campaign": count } }));
  for (const count of [0, 3, 8, 10, 15, 20, 48]) expect(shown(count + 1)).toBe(shown(count));
  expect(shown(9)).not.toBe(shown(10));
});

test("[X12] periods are half-years and follow each other without a gap", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2399, 0, 1) }), (ms) => {
      const period = periodAt(ms);
      const date = new Date(ms);
      expect(period).toBe(`${date.getUTCFullYear()}-H${date.getUTCMonth() < 6 ? 1 : 2}`);
      const bounds = periodBounds(period);
      expect(bounds !== undefined && bounds.startMs <= ms && ms < bounds.endMs).toBe(true);
      expect(periodBounds(nextPeriod(period))?.startMs).toBe(bounds?.endMs);
    }),
  );
  expect(["2026", "2026-H3", "2026-Q1", "1969-H2", "x"].map(periodBounds)).toEqual(Array(5).fill(undefined));
});

test("[X12] a period is reported when it is over, once, and after the one before", () => {
  const make = (changes: Partial<ReportInput>) => {
    const report = makeTransparencyReport(crypto.sha256, { ...input, ...changes });
    return report.ok ? "made" : report.error;
  };
  expect(make({ nowMs: input.nowMs - 1 })).toEqual({ kind: "notOver" });
  expect(make({ period: "2026-Q1" })).toEqual({ kind: "noPeriod" });
  const previous = reportBytes(made());
  const nowMs = Date.UTC(2030, 0, 1);
  expect(make({ previous, nowMs })).toEqual({ kind: "outOfOrder", expected: "2026-H2" });
  expect(make({ previous, nowMs, period: "2027-H1" })).toEqual({ kind: "outOfOrder", expected: "2026-H2" });
  expect(make({ previous, nowMs, period: "2026-H2" })).toBe("made");
  expect(make({ previous: Uint8Array.of(1), nowMs })).toEqual({ kind: "previousUnreadable" });
});

test("[X12] what is counted goes into one period's tally", () => {
  const tally = deepFrozen(counted(counted({}, "case.opened"), "notice.campaign", 12));
  expect(counted(tally, "case.opened")).toEqual({ "case.opened": 2, "notice.campaign": 12 });
});

const control = (changes: object): Control => ({
  id: "00".repeat(16),
  kind: "refuseClass",
  value: "introduction",
  basis: "safety",
  reason: "attackUnderway",
  sinceMs: Date.UTC(2026, 2, 1, 15),
  by: ["Ada", "Ben"],
  ...changes,
});

test("[X13] kill switches, orders, retention and feeds are told outright; accounts and builds never by name", () => {
  const account = AccountId.parse("ab".repeat(32));
  const report = made({
    orders: [exampleOrder()],
    period: "2026-H2",
    nowMs: Date.UTC(2027, 0, 1),
    controls: [
      { control: control({}), liftedAtMs: Date.UTC(2026, 7, 2) },
      {
        control: control({
          kind: "refuseSize",
          value: { class: "call", overBytes: 0 },
          untilMs: Date.UTC(2026, 4, 1),
        }),
      },
      {
        control: control({
          kind: "refuseRegistration",
          value: "hosting",
          sinceMs: Date.UTC(2026, 11, 30),
          basis: "terms",
          reason: "termsBroken",
        }),
      },
      { control: control({ by: ["Ada"], sinceMs: Date.UTC(2026, 8, 1) }) },
      { control: control({ kind: "suspendAccount", value: account }) },
      { control: control({ kind: "refuseBuild", value: "Some Body/1.0" }) },
      { control: control({ sinceMs: Date.UTC(2027, 0, 1) }) },
    ],
  });
  expect(report.killSwitches).toEqual([
    {
      refused: "introduction",
      reason: "attackUnderway",
      basis: "safety",
      from: "2026-03-01",
      until: "2026-08-02",
    },
    { refused: "registration", reason: "termsBroken", basis: "terms", from: "2026-12-30", until: null },
    // One person's word ends after an hour.
    {
      refused: "introduction",
      reason: "attackUnderway",
      basis: "safety",
      from: "2026-09-01",
      until: "2026-09-01",
    },
  ]);
  expect(report.orders).toMatchObject([{ docket: "4:19-cv-07123-PJH", status: "unknown", verified: false }]);
  expect(text(report)).not.toMatch(/abab|Some Body|Ada/);
});

test("[X14] one spelling: what is read back is what was made, and any other spelling is refused", () => {
  const report = made({ tally: { "signal.report": 12 } });
  const bytes = reportBytes(report);
  expect(readReport(bytes)).toEqual({ ok: true, value: report });
  const pretty = Buffer.from(JSON.stringify(report, undefined, 1));
  expect(readReport(new Uint8Array(pretty))).toMatchObject({
    ok: false,
    error: { expected: "the one spelling" },
  });
  const twice = { ...report, counts: [...report.counts, report.counts[0]!] };
  expect(readReport(reportBytes(twice))).toMatchObject({ ok: false, error: { path: "/counts" } });
  const finer = { ...report, counts: report.counts.map((count) => ({ ...count, band: "11-12" })) };
  expect(readReport(reportBytes(finer))).toMatchObject({ ok: false, error: { path: "/counts/0/band" } });
  fc.assert(fc.property(fc.uint8Array(), (noise) => void readReport(noise)));
});

test("[X14] an older report, with fewer cells, is still read", () => {
  const report = made();
  const older = { ...report, counts: report.counts.filter((_, index) => index % 2 === 0) };
  expect(readReport(reportBytes(older)).ok).toBe(true);
});

test("[X15] a signed report verifies under the service's key, and fails with any change", async () => {
  const signer = testSigner("chat.example");
  const first = await signTransparencyReport(made(), signer);
  const examine = { crypto, publicKey: signer.publicKey };
  expect(verifyTransparencyReport(first, examine)).toEqual({ ok: true, value: made() });
  const other = testSigner("mallory").publicKey;
  const doubt = (error: object) => ({ ok: false, error });
  expect(verifyTransparencyReport(first, { crypto, publicKey: other })).toEqual(
    doubt({ kind: "badSignature" }),
  );
  for (let at = 0; at < first.bytes.length; at += 97) {
    const bytes = first.bytes.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(verifyTransparencyReport({ ...first, bytes }, examine)).toEqual(doubt({ kind: "badSignature" }));
  }
  // The key's owner may sign other bytes, bare or of another form: they are no report.
  const bare = { bytes: first.bytes, signature: await signer.sign(first.bytes) };
  expect(verifyTransparencyReport(bare, examine)).toEqual(doubt({ kind: "badSignature" }));
  const odd = { ...made(), period: "2026-H9" };
  const signedOdd = await signTransparencyReport(odd, signer);
  expect(verifyTransparencyReport(signedOdd, examine)).toMatchObject({
    ok: false,
    error: { kind: "misfit", misfit: { path: "/period" } },
  });
});

test("[X15] reports form a chain: one that follows another report doesn't follow this one", async () => {
  const signer = testSigner("chat.example");
  const [first, forked] = [reportBytes(made()), reportBytes(made({ tally: { "case.opened": 50 } }))];
  const second = made({ period: "2026-H2", previous: first, nowMs: Date.UTC(2027, 0, 1) });
  const signed = await signTransparencyReport(second, signer);
  const verify = (previous: Uint8Array) =>
    verifyTransparencyReport(signed, { crypto, publicKey: signer.publicKey, previous });
  expect(verify(first).ok).toBe(true);
  expect(verify(forked)).toEqual({ ok: false, error: { kind: "notAfterPrevious" } });
});

test("[X15] the log's entry is the report's period and hash; a proof shows this very report", async () => {
  const signer = testSigner("log.example/ledger");
  const key = verifierKey(crypto.sha256, {
    name: "log.example/ledger",
    kind: "ed25519",
    publicKey: signer.publicKey,
  });
  const policy = parsePolicy(crypto.sha256, `log ${formatVerifierKey(key)}\nquorum none\n`);
  if (!policy.ok) throw new Error(policy.error.reason);
  const store = new MemoryLogStore();
  const clock = { wait: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  const ports = { crypto, store, key, signer, witnesses: [], quorum: policy.value.quorum, clock };
  const log = await LogWriter.open(ports);
  if (!log.ok) throw new Error("not opened");
  const signed = await signTransparencyReport(made(), testSigner("chat.example"));
  await log.value.submit(reportEntry(crypto.sha256, signed, "2026-H1"));
  await log.value.close();
  const checkpoint = (await store.published()) ?? "";
  const proof = await proveEntry(crypto, storedTiles(store), { index: 0, checkpoint });
  if (!proof.ok) throw new Error("no proof");
  const ground = { crypto, policy: policy.value, proof: proof.value };
  expect(judgeLoggedReport(signed, "2026-H1", ground).kind).toBe("proven");
  expect(judgeLoggedReport(signed, "2026-H2", ground).kind).toBe("contradicted");
  const other = await signTransparencyReport(made({ service: "x" }), testSigner("chat.example"));
  expect(judgeLoggedReport(other, "2026-H1", ground).kind).toBe("contradicted");
});

test("[X16] the page says the bands in words, runs and loads nothing, and keeps hostile text as text", () => {
  const hostile = "<script>alert(1)</script>";
  const page = transparencyPage(
    made({ service: hostile, tally: { "notice.campaign": 12, "signal.registered": 2_000_000 } }),
  );
  expect(page).toContain("<td>Accounts told of a campaign</td><td>10 to 19</td>");
  expect(page).toContain("<td>Accounts registered</td><td>1,000,000 or more</td>");
  expect(page).toContain("<td>Cases opened</td><td>fewer than 10</td>");
  expect(page).toContain("January to June 2026");
  expect(page).not.toMatch(/<script|<img|<link|\ssrc=|\shref=|\son\w+=/i);
  expect(page).toContain("&lt;script&gt;");
  expect(bands.map((band) => bandText(band)).at(3)).toBe("50 to 99");
  for (const language of reportLanguages) {
    expect(Object.keys(reportWords(language).cells).toSorted()).toEqual([...cells].toSorted());
  }
});
