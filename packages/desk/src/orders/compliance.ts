import { afterDays, cameBy, endOf, momentMs, windowOf } from "./civil-date.ts";
import type { Norm, Order } from "./order-form.ts";
import { type Citation, citationsOf, defectsOf } from "./standing.ts";
import { eventWindow, knownEvents, type NormStatus, normStatus, type Times } from "./status.ts";

/** Where a duty stands. `askCounsel`: it has no day, or the record of it can't be relied on, so nobody is late by a program's word. */
export type DutyState =
  | "notInForce"
  | "unknown"
  | "askCounsel"
  | "due"
  | "overdue"
  | "claimed"
  | "received"
  | "receivedLate";

type Received = Order["received"][number];
type Breach = Order["breaches"][number];

export interface Duty {
  readonly norm: Norm;
  readonly state: DutyState;
  readonly status: NormStatus;
  /** The latest moment at which it may still be in time. */
  readonly dueMs?: number;
  readonly received: readonly Received[];
  readonly cites: readonly Citation[];
}

/** A sum that the order awards, as it stands after what was remitted by then. */
export interface Award {
  readonly id: string;
  readonly kind: Order["awards"][number]["kind"];
  readonly currency: string;
  readonly amount: string;
  /** What it was at first, where it was changed. */
  readonly before?: string;
  readonly verified: boolean;
  readonly payments: readonly Received[];
}

/** What is due, what came and what was breached, at two times. */
export interface Compliance {
  readonly duties: readonly Duty[];
  readonly awards: readonly Award[];
  readonly breaches: readonly { readonly breach: Breach; readonly cites: readonly Citation[] }[];
}

export function complianceAsOf(order: Order, times: Times): Compliance {
  const received = order.received.filter((entry) => isPast(entry, times));
  return {
    duties: order.norms
      .filter(({ type }) => type === "obligation")
      .map((norm) => dutyOf(order, norm, { times, received })),
    awards: order.awards.map((award) => awardOf(order, award, { times, received })),
    breaches: order.breaches
      .filter((entry) => isPast(entry, times))
      .map((breach) => {
        const norm = order.norms.find(({ id }) => id === breach.norm);
        return { breach, cites: norm === undefined ? [] : citationsOf(order, norm) };
      }),
  };
}

interface Ground {
  readonly times: Times;
  readonly received: readonly Received[];
}

function isPast(entry: { readonly date: string; readonly knownAt: string }, times: Times): boolean {
  const known = (momentMs(entry.knownAt) ?? Infinity) <= times.knownAtMs;
  return known && eventWindow(entry).fromMs < times.validAtMs;
}

function dutyOf(order: Order, norm: Norm, { times, received }: Ground): Duty {
  const status = normStatus(order, norm.id, times);
  const came = received.filter(({ covers }) => covers.includes(norm.id));
  const dueMs = dueAt(order, norm, times);
  const state = dutyState({ order, norm, status, came, dueMs, times });
  const due = dueMs === undefined ? {} : { dueMs };
  return { norm, state, status, ...due, received: came, cites: citationsOf(order, norm) };
}

interface DutyCase {
  readonly order: Order;
  readonly norm: Norm;
  readonly status: NormStatus;
  readonly came: readonly Received[];
  readonly dueMs: number | undefined;
  readonly times: Times;
}

function dutyState({ order, norm, status, came, dueMs, times }: DutyCase): DutyState {
  const verified = came.filter(({ standing }) => standing === "verified");
  const inTime = (entry: Received): boolean => dueMs !== undefined && cameBy(eventWindow(entry), dueMs);
  if (verified.length > 0 && dueMs !== undefined) return verified.some(inTime) ? "received" : "receivedLate";
  if (verified.length > 0) return "received";
  if (came.length > 0) return "claimed";
  if (status.kind === "unknown") return "unknown";
  if (status.kind !== "inForce") return "notInForce";
  if (dueMs === undefined || !status.verified || defectsOf(order, norm).length > 0) return "askCounsel";
  return times.validAtMs < dueMs ? "due" : "overdue";
}

function dueAt(order: Order, { due }: Norm, { knownAtMs }: Times): number | undefined {
  if (due === null) return undefined;
  if (due.kind === "on") {
    const window = windowOf(due.date);
    return window === undefined ? undefined : endOf(window).toMs;
  }
  const start = knownEvents(order, knownAtMs).find(({ id }) => id === due.after);
  return start === undefined ? undefined : afterDays(eventWindow(start), due.days).toMs;
}

function awardOf(order: Order, award: Order["awards"][number], { times, received }: Ground): Award {
  const remitted = knownEvents(order, times.knownAtMs).findLast(
    (event) =>
      event.what === "remitted" && event.award === award.id && eventWindow(event).fromMs < times.validAtMs,
  );
  const { id, kind, currency, amount, standing } = award;
  const payments = received.filter(({ covers }) => covers.includes(id));
  if (remitted?.what !== "remitted") {
    return { id, kind, currency, amount, verified: standing === "verified", payments };
  }
  const verified = remitted.standing === "verified";
  return { id, kind, currency, amount: remitted.amount, before: amount, verified, payments };
}
