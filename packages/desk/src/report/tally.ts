import { bases } from "../controls/control.ts";
import { signalKinds } from "../signals/signal.ts";

const controlled = ["suspendAccount", "refuseBuild", "refuseRegistration", "preserveEvidence"] as const;

/**
 * What is counted, each thing in one cell only. No cell is a sum of others or what is left of one: two cells that add up to a
 * third would say more than their bands. Nothing is split by service, country or group of people.
 */
export const cells: readonly Cell[] = [
  ...signalKinds.map((kind): Cell => `signal.${kind}`),
  "case.opened",
  "case.confirmed",
  "case.dismissed",
  "notice.quiet",
  "notice.campaign",
  "sealed.opened",
  ...controlled.flatMap((control) => bases.map((basis): Cell => `control.${control}.${basis}`)),
];

export type Cell =
  /** Signals by kind. */
  | `signal.${(typeof signalKinds)[number]}`
  | "case.opened"
  | "case.confirmed"
  | "case.dismissed"
  /** Accounts that saw the daily line. */
  | "notice.quiet"
  /** Accounts that were told of a campaign. */
  | "notice.campaign"
  /** Accounts whose sealed record two persons opened. */
  | "sealed.opened"
  | `control.${(typeof controlled)[number]}.${(typeof bases)[number]}`;

/**
 * Running counts of one period. A thing is counted once, in the period in which the desk came to know of it, and never
 * moved: so two reports share nothing that could be subtracted.
 */
export type Tally = Readonly<Partial<Record<Cell, number>>>;

/** Both together, cell by cell. */
export function added(tally: Tally, more: Tally): Tally {
  return cells.reduce((sum, cell) => counted(sum, cell, more[cell] ?? 0), tally);
}

export function counted(tally: Tally, cell: Cell, by = 1): Tally {
  return { ...tally, [cell]: (tally[cell] ?? 0) + by };
}
