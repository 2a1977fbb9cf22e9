import { err, ok, type Result, type Sha256, toHex, utf8Decode, utf8Encode } from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import { type Control, endsAtMs } from "../controls/control.ts";
import { type Misfit, readForm } from "../json/json-form.ts";
import { readJson } from "../json/json-text.ts";
import { dayText } from "../orders/civil-date.ts";
import { asOf } from "../orders/order-as-of.ts";
import type { Order } from "../orders/order-form.ts";
import { bandOf } from "./band.ts";
import { nextPeriod, type PeriodBounds, periodBounds } from "./period.ts";
import { reportForm, type TransparencyReport } from "./report-form.ts";
import { type Cell, cells, type Tally } from "./tally.ts";

export interface ReportInput {
  readonly service: string;
  readonly period: string;
  /** The last report that was published, as its bytes; none for the first. */
  readonly previous: Uint8Array | undefined;
  readonly tally: Tally;
  /** Cells that nothing counts: they are left out. */
  readonly uncounted?: readonly Cell[];
  readonly orders: readonly Order[];
  /** All controls that were ever in force, with when each was lifted. */
  readonly controls: readonly { readonly control: Control; readonly liftedAtMs?: number }[];
  /** What is kept, in plain words, and for how many days. */
  readonly retention: readonly { readonly what: string; readonly days: number }[];
  readonly feeds: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly publishers: readonly string[];
    readonly licence: string;
  }[];
  readonly nowMs: number;
}

export type ReportRefusal =
  | { readonly kind: "noPeriod" }
  /** What isn't over can still be counted. */
  | { readonly kind: "notOver" }
  /** A period is reported once, each after the one before. */
  | { readonly kind: "outOfOrder"; readonly expected: string }
  | { readonly kind: "previousUnreadable" }
  | { readonly kind: "misfit"; readonly misfit: Misfit };

/** The report of one period, of which nothing is told but bands, public documents and settings. Made once. */
export function makeTransparencyReport(
  sha256: Sha256,
  input: ReportInput,
): Result<TransparencyReport, ReportRefusal> {
  const bounds = periodBounds(input.period);
  if (bounds === undefined) return err({ kind: "noPeriod" });
  if (input.nowMs < bounds.endMs) return err({ kind: "notOver" });
  const before = input.previous === undefined ? undefined : readReport(input.previous);
  if (before?.ok === false) return err({ kind: "previousUnreadable" });
  const expected = before === undefined ? input.period : nextPeriod(before.value.period);
  if (expected !== input.period) return err({ kind: "outOfOrder", expected });
  return reportOf(sha256, input, bounds);
}

/** What the report of a period would say by now, to be shown and never published: it is of a type that nothing signs. */
export function previewTransparencyReport(
  sha256: Sha256,
  input: ReportInput,
): Result<{ readonly preview: TransparencyReport }, ReportRefusal> {
  const bounds = periodBounds(input.period);
  if (bounds === undefined) return err({ kind: "noPeriod" });
  const made = reportOf(sha256, input, bounds);
  return made.ok ? ok({ preview: made.value }) : made;
}

function reportOf(
  sha256: Sha256,
  input: ReportInput,
  bounds: PeriodBounds,
): Result<TransparencyReport, ReportRefusal> {
  const uncounted = new Set(input.uncounted);
  const report: TransparencyReport = {
    schema: "bridle.transparency/1",
    service: input.service,
    period: input.period,
    previous: input.previous === undefined ? null : toHex(sha256(input.previous)),
    counts: cells
      .filter((cell) => !uncounted.has(cell))
      .map((cell) => ({ cell, band: bandOf(input.tally[cell] ?? 0) })),
    orders: input.orders.map((order) => orderLine(order, bounds.endMs)),
    killSwitches: input.controls.flatMap((kept) => killSwitch(kept, bounds)),
    retention: input.retention,
    feeds: input.feeds.map(({ name, sha256, publishers, licence }) => ({
      name,
      sha256,
      publishers,
      licence,
    })),
  };
  const read = readReport(reportBytes(report));
  return read.ok ? read : err({ kind: "misfit", misfit: read.error });
}

/** The report in its one spelling: what is published, signed and hashed. */
export function reportBytes(report: TransparencyReport): Uint8Array {
  return utf8Encode(canonicalJson(report));
}

/** Reads what claims to be a report, by form alone; `verifyTransparencyReport` says whether to believe it. */
export function readReport(bytes: Uint8Array): Result<TransparencyReport, Misfit> {
  const text = utf8Decode(bytes);
  const json = text === undefined ? undefined : readJson(text);
  if (json?.ok !== true) return err({ path: "", expected: "JSON" });
  const report = readForm(reportForm, json.value);
  if (!report.ok) return report;
  if (canonicalJson(report.value) !== text) return err({ path: "", expected: "the one spelling" });
  const places = report.value.counts.map(({ cell }) => cells.indexOf(cell));
  const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  return inOrder ? report : err({ path: "/counts", expected: "each cell once, in its order" });
}

function orderLine(order: Order, endMs: number): TransparencyReport["orders"][number] {
  const { id, title, docket, source } = order;
  const status = asOf(order, { validAtMs: endMs, knownAtMs: endMs }).overall;
  return { id, title, docket, status, verified: source.standing === "verified" };
}

function killSwitch(
  { control, liftedAtMs }: ReportInput["controls"][number],
  { startMs, endMs }: PeriodBounds,
): TransparencyReport["killSwitches"] {
  const refused = refusedToAll(control);
  const until = Math.min(
    liftedAtMs ?? Number.POSITIVE_INFINITY,
    endsAtMs(control) ?? Number.POSITIVE_INFINITY,
  );
  if (refused === undefined || control.sinceMs >= endMs || until <= startMs) return [];
  const { reason, basis, sinceMs } = control;
  return [{ refused, reason, basis, from: dayText(sinceMs), until: until < endMs ? dayText(until) : null }];
}

function refusedToAll(control: Control): TransparencyReport["killSwitches"][number]["refused"] | undefined {
  switch (control.kind) {
    case "refuseClass":
      return control.value;
    case "refuseSize":
      return control.value.class;
    case "refuseRegistration":
      return "registration";
    case "refuseBuild":
    case "suspendAccount":
      return undefined;
  }
}
