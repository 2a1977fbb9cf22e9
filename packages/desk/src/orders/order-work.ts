import { AccountId } from "@bridle/protocol";
import type { BindingQuestion, Question } from "./binding.ts";
import { type Decision, decideControl, type OrderReason, reviewControl } from "./decision.ts";
import type { HeldOrder } from "./held-order.ts";
import { isSameAsk, type OrderAsk } from "./order-ask.ts";
import type { Order, OrderControl } from "./order-form.ts";
import type { PartyFinding } from "./party-finding.ts";
import type { Times } from "./status.ts";
import type { OrderTextId } from "./words.ts";

/** What orders are weighed with. */
export interface OrderGrounds {
  readonly held: readonly HeldOrder[];
  readonly findings: readonly PartyFinding[];
  /** The services of this server: an order touches those that it names and no other. */
  readonly platforms: readonly string[];
  readonly times: Times;
}

interface About {
  readonly subject: string;
  readonly platform: string;
}

/** What orders come to: what they ask for, what only a person can say, and why they ask for nothing more. */
export interface OrderWork {
  readonly asks: readonly OrderAsk[];
  readonly questions: readonly (Question & About)[];
  readonly reasons: readonly (OrderReason & About)[];
}

/**
 * Weighs all confirmed orders against everybody of whom it was said whom an order names. Asked for is only what both the confirmed
 * version and the newest record surely say; where they differ, a person reads the docket.
 */
export function orderWork(grounds: OrderGrounds): OrderWork {
  const asks: OrderAsk[] = [];
  const questions: (Question & About)[] = [];
  const reasons: (OrderReason & About)[] = [];
  for (const { order, question } of questionsOf(grounds)) {
    const { subject, platform } = question;
    const decision = decideControl(ordersOf(grounds, "confirmed"), question);
    if (decision.kind === "undetermined") {
      questions.push(
        ...decision.questions
          .filter((asked) => isAbout(asked, order))
          .map((asked) => ({ ...asked, subject, platform })),
      );
    }
    if (decision.kind === "notBound") {
      reasons.push(
        ...decision.reasons
          .filter((reason) => reason.order === order.id)
          .map((reason) => ({ ...reason, subject, platform })),
      );
    }
    for (const ask of asksOf(decision, grounds).filter((each) => each.order === order.id)) {
      const newest = decideControl(ordersOf(grounds, "newest"), question);
      if (carries(newest, ask, grounds.times)) asks.push(ask);
      else
        questions.push({
          ask: "order.ask.newer",
          order: order.id,
          norm: ask.norm,
          about: [],
          cites: ask.cites,
          subject,
          platform,
        });
    }
  }
  return { asks: onceEach(asks), questions: onceEach(questions), reasons: onceEach(reasons) };
}

/** Whether a control still stands on what an order asked for. `doubted`: to be looked at by two; `ended`: it binds no more. */
export type AskStanding =
  | { readonly kind: "stands" }
  | { readonly kind: "doubted" | "ended"; readonly why: readonly OrderTextId[] };

/**
 * Weighs again what was approved at `sinceMs`. It ends with the order itself: by the version that two persons confirmed, and whom
 * people had found then. What one person entered since, an unconfirmed event or another finding, makes it doubted and ends nothing.
 */
export function askStanding(ask: OrderAsk, sinceMs: number, grounds: OrderGrounds): AskStanding {
  if (!grounds.held.some(({ confirmed }) => confirmed.id === ask.order)) {
    return { kind: "doubted", why: ["order.notBound.notRecorded"] };
  }
  const then = { ...grounds, findings: grounds.findings.filter(({ knownAtMs }) => knownAtMs <= sinceMs) };
  const ended = whyNot(ask, "confirmed", then);
  if (ended !== undefined) return { kind: "ended", why: ended };
  const doubted = whyNot(ask, "confirmed", grounds) ?? whyNot(ask, "newest", grounds);
  return doubted === undefined ? { kind: "stands" } : { kind: "doubted", why: doubted };
}

type Version = "confirmed" | "newest";

function ordersOf({ held }: OrderGrounds, version: Version): readonly Order[] {
  return held.map((each) => each[version]);
}

function* questionsOf({
  held,
  findings,
  platforms,
  times,
}: OrderGrounds): Generator<{ readonly order: Order; readonly question: BindingQuestion }> {
  for (const { confirmed: order } of held) {
    const about = findings.filter((finding) => finding.order === order.id);
    const subjects = new Set(about.map(({ subject }) => subject));
    const acts = new Set(
      order.norms.filter(({ type }) => type === "prohibition").flatMap((norm) => norm.acts),
    );
    for (const subject of subjects) {
      for (const platform of platforms) {
        for (const act of acts) yield { order, question: { subject, act, platform, findings, times } };
      }
    }
  }
}

/** A question of this order, or of one that contradicts it. */
function isAbout({ order: of, about }: Question, order: Order): boolean {
  return of === order.id || about.includes(order.id);
}

function asksOf(decision: Decision, { held }: OrderGrounds): readonly OrderAsk[] {
  if (decision.kind !== "bound") return [];
  return decision.proposals.flatMap((proposal) => {
    const { control, platform, subject } = proposal;
    if (proposal.basis !== "order" || !concerns(control, subject)) return [];
    const dataHash = held.find(({ confirmed }) => confirmed.id === proposal.ground.order)?.dataHash ?? "";
    return [{ ...proposal.ground, dataHash, control, platform, subject }];
  });
}

/** An account is suspended, a build is refused, and neither the other way. */
function concerns(control: OrderControl, subject: string): boolean {
  const isAccount = AccountId.parse(subject) !== undefined;
  if (control === "suspendAccount") return isAccount;
  return control === "refuseBuild" ? !isAccount : true;
}

function carries(decision: Decision, ask: OrderAsk, times: Times): boolean {
  const reviewed = reviewControl({ state: "active", proposal: proposalOf(ask, times) }, decision, times);
  return reviewed.state === "active";
}

function proposalOf(ask: OrderAsk, decidedFor: Times): Parameters<typeof reviewControl>[0]["proposal"] {
  const { order, norm, as, cites, control, platform, subject } = ask;
  const ground = { order, norm, as, cites };
  return { control, platform, subject, approvals: 2, decidedFor, basis: "order", ground };
}

/** Why these versions of the orders don't ask for it any more; `undefined` while they do, for one act at least. */
function whyNot(ask: OrderAsk, version: Version, grounds: OrderGrounds): readonly OrderTextId[] | undefined {
  const orders = ordersOf(grounds, version);
  const acts = orders.find(({ id }) => id === ask.order)?.norms.find(({ id }) => id === ask.norm)?.acts ?? [];
  const { findings, times } = grounds;
  const { subject, platform } = ask;
  const why = new Set<OrderTextId>();
  for (const act of acts) {
    const decision = decideControl(orders, { subject, platform, act, findings, times });
    if (carries(decision, ask, times)) return undefined;
    if (decision.kind === "undetermined") for (const { ask: asked } of decision.questions) why.add(asked);
    if (decision.kind === "notBound") {
      for (const reason of decision.reasons) if (reason.order === ask.order) why.add(reason.why);
    }
  }
  return [...why];
}

/** The ask that a page means, if the orders still ask for it. */
export function findAsk(work: OrderWork, wanted: OrderAsk): OrderAsk | undefined {
  return work.asks.find((ask) => isSameAsk(ask, wanted) && ask.dataHash === wanted.dataHash);
}

function onceEach<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
