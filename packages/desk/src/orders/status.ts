import { assert } from "@bridle/protocol";
import { afterDays, endOf, momentMs, type Window, windowOf } from "./civil-date.ts";
import type { Order, OrderEvent } from "./order-form.ts";

/** The question is always of two times: what held at `validAtMs`, as far as was known at `knownAtMs`. */
export interface Times {
  readonly validAtMs: number;
  readonly knownAtMs: number;
}

/** Why nobody but a person can say: names of texts in the catalogue. */
export type Doubt =
  | "order.doubt.onTheDay"
  | "order.doubt.sequence"
  | "order.doubt.unclear"
  | "order.doubt.remanded"
  | "order.doubt.stayEnding"
  | "order.doubt.afterStay";

/** What holds for one norm. `by` and `about` name status events; `verified`: all that decided it were compared with the docket. */
export type NormStatus =
  | { readonly kind: "notRecorded" }
  | { readonly kind: "notYet" }
  | { readonly kind: "inForce"; readonly by: string; readonly verified: boolean }
  | { readonly kind: "stayed"; readonly by: string; readonly untilMs?: number; readonly verified: boolean }
  | { readonly kind: "ended"; readonly by: string; readonly verified: boolean }
  | { readonly kind: "unknown"; readonly doubt: Doubt; readonly about: readonly string[] };

/** What an event does to the norms it is about. `silent` ones are litigation that decides nothing by itself. */
type Effect = "grant" | "stay" | "lift" | "uphold" | "end" | "reinstate" | "doubt" | "confirm" | "silent";

const effects: Readonly<Record<Exclude<OrderEvent["what"], "recordWithdrawn" | "remitted">, Effect>> = {
  granted: "grant",
  stayed: "stay",
  stayLifted: "lift",
  stayDenied: "uphold",
  affirmed: "uphold",
  modified: "end",
  vacated: "end",
  expired: "end",
  reinstated: "reinstate",
  remanded: "doubt",
  unclear: "doubt",
  confirmedInForce: "confirm",
  appealNoticed: "silent",
  motionFiled: "silent",
  briefFiled: "silent",
};

interface Happening {
  readonly event: OrderEvent;
  readonly effect: Effect;
  readonly window: Window;
}

/** The events that were entered by then; what came to be known later changes no earlier answer. */
export function knownEvents(order: Order, knownAtMs: number): readonly OrderEvent[] {
  return order.events.filter(({ knownAt }) => (momentMs(knownAt) ?? Infinity) <= knownAtMs);
}

/** When an event was, at its earliest and latest. Its date was checked when the order was read. */
export function eventWindow({ date }: Pick<OrderEvent, "date">): Window {
  const window = windowOf(date);
  assert(window !== undefined, "dates are checked on reading");
  return window;
}

/** The status of one norm. Total: what the events don't settle is `unknown`, and `unknown` binds nobody. */
export function normStatus(order: Order, norm: string, times: Times): NormStatus {
  if ((momentMs(order.recordedAt) ?? Infinity) > times.knownAtMs) return { kind: "notRecorded" };
  const known = knownEvents(order, times.knownAtMs);
  const withdrawn = known.find(({ what }) => what === "recordWithdrawn");
  if (withdrawn !== undefined) return { kind: "ended", by: withdrawn.id, verified: true };
  const begun = happeningsFor(known, norm).filter(({ window }) => window.fromMs < times.validAtMs);
  // A doubt begins with its day: it makes the status unknown either way.
  const today = begun.find(
    ({ effect, window }) => effect !== "silent" && effect !== "doubt" && window.toMs > times.validAtMs,
  );
  if (today !== undefined) return unknown("order.doubt.onTheDay", today);
  const ordered = sequenceOf(begun);
  return ordered.kind === "sequence" ? fold(ordered.happenings, times.validAtMs) : ordered.status;
}

function happeningsFor(events: readonly OrderEvent[], norm: string): readonly Happening[] {
  return events.flatMap((event) => {
    if (event.what === "recordWithdrawn" || event.what === "remitted") return [];
    if ("norms" in event && event.norms?.includes(norm) === false) return [];
    return [{ event, effect: effects[event.what], window: eventWindow(event) }];
  });
}

type Sequence =
  | { readonly kind: "sequence"; readonly happenings: readonly Happening[] }
  | { readonly kind: "doubt"; readonly status: NormStatus };

/**
 * The happenings in their order, from the last one that settles everything before it. Two of one and the same date stand as they
 * were entered, as a ruling has them; two whose dates overlap otherwise can't be ordered by a program.
 */
function sequenceOf(begun: readonly Happening[]): Sequence {
  const sorted = begun.toSorted((a, b) => a.window.fromMs - b.window.fromMs || a.window.toMs - b.window.toMs);
  const settled = sorted.findLastIndex(
    (one, index) =>
      (one.effect === "end" || one.effect === "confirm") &&
      sorted.every(
        ({ effect, window }, at) => at >= index || effect === "silent" || inOrder(window, one.window),
      ),
  );
  const happenings = sorted.filter(({ effect }, index) => index >= settled || effect === "silent");
  for (const [index, one] of happenings.entries()) {
    if (one.effect === "silent") continue;
    const other = happenings
      .slice(index + 1)
      .find(({ effect, window }) => effect !== "silent" && !inOrder(one.window, window));
    if (other !== undefined) return { kind: "doubt", status: unknown("order.doubt.sequence", one, other) };
  }
  return { kind: "sequence", happenings };
}

/** Of one date, or the last day of one before the first day of the other: windows are wider than a court's own calendar. */
function inOrder(a: Window, b: Window): boolean {
  return (a.fromMs === b.fromMs && a.toMs === b.toMs) || endOf(a).fromMs <= b.fromMs;
}

interface Course {
  inForce: Happening | undefined;
  ended: Happening | undefined;
  doubt: Happening | undefined;
  stays: Happening[];
}

function fold(happenings: readonly Happening[], validAtMs: number): NormStatus {
  const course: Course = { inForce: undefined, ended: undefined, doubt: undefined, stays: [] };
  for (const happening of happenings) advance(course, happening);
  const { inForce, ended, doubt } = course;
  const verified = happenings.every(
    ({ effect, event }) => effect === "silent" || event.standing === "verified",
  );
  if (ended !== undefined) return { kind: "ended", by: ended.event.id, verified };
  if (doubt !== undefined) {
    return unknown(doubt.event.what === "remanded" ? "order.doubt.remanded" : "order.doubt.unclear", doubt);
  }
  if (inForce === undefined) return { kind: "notYet" };
  const stayed = stayStatus(course.stays, { happenings, validAtMs, verified });
  return stayed ?? { kind: "inForce", by: inForce.event.id, verified };
}

function advance(course: Course, happening: Happening): void {
  switch (happening.effect) {
    case "grant":
      course.inForce = happening;
      return;
    case "stay":
      course.stays.push(happening);
      return;
    case "lift":
      course.stays = [];
      return;
    case "end":
      course.ended = happening;
      course.stays = [];
      return;
    case "reinstate":
      course.inForce = happening;
      course.ended = undefined;
      return;
    case "doubt":
      course.doubt = happening;
      return;
    case "confirm":
      course.inForce = happening;
      course.ended = undefined;
      course.doubt = undefined;
      course.stays = [];
      return;
    case "uphold":
    case "silent":
  }
}

interface Ground {
  readonly happenings: readonly Happening[];
  readonly validAtMs: number;
  readonly verified: boolean;
}

/**
 * What stays leave of a norm in force; `undefined`: nothing of them is left. A stay whose time is over revives the norm only when
 * nothing came after it, or a court has said on a later day that the order stands. Anything else that came after it, a
 * brief even, means that litigation went on, and that a person must look.
 */
function stayStatus(
  stays: readonly Happening[],
  { happenings, validAtMs, verified }: Ground,
): NormStatus | undefined {
  const [first] = stays;
  const last = stays.at(-1);
  if (first === undefined || last === undefined) return undefined;
  for (const stay of stays) {
    const end = stayEnd(stay);
    if (end !== undefined && validAtMs > end.fromMs) continue;
    const until = end === undefined ? {} : { untilMs: end.toMs };
    return { kind: "stayed", by: stay.event.id, ...until, verified };
  }
  const ending = stays.find((stay) => validAtMs < (stayEnd(stay)?.toMs ?? Infinity));
  if (ending !== undefined) return unknown("order.doubt.stayEnding", ending);
  // A ruling that refuses one stay and grants another says nothing about what comes when the other ends: only later days count.
  const after = (stay: Happening): readonly Happening[] =>
    happenings.filter(({ window }) => !inOrder(window, stay.window));
  const stands = after(last).some(({ effect }) => effect === "uphold");
  const later = after(first).filter(({ effect }) => effect !== "stay");
  if (later.length === 0 || stands) return undefined;
  return unknown("order.doubt.afterStay", last, ...later);
}

/** When a stay's own time is over; `undefined`: it lasts until further order. */
function stayEnd({ event, window }: Happening): Window | undefined {
  if (event.what !== "stayed") return undefined;
  if (event.days !== null) return afterDays(window, event.days);
  const until = event.until === null ? undefined : windowOf(event.until);
  return until === undefined ? undefined : endOf(until);
}

function unknown(doubt: Doubt, ...about: readonly Happening[]): NormStatus {
  return { kind: "unknown", doubt, about: about.map(({ event }) => event.id) };
}
