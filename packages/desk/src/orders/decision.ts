import { type BindingQuestion, bindingAsOf, type Question, type Reason } from "./binding.ts";
import type { Act, Norm, Order, OrderControl } from "./order-form.ts";
import { type Citation, citationsOf } from "./standing.ts";
import { normStatus, type Times } from "./status.ts";

/** What stands under a control whose basis is an order. */
export interface OrderGround {
  readonly order: string;
  readonly norm: string;
  readonly as: string;
  readonly cites: readonly Citation[];
}

/**
 * A control that two persons may approve; nothing happens before they do. With the basis `terms` or `safety` it says
 * why the orders at hand didn't carry it, so that a refusal on one's own terms never passes for a court's.
 */
export type ControlProposal = {
  readonly control: OrderControl;
  readonly platform: string;
  /** The account, registration or build. */
  readonly subject: string;
  readonly approvals: 2;
  readonly decidedFor: Times;
} & (
  | { readonly basis: "order"; readonly ground: OrderGround }
  | { readonly basis: "terms" | "safety"; readonly notByOrder: readonly OrderReason[] }
);

export interface OrderReason extends Reason {
  readonly order: string;
}

/** What all orders together say: a court's word to carry out (by no control, if the order names none that fits), nothing, or a question for a person. */
export type Decision =
  | { readonly kind: "bound"; readonly proposals: readonly ControlProposal[] }
  | { readonly kind: "notBound"; readonly reasons: readonly OrderReason[] }
  | { readonly kind: "undetermined"; readonly questions: readonly Question[] };

/**
 * Weighs every order against one question. One binds and none contradicts it: its controls are proposed. Two that contradict
 * each other, or one that is open while none binds: a person.
 */
export function decideControl(orders: readonly Order[], question: BindingQuestion): Decision {
  const reasons: OrderReason[] = [];
  const questions: Question[] = [];
  const proposals: ControlProposal[] = [];
  let binds = false;
  for (const order of orders) {
    const binding = bindingAsOf(order, question);
    if (binding.kind === "doesNotBind") {
      reasons.push(...binding.reasons.map((reason) => ({ ...reason, order: order.id })));
      continue;
    }
    if (binding.kind === "undetermined") {
      questions.push(...binding.questions);
      continue;
    }
    binds = true;
    for (const { norm, as, cites } of binding.norms) {
      questions.push(...conflicts(orders, { ground: { order: order.id, norm, as, cites }, question }));
      proposals.push(...proposalsFor(order, { ground: { order: order.id, norm, as, cites }, question }));
    }
  }
  const conflicted = questions.filter(({ ask }) => ask === "order.ask.conflict");
  if (conflicted.length > 0) return { kind: "undetermined", questions: conflicted };
  if (binds) return { kind: "bound", proposals };
  if (questions.length > 0) return { kind: "undetermined", questions };
  return { kind: "notBound", reasons };
}

interface Bound {
  readonly ground: OrderGround;
  readonly question: BindingQuestion;
}

function proposalsFor(order: Order, { ground, question }: Bound): readonly ControlProposal[] {
  const { platform, subject, act, times } = question;
  return order.controls
    .filter(({ norm, control }) => norm === ground.norm && fits(control, act))
    .map(({ control }) => ({
      control,
      platform,
      subject,
      approvals: 2,
      decidedFor: times,
      basis: "order",
      ground,
    }));
}

/** A registration is refused for what it is; accounts and builds for anything that is done with them; evidence is always kept. */
function fits(control: OrderControl, act: Act): boolean {
  if (control === "refuseRegistration") return act === "createAccount";
  if (control === "suspendAccount") return act !== "createAccount";
  return true;
}

/** Norms of other orders that allow or demand what this one forbids, in the same service, unless they are surely without force. */
function conflicts(orders: readonly Order[], { ground, question }: Bound): readonly Question[] {
  return orders
    .filter(({ id }) => id !== ground.order)
    .flatMap((order) =>
      order.norms
        .filter((norm) => opposes(order, norm, question))
        .map((norm) => ({
          ask: "order.ask.conflict" as const,
          order: order.id,
          norm: norm.id,
          about: [ground.order, ground.norm],
          cites: citationsOf(order, norm),
        })),
    );
}

function opposes(order: Order, norm: Norm, { act, platform, times }: BindingQuestion): boolean {
  if (norm.type === "prohibition" || !norm.acts.includes(act)) return false;
  if (!order.platforms.some(({ id, scope }) => id === platform && scope === "in")) return false;
  const { kind } = normStatus(order, norm.id, times);
  return kind === "inForce" || kind === "unknown";
}

/** A control on the operator's own ground, where no order carries it. Where one does, it is proposed on that order instead. */
export function proposeOutsideOrder(
  decision: Exclude<Decision, { readonly kind: "bound" }>,
  basis: "terms" | "safety",
  wanted: Pick<ControlProposal, "control" | "platform" | "subject" | "decidedFor">,
): ControlProposal {
  const notByOrder = decision.kind === "notBound" ? decision.reasons : [];
  return { ...wanted, approvals: 2, basis, notByOrder };
}

/** A control that was approved, and whether it still stands. */
export type Enforced =
  | { readonly state: "active"; readonly proposal: ControlProposal }
  | {
      readonly state: "lifted";
      readonly proposal: ControlProposal;
      readonly at: Times;
      readonly reasons: readonly OrderReason[];
      readonly questions: readonly Question[];
    };

/**
 * Looks at an active control again. One that rests on an order ends by itself as soon as that very norm no longer surely binds:
 * stayed, vacated, run into doubt. It never comes back by itself: two persons approve a new proposal.
 */
export function reviewControl(enforced: Enforced, decision: Decision, at: Times): Enforced {
  const { proposal } = enforced;
  if (enforced.state === "lifted" || proposal.basis !== "order") return enforced;
  const { order, norm } = proposal.ground;
  if (decision.kind === "bound") {
    const stands = decision.proposals.some(
      (other) =>
        other.basis === "order" &&
        other.ground.order === order &&
        other.ground.norm === norm &&
        other.control === proposal.control &&
        other.platform === proposal.platform &&
        other.subject === proposal.subject,
    );
    return stands ? enforced : { state: "lifted", proposal, at, reasons: [], questions: [] };
  }
  const reasons = decision.kind === "notBound" ? decision.reasons : [];
  const questions = decision.kind === "undetermined" ? decision.questions : [];
  return { state: "lifted", proposal, at, reasons, questions };
}
