import { AccountId, err, ok } from "@bridle/protocol";
import type { Case } from "../cases/case.ts";
import type { PersonalCommand } from "../cases/command.ts";
import type { DeskState, KeptControl } from "../cases/desk-state.ts";
import type { DeskEnv, Draft, Drafts } from "../cases/draft.ts";
import { DESK_STREAM } from "../cases/event.ts";
import { isSameAsk, type OrderAsk } from "../orders/order-ask.ts";
import type { Order } from "../orders/order-form.ts";
import { askStanding, findAsk, orderWork, type OrderGrounds } from "../orders/order-work.ts";
import { refusedBy } from "../orders/refused-by.ts";
import { isInForce, type Control } from "./control.ts";

/** What the orders are weighed with at this moment. */
export function groundsOf(
  state: DeskState,
  { orders, nowMs }: Pick<DeskEnv, "orders" | "nowMs">,
): OrderGrounds {
  const times = { validAtMs: nowMs, knownAtMs: nowMs };
  return { held: orders.held(), platforms: orders.platforms, findings: state.partyFindings, times };
}

/** A person says whom of an order's people somebody is. What follows from it takes two more decisions. */
export function findParty(
  command: Extract<PersonalCommand, { readonly kind: "party.find" }>,
  env: DeskEnv,
): Drafts {
  const { by, order: orderId, subject, as, grade } = command;
  const held = env.orders.held().find(({ confirmed }) => confirmed.id === orderId);
  if (held === undefined) return err("unknown_order");
  if (subject.trim() === "" || !namedIn(held.confirmed).includes(as)) return err("unknown_party");
  const conditions = [...new Set(command.conditions)].toSorted();
  const finding = { order: orderId, subject, as, grade, by: [by], conditions, knownAtMs: env.nowMs };
  return ok([{ stream: DESK_STREAM, fact: { kind: "partyFound", finding } }]);
}

/** Ids of those whom an order binds or exempts. */
function namedIn({ parties, boundClasses, carveOuts }: Order): readonly string[] {
  const enjoined = parties.filter(({ role }) => role === "enjoined");
  return [...enjoined, ...boundClasses, ...carveOuts].map(({ id }) => id);
}

/** What approving an ask does: a refusal that lasts, or a duty to keep on each case of the subject. Both under the proposal's id. */
export function effectsOfAsk(
  state: DeskState,
  { id, ask, by }: { readonly id: string; readonly ask: OrderAsk; readonly by: readonly string[] },
  env: DeskEnv,
): Drafts {
  if (!state.orders.has(ask.order)) return err("unknown_order");
  const ground = findAsk(orderWork(groundsOf(state, env)), ask);
  if (ground === undefined) return err("order_not_binding");
  if (ask.control === "preserveEvidence") return holdsFor(state, id, ground);
  const refused = refusedBy(ask);
  if (refused === undefined || isEnforced(state, ask, env.nowMs)) return err("nothing_to_do");
  const control: Control = {
    ...refused,
    id,
    platform: ask.platform,
    basis: "order",
    order: ask.order,
    ground,
    reason: "courtOrder",
    sinceMs: env.nowMs,
    by,
  };
  return ok([{ stream: DESK_STREAM, fact: { kind: "controlImposed", control } }]);
}

function holdsFor(state: DeskState, id: string, ground: OrderAsk): Drafts {
  const sourceHash = state.orders.get(ground.order)?.sourceHash ?? "";
  const drafts: readonly Draft[] = casesToKeep(state, ground).map((found) => ({
    stream: found.id,
    fact: { kind: "holdPlaced", hold: { id, sourceHash, ground } },
  }));
  return drafts.length === 0 ? err("nothing_to_do") : ok(drafts);
}

/** Cases about the subject of an ask to keep evidence that aren't kept for it yet. */
export function casesToKeep(state: DeskState, ask: OrderAsk): readonly Case[] {
  const account = AccountId.parse(ask.subject);
  if (account === undefined) return [];
  return [...state.cases.values()].filter(
    ({ status, findings, holds }) =>
      status.kind !== "merged" &&
      findings.some(({ platform, subject }) => {
        const accounts = subject.kind === "account" ? [subject.account] : subject.accounts;
        return platform === ask.platform && accounts.includes(account);
      }) &&
      !holds.some(({ ground }) => ground !== undefined && isSameAsk(ground, ask)),
  );
}

/** Whether a control in force carries out what is asked for. */
export function isEnforced(state: DeskState, ask: OrderAsk, nowMs: number): boolean {
  return [...state.controls.values()].some(
    (control) => control.ground !== undefined && isStanding(control, nowMs) && isSameAsk(control.ground, ask),
  );
}

function isStanding(control: KeptControl, nowMs: number): boolean {
  return control.liftedAtMs === undefined && isInForce(control, nowMs);
}

/** Ends each control whose order, as two persons confirmed it, surely binds no more. None comes back by itself. */
export function reviewControls(state: DeskState, env: DeskEnv): Drafts {
  const resting = [...state.controls.values()].filter(
    (control) => control.ground !== undefined && isStanding(control, env.nowMs),
  );
  if (resting.length === 0) return err("nothing_to_do");
  const grounds = groundsOf(state, env);
  const drafts: readonly Draft[] = resting.flatMap(({ id: controlId, ground, sinceMs }) => {
    const standing = ground === undefined ? undefined : askStanding(ground, sinceMs, grounds);
    if (standing?.kind !== "ended") return [];
    return [{ stream: DESK_STREAM, fact: { kind: "controlLifted", controlId, because: standing.why } }];
  });
  return drafts.length === 0 ? err("nothing_to_do") : ok(drafts);
}
