import {
  askStanding,
  casesToKeep,
  groundsOf,
  isEnforced,
  isInForce,
  isSameAsk,
  orderWork,
  proposalLifetimeMs,
  refusedBy,
  type AskStanding,
  type AskView,
  type DeskState,
  type KeptControl,
  type OrderAsk,
  type OrderGrounds,
  type OrderWorkView,
} from "@bridle/desk";
import type { DeskService } from "./desk-service.ts";

/** What one order comes to here and now, ready to be shown. */
export function orderWorkView(service: DeskService, orderId: string, nowMs: number): OrderWorkView {
  const { state } = service;
  const grounds = groundsOf(state, { orders: service.orders, nowMs });
  const { asks, questions, reasons } = orderWork(grounds);
  const isOfIt = ({ order }: { readonly order: string }): boolean => order === orderId;
  return {
    asks: asks.filter(isOfIt).map((ask) => askView(state, ask, nowMs)),
    questions: questions.filter(({ order, about }) => order === orderId || about.includes(orderId)),
    reasons: reasons.filter(isOfIt),
    findings: state.partyFindings.filter(isOfIt),
    accounts: accountsIn(state),
    controls: controlsOn(state, orderId, { grounds, nowMs }),
    holds: holdsOn(state, orderId, grounds),
  };
}

/** How much of it waits for somebody at the desk. */
export function toLookAtIn({ asks, controls, holds }: OrderWorkView): number {
  const open = asks.filter(({ state }) => state === "open" || state === "noForm");
  const doubted = controls.filter(({ inForce, standing }) => inForce && standing.kind !== "stands");
  return open.length + doubted.length + holds.filter(({ standing }) => standing.kind !== "stands").length;
}

function accountsIn({ cases }: DeskState): readonly string[] {
  const confirmed = [...cases.values()].filter(({ status }) => status.kind === "confirmed");
  const subjects = confirmed.flatMap(({ findings }) => findings.map(({ subject }) => subject));
  return [...new Set(subjects.flatMap((of) => (of.kind === "account" ? [of.account] : of.accounts)))];
}

/** What the orders ask for now and a page names. */
export function askNamed(
  service: DeskService,
  named: Pick<OrderAsk, "order" | "norm" | "control" | "platform" | "subject">,
  nowMs: number,
): OrderAsk | undefined {
  const { asks } = orderWork(groundsOf(service.state, { orders: service.orders, nowMs }));
  return asks.find((ask) => isSameAsk(ask, { ...ask, ...named }));
}

function askView(state: DeskState, ask: OrderAsk, nowMs: number): AskView {
  const waiting = [...state.proposals.values()].find(
    ({ action, state: stage, atMs }) =>
      action.kind === "enforceOrder" &&
      stage === "pending" &&
      nowMs < atMs + proposalLifetimeMs &&
      isSameAsk(action.ask, ask),
  );
  const done = stateOf(state, ask, nowMs);
  const isWaiting = waiting !== undefined && done === "open";
  return { ask, state: isWaiting ? "proposed" : done, proposalId: isWaiting ? waiting.id : null };
}

function stateOf(state: DeskState, ask: OrderAsk, nowMs: number): AskView["state"] {
  if (ask.control !== "preserveEvidence") {
    if (refusedBy(ask) === undefined) return "noForm";
    return isEnforced(state, ask, nowMs) ? "done" : "open";
  }
  if (casesToKeep(state, ask).length > 0) return "open";
  const isKept = [...state.cases.values()].some(({ holds }) =>
    holds.some(({ ground }) => ground !== undefined && isSameAsk(ground, ask)),
  );
  return isKept ? "done" : "nothingHere";
}

function controlsOn(
  { controls }: DeskState,
  orderId: string,
  { grounds, nowMs }: { readonly grounds: OrderGrounds; readonly nowMs: number },
): OrderWorkView["controls"] {
  const standing = (control: KeptControl, ground: OrderAsk): AskStanding =>
    control.liftedAtMs === undefined
      ? askStanding(ground, control.sinceMs, grounds)
      : { kind: "ended", why: control.liftedBecause ?? [] };
  return [...controls.values()]
    .flatMap((control) => {
      const { ground, liftedAtMs } = control;
      if (ground?.order !== orderId) return [];
      const inForce = liftedAtMs === undefined && isInForce(control, nowMs);
      return [{ control, inForce, standing: standing(control, ground) }];
    })
    .toSorted((a, b) => b.control.sinceMs - a.control.sinceMs);
}

function holdsOn({ cases }: DeskState, orderId: string, grounds: OrderGrounds): OrderWorkView["holds"] {
  return [...cases.values()]
    .filter(({ status }) => status.kind !== "merged")
    .flatMap(({ id: caseId, version, holds }) =>
      holds.flatMap((hold) => {
        const { ground } = hold;
        if (ground?.order !== orderId) return [];
        // Nothing ends a duty to keep but counsel: whatever keeps it from standing is something to look at.
        return [{ caseId, version, hold, standing: askStanding(ground, grounds.times.knownAtMs, grounds) }];
      }),
    );
}
