import { AccountId } from "@bridle/protocol";
import { deepFrozen } from "@bridle/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  cells,
  countsOf,
  emptyDesk,
  entryKinds,
  makeTransparencyReport,
  previewTransparencyReport,
  uncountedCells,
  type Case,
  type Cell,
  type DeskEvent,
  type DeskState,
  type Fact,
  type ReportInput,
} from "../../src/index.ts";
import { crypto } from "./test-crypto.ts";

const account = (byte: number): AccountId => AccountId.fromBytes(new Uint8Array(32).fill(byte))!;
const letter = {} as Case["told"][number]["letter"];
const told = (bytes: readonly number[]) => bytes.map((byte) => ({ account: account(byte), atMs: 1, letter }));
const opened = (bytes: readonly number[]) =>
  bytes.map((byte) => ({ account: account(byte), target: `${byte}` }));

function event(fact: Fact): DeskEvent {
  return deepFrozen({ ...fact, stream: "c", seq: 2, atMs: 1, by: ["a"] });
}

/** A desk with one case, in which these were opened and told. */
function desk(known: { readonly opened?: readonly number[]; readonly told?: readonly number[] }): DeskState {
  const found = {
    id: "c",
    opened: opened(known.opened ?? []),
    told: told(known.told ?? []),
  } as unknown as Case;
  return { ...emptyDesk, cases: new Map([["c", found]]) };
}

function counts(fact: Fact, before: DeskState = emptyDesk, earlier: readonly DeskEvent[] = []) {
  return countsOf(event(fact), { before, earlier });
}

test("[X17] accounts count once in a case, however often they are opened or told", () => {
  const sent = (bytes: readonly number[]): Fact => ({
    kind: "noticesSent",
    batchId: "b",
    told: [...told(bytes), { ...told([99])[0]!, passedOver: "optedOut" }],
  });
  const open = (bytes: readonly number[]): Fact => ({
    kind: "targetsOpened",
    opened: opened(bytes),
    lost: ["x"],
  });
  const some = fc.uniqueArray(fc.nat(12), { maxLength: 12 });
  fc.assert(
    fc.property(some, some, (first, second) => {
      const fresh = second.filter((byte) => !first.includes(byte)).length;
      expect(counts(sent(second), desk({ told: first }))["notice.campaign"] ?? 0).toBe(fresh);
      expect(counts(open([...second, ...second]), desk({ opened: first }))["sealed.opened"] ?? 0).toBe(fresh);
    }),
  );
});

test("[X17] a case is confirmed and dismissed once for the report, whatever is taken back", () => {
  const confirmed = event({ kind: "caseConfirmed" });
  expect(counts({ kind: "caseConfirmed" })).toEqual({ "case.confirmed": 1 });
  expect(counts({ kind: "caseConfirmed" }, emptyDesk, [confirmed])).toEqual({});
  const dismissal: Fact = { kind: "caseDismissed", reason: "harmless", growBy: 1, exposed: 1 };
  expect(counts(dismissal, emptyDesk, [confirmed])).toEqual({ "case.dismissed": 1 });
  expect(counts(dismissal, emptyDesk, [event(dismissal)])).toEqual({});
});

test("[X17] controls on one account or build count by their ground; those on everybody are told outright", () => {
  const imposed = (refused: object): Fact =>
    ({ kind: "controlImposed", control: { basis: "terms", ...refused } }) as Fact;
  expect(counts(imposed({ kind: "suspendAccount" }))).toEqual({ "control.suspendAccount.terms": 1 });
  expect(counts(imposed({ kind: "refuseBuild" }))).toEqual({ "control.refuseBuild.terms": 1 });
  for (const kind of ["refuseClass", "refuseSize", "refuseRegistration"]) {
    expect(counts(imposed({ kind }))).toEqual({});
  }
});

test("[X17] no decision adds to two cells, and none to one that nothing counts", () => {
  const facts: Partial<Record<Fact["kind"], object>> = {
    targetsOpened: { opened: opened([1, 2]), lost: [] },
    noticesSent: { batchId: "b", told: told([1]) },
    controlImposed: { control: { kind: "suspendAccount", basis: "order" } },
    holdPlaced: { hold: { id: "h", sourceHash: "0" } },
  };
  const touched = new Set<string>();
  for (const kind of entryKinds) {
    const names = Object.keys(counts({ kind, ...facts[kind] } as Fact));
    expect(names.length).toBeLessThanOrEqual(1);
    for (const name of names) touched.add(name);
  }
  expect([...touched].toSorted()).toEqual([
    "case.confirmed",
    "case.dismissed",
    "case.opened",
    "control.preserveEvidence.order",
    "control.suspendAccount.order",
    "notice.campaign",
    "sealed.opened",
  ]);
  expect(uncountedCells.filter((cell) => touched.has(cell) || !cells.includes(cell))).toEqual([]);
});

const input: ReportInput = {
  service: "chat.example",
  period: "2026-H1",
  previous: undefined,
  tally: { "case.opened": 12 },
  uncounted: ["notice.quiet"],
  orders: [],
  controls: [],
  retention: [],
  feeds: [],
  nowMs: Date.UTC(2026, 1, 1),
};

test("[X18] a preview says what the report would say, before the half-year is over", () => {
  const preview = previewTransparencyReport(crypto.sha256, deepFrozen(input));
  expect(makeTransparencyReport(crypto.sha256, input)).toEqual({ ok: false, error: { kind: "notOver" } });
  const later = makeTransparencyReport(crypto.sha256, { ...input, nowMs: Date.UTC(2026, 6, 1) });
  expect(later.ok && preview.ok && preview.value.preview).toEqual(later.ok && later.value);
  const shown: readonly Cell[] = later.ok ? later.value.counts.map(({ cell }) => cell) : [];
  expect(shown).toEqual(cells.filter((cell) => cell !== "notice.quiet"));
  expect(previewTransparencyReport(crypto.sha256, { ...input, period: "x" })).toEqual({
    ok: false,
    error: { kind: "noPeriod" },
  });
});
