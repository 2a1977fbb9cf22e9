import { type DeskState } from "../cases/desk-state.ts";
import type { DeskEvent } from "../cases/event.ts";
import type { Control } from "../controls/control.ts";
import { type Cell, counted, type Tally } from "./tally.ts";

/**
 * Cells that nothing counts yet: who saw a daily line is kept nowhere, and a refused registration leaves nothing
 * behind. A report leaves them out instead of saying that they are few.
 */
export const uncountedCells: readonly Cell[] = [
  "notice.quiet",
  "control.refuseRegistration.order",
  "control.refuseRegistration.terms",
  "control.refuseRegistration.safety",
];

/**
 * What a decision adds to the report. `before` is the state that it was made in, `earlier` what is kept of its
 * stream before it: what was taken back and decided again is the same thing, and is counted once.
 */
export function countsOf(
  event: DeskEvent,
  { before, earlier }: { readonly before: DeskState; readonly earlier: readonly DeskEvent[] },
): Tally {
  switch (event.kind) {
    case "caseOpened":
      return { "case.opened": 1 };
    case "caseConfirmed":
      return isFirst(event, earlier) ? { "case.confirmed": 1 } : {};
    case "caseDismissed":
      return isFirst(event, earlier) ? { "case.dismissed": 1 } : {};
    case "targetsOpened": {
      const known = before.cases.get(event.stream)?.opened ?? [];
      return fresh("sealed.opened", event.opened, known);
    }
    case "noticesSent": {
      const told = before.cases.get(event.stream)?.told ?? [];
      const reached = ({ passedOver }: (typeof told)[number]): boolean => passedOver === undefined;
      return fresh("notice.campaign", event.told.filter(reached), told.filter(reached));
    }
    case "controlImposed":
      return countsOfControl(event.control);
    case "holdPlaced":
      // A hold rests on a paper that asks for it.
      return { "control.preserveEvidence.order": 1 };
    default:
      return {};
  }
}

/** What a control adds, whoever imposed it. One that holds for everybody is told outright instead. */
export function countsOfControl({ kind, basis }: Pick<Control, "kind" | "basis">): Tally {
  return kind === "suspendAccount" || kind === "refuseBuild" ? { [`control.${kind}.${basis}`]: 1 } : {};
}

function isFirst({ kind }: DeskEvent, earlier: readonly DeskEvent[]): boolean {
  return earlier.every((event) => event.kind !== kind);
}

/** Accounts that the case didn't have there before, each once. */
function fresh(
  cell: Cell,
  people: readonly { readonly account: string }[],
  known: readonly { readonly account: string }[],
): Tally {
  const before = new Set(known.map(({ account }) => account));
  const after = new Set([...before, ...people.map(({ account }) => account)]);
  return after.size === before.size ? {} : counted({}, cell, after.size - before.size);
}
