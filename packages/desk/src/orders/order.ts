import { err, ok, type Result, utf8Encode } from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import { type Misfit, readForm } from "../json/json-form.ts";
import { type JsonFault, readJson } from "../json/json-text.ts";
import { momentMs, windowOf } from "./civil-date.ts";
import { type Order, orderForm } from "./order-form.ts";

/** Why a text is no order: not JSON (where), not the form (JSON pointer), or it contradicts itself (JSON pointer). */
export type OrderRefusal =
  | { readonly kind: "notJson"; readonly fault: JsonFault }
  | { readonly kind: "form"; readonly misfit: Misfit }
  | { readonly kind: "contradiction"; readonly misfit: Misfit };

/** Reads an order, whole or not at all. What it says isn't believed by that: see `standing`. */
export function parseOrder(text: string): Result<Order, OrderRefusal> {
  const json = readJson(text);
  if (!json.ok) return err({ kind: "notJson", fault: json.error });
  const order = readForm(orderForm, json.value);
  if (!order.ok) return err({ kind: "form", misfit: order.error });
  const misfit = contradictionIn(order.value);
  return misfit === undefined ? ok(order.value) : err({ kind: "contradiction", misfit });
}

/** One line that says what is wrong and where. */
export function orderRefusalText(refusal: OrderRefusal): string {
  if (refusal.kind === "notJson") {
    const { line, column, what } = refusal.fault;
    return `line ${line}, column ${column}: ${what}`;
  }
  const { path, expected } = refusal.misfit;
  return `${path === "" ? "the whole" : path}: expected ${expected}`;
}

/** The order in its one spelling: what an approval's and the log's hash is of. */
export function orderBytes(order: Order): Uint8Array {
  return utf8Encode(canonicalJson(order));
}

/**
 * Whether `after` is `before` with entries added: status events, what was received and breaches grow at their ends, with times of
 * knowledge that never run backwards, and nothing else changes. An error in the rest is mended by withdrawing the record
 * and entering another.
 */
export function continuesOrder(before: Order, after: Order): Result<void, Misfit> {
  for (const name of ["events", "received", "breaches"] as const) {
    for (const [index, entry] of before[name].entries()) {
      if (canonicalJson(entry) !== canonicalJson(after[name][index] ?? null)) {
        return err({ path: `/${name}/${index}`, expected: "the entry that was there before" });
      }
    }
  }
  const fixed = (order: Order): string => canonicalJson({ ...order, events: [], received: [], breaches: [] });
  return fixed(before) === fixed(after)
    ? ok(undefined)
    : err({ path: "", expected: "no change but added events, receipts and breaches" });
}

type Check = (order: Order) => Misfit | undefined;

const checks: readonly Check[] = [idsAreUnique, datesExist, knowledgeGrows, linksHold, staysEnd, duesFit];

function contradictionIn(order: Order): Misfit | undefined {
  for (const check of checks) {
    const misfit = check(order);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

/** Each list's entries by path, so that each check reads as one sentence. */
function idsAreUnique(order: Order): Misfit | undefined {
  const { anchors } = order.source;
  const { references, norms, events, awards, controls, received, breaches } = order;
  // Parties, classes and carve-outs are what a finding names somebody as; duties and awards are what a receipt covers.
  const people = [...order.parties, ...order.boundClasses, ...order.carveOuts];
  const spaces = { anchors, references, people, platforms: order.platforms, covered: [...norms, ...awards] };
  const lists = { ...spaces, norms, events, controls, received, breaches };
  for (const [name, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const { id } of entries) {
      if (seen.has(id)) return { path: `/${name}`, expected: `the id ${id} once` };
      seen.add(id);
    }
  }
  return undefined;
}

function datesExist(order: Order): Misfit | undefined {
  for (const name of ["events", "received", "breaches"] as const) {
    for (const [index, { date, knownAt }] of order[name].entries()) {
      if (windowOf(date) === undefined)
        return { path: `/${name}/${index}/date`, expected: "days of the calendar" };
      if (momentMs(knownAt) === undefined)
        return { path: `/${name}/${index}/knownAt`, expected: "a day of the calendar" };
    }
  }
  for (const [index, norm] of order.norms.entries()) {
    if (norm.due?.kind === "on" && windowOf(norm.due.date) === undefined) {
      return { path: `/norms/${index}/due/date`, expected: "days of the calendar" };
    }
  }
  return momentMs(order.recordedAt) === undefined
    ? { path: "/recordedAt", expected: "a day of the calendar" }
    : undefined;
}

function knowledgeGrows(order: Order): Misfit | undefined {
  for (const name of ["events", "received", "breaches"] as const) {
    let last = momentMs(order.recordedAt) ?? 0;
    for (const [index, { knownAt }] of order[name].entries()) {
      const known = momentMs(knownAt) ?? 0;
      if (known < last) {
        return { path: `/${name}/${index}/knownAt`, expected: "no moment before that of the entry above" };
      }
      last = known;
    }
  }
  return undefined;
}

interface Link {
  readonly path: string;
  readonly to: readonly string[];
  readonly among: readonly { readonly id: string }[];
}

function linksHold(order: Order): Misfit | undefined {
  for (const { path, to, among } of linksOf(order)) {
    const missing = to.find((id) => !among.some((entry) => entry.id === id));
    if (missing !== undefined) return { path, expected: `something that is there, not ${missing}` };
  }
  return undefined;
}

function* linksOf(order: Order): Generator<Link> {
  const { anchors } = order.source;
  const covered = [...order.norms.filter(({ type }) => type === "obligation"), ...order.awards];
  for (const name of ["boundClasses", "platforms", "norms", "carveOuts"] as const) {
    for (const [index, { cite }] of order[name].entries()) {
      yield { path: `/${name}/${index}/cite`, to: cite, among: anchors };
    }
  }
  for (const [name, entries] of Object.entries(order)) {
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      const to = referencesOf(entry);
      yield { path: `/${name}/${index}/references`, to, among: order.references };
    }
  }
  yield { path: "/source/references", to: order.source.references ?? [], among: order.references };
  for (const [index, { of }] of order.boundClasses.entries())
    yield { path: `/boundClasses/${index}/of`, to: of, among: order.parties };
  for (const [index, { overrides }] of order.carveOuts.entries())
    yield { path: `/carveOuts/${index}/overrides`, to: overrides, among: order.norms };
  for (const [index, norm] of order.norms.entries()) {
    const prohibitions = order.norms.filter(({ type }) => type === "prohibition");
    yield { path: `/norms/${index}/remedyFor`, to: norm.remedyFor, among: prohibitions };
    if (norm.due?.kind === "within")
      yield { path: `/norms/${index}/due/after`, to: [norm.due.after], among: order.events };
  }
  for (const [index, event] of order.events.entries()) {
    if ("norms" in event) yield { path: `/events/${index}/norms`, to: event.norms ?? [], among: order.norms };
    if (event.what === "remitted")
      yield { path: `/events/${index}/award`, to: [event.award], among: order.awards };
  }
  for (const [index, { norm }] of order.controls.entries())
    yield { path: `/controls/${index}/norm`, to: [norm], among: order.norms };
  for (const [index, { covers, from }] of order.received.entries()) {
    yield { path: `/received/${index}/covers`, to: covers, among: covered };
    yield { path: `/received/${index}/from`, to: [from], among: order.parties };
  }
  for (const [index, { norm }] of order.breaches.entries())
    yield { path: `/breaches/${index}/norm`, to: [norm], among: order.norms };
}

function referencesOf(entry: unknown): readonly string[] {
  if (typeof entry !== "object" || entry === null || !("references" in entry)) return [];
  const { references } = entry;
  return Array.isArray(references) ? references.filter((id) => typeof id === "string") : [];
}

function staysEnd(order: Order): Misfit | undefined {
  for (const [index, event] of order.events.entries()) {
    if (event.what !== "stayed") continue;
    const path = `/events/${index}`;
    if (event.until !== null && event.days !== null) return { path, expected: "one of until and days" };
    const until = event.until === null ? undefined : windowOf(event.until);
    if (event.until !== null && until === undefined)
      return { path: `${path}/until`, expected: "days of the calendar" };
    if (until !== undefined && until.toMs < (windowOf(event.date)?.toMs ?? 0))
      return { path: `${path}/until`, expected: "no day before the stay" };
  }
  return undefined;
}

function duesFit(order: Order): Misfit | undefined {
  for (const [index, { type, due, remedyFor }] of order.norms.entries()) {
    if (type === "obligation") continue;
    if (due !== null) return { path: `/norms/${index}/due`, expected: "null: only an obligation is due" };
    if (remedyFor.length > 0) return { path: `/norms/${index}/remedyFor`, expected: "an empty list" };
  }
  return undefined;
}
