import type { Act, Condition, Norm, Order } from "./order-form.ts";
import { findingsAt, type PartyFinding } from "./party-finding.ts";
import { type Citation, citationsOf, type Defect, defectsOf } from "./standing.ts";
import { type Doubt, type NormStatus, normStatus, type Times } from "./status.ts";

/** Whether an order reaches somebody's act on a platform, at two times. */
export interface BindingQuestion {
  /** The account, registration or build, as the desk names it. */
  readonly subject: string;
  readonly act: Act;
  readonly platform: string;
  readonly findings: readonly PartyFinding[];
  readonly times: Times;
}

/** Why an order doesn't reach: names of texts in the catalogue. */
export type NotBoundWhy =
  | "order.notBound.platformUnknown"
  | "order.notBound.platformOut"
  | "order.notBound.noNorm"
  | "order.notBound.partyUnknown"
  | "order.notBound.carveOut"
  | "order.notBound.notRecorded"
  | "order.notBound.notYet"
  | "order.notBound.stayed"
  | "order.notBound.ended"
  | "order.notBound.eventUnverified"
  | Defect;

/** One reason, with what it is about (ids of the order's parts) and the paragraphs that say so. */
export interface Reason {
  readonly why: NotBoundWhy;
  readonly norm?: string;
  readonly about: readonly string[];
  readonly cites: readonly Citation[];
}

/** What only a person can answer, before anything is refused. */
export interface Question {
  readonly ask:
    | Doubt
    | "order.ask.isItThem"
    | "order.ask.inCarveOut"
    | "order.ask.reach"
    | "order.ask.condition"
    | "order.ask.conflict"
    | "order.ask.newer";
  readonly order: string;
  readonly norm: string;
  readonly about: readonly string[];
  readonly cites: readonly Citation[];
}

export interface BoundNorm {
  readonly norm: string;
  /** Party or class whom the subject was found to be. */
  readonly as: string;
  readonly cites: readonly Citation[];
}

export type Binding =
  | { readonly kind: "binds"; readonly norms: readonly BoundNorm[] }
  | { readonly kind: "doesNotBind"; readonly reasons: readonly Reason[] }
  | { readonly kind: "undetermined"; readonly questions: readonly Question[] };

/**
 * What one order says. It binds only where everything holds at once: platform in scope, a prohibition of the act in force by
 * verified events, cited to fixed paragraphs, and somebody whom people found to be bound and not carved out. One thing known to
 * be missing: it doesn't bind. Nothing known to be missing but something open: a person is asked. Doubt never binds.
 */
export function bindingAsOf(order: Order, question: BindingQuestion): Binding {
  const outside = platformReason(order, question.platform);
  if (outside !== undefined) return { kind: "doesNotBind", reasons: [outside] };
  const norms = order.norms.filter(({ type, acts }) => type === "prohibition" && acts.includes(question.act));
  if (norms.length === 0) {
    return { kind: "doesNotBind", reasons: [{ why: "order.notBound.noNorm", about: [], cites: [] }] };
  }
  const found = findingsAt(question.findings, {
    order,
    subject: question.subject,
    knownAtMs: question.times.knownAtMs,
  });
  const judged = norms.map((norm) => judgeNorm({ order, norm, found, times: question.times }));
  const bound = judged.flatMap(({ bound }) => bound ?? []);
  if (bound.length > 0) return { kind: "binds", norms: bound };
  const questions = judged
    .filter(({ reasons }) => reasons.length === 0)
    .flatMap(({ questions }) => questions);
  if (questions.length > 0) return { kind: "undetermined", questions };
  return { kind: "doesNotBind", reasons: judged.flatMap(({ reasons }) => reasons) };
}

function platformReason(order: Order, id: string): Reason | undefined {
  const platform = order.platforms.find((platform) => platform.id === id);
  if (platform === undefined) return { why: "order.notBound.platformUnknown", about: [id], cites: [] };
  const cites = citationsOf(order, platform);
  if (platform.scope === "out") return { why: "order.notBound.platformOut", about: [id], cites };
  const [defect] = defectsOf(order, platform);
  return defect === undefined ? undefined : { why: defect, about: [id], cites };
}

interface NormCase {
  readonly order: Order;
  readonly norm: Norm;
  readonly found: ReadonlyMap<string, PartyFinding>;
  readonly times: Times;
}

interface Judged {
  readonly reasons: readonly Reason[];
  readonly questions: readonly Question[];
  readonly bound?: BoundNorm;
}

function judgeNorm(normCase: NormCase): Judged {
  const { order, norm, times } = normCase;
  const cites = citationsOf(order, norm);
  const reasons: Reason[] = [];
  const questions: Question[] = [];
  const because = (why: NotBoundWhy, about: readonly string[] = []): void =>
    void reasons.push({ why, norm: norm.id, about, cites });
  const ask = (asked: Question["ask"], about: readonly string[]): void =>
    void questions.push({ ask: asked, order: order.id, norm: norm.id, about, cites });
  for (const defect of defectsOf(order, norm)) because(defect, [norm.id]);
  statusReason(normStatus(order, norm.id, times), { because, ask });
  carveOutReason(normCase, { because, ask });
  const as = whoIsBound(normCase, { because, ask });
  if (as === undefined || reasons.length > 0 || questions.length > 0) return { reasons, questions };
  return { reasons, questions, bound: { norm: norm.id, as, cites } };
}

interface Sink {
  readonly because: (why: NotBoundWhy, about?: readonly string[]) => void;
  readonly ask: (asked: Question["ask"], about: readonly string[]) => void;
}

function statusReason(status: NormStatus, { because, ask }: Sink): void {
  switch (status.kind) {
    case "notRecorded":
      return because("order.notBound.notRecorded");
    case "notYet":
      return because("order.notBound.notYet");
    case "stayed":
      return because("order.notBound.stayed", [status.by]);
    case "ended":
      return because("order.notBound.ended", [status.by]);
    case "unknown":
      return ask(status.doubt, status.about);
    case "inForce":
      if (!status.verified) because("order.notBound.eventUnverified", [status.by]);
  }
}

/** Carve-outs beat prohibitions, cited or not: what limits an order is never asked for more proof than what extends it. */
function carveOutReason({ order, norm, found }: NormCase, { because, ask }: Sink): void {
  for (const { id, overrides } of order.carveOuts) {
    if (!overrides.includes(norm.id)) continue;
    const grade = found.get(id)?.grade;
    if (grade === "found") because("order.notBound.carveOut", [id]);
    else if (grade === "suspected" || grade === "probable") ask("order.ask.inCarveOut", [id]);
  }
}

/** The party or class whom people found the subject to be. Nobody named at all: not bound. */
function whoIsBound({ order, found }: NormCase, { because, ask }: Sink): string | undefined {
  const open: (readonly [ask: Question["ask"], about: readonly string[]])[] = [];
  const flaws: (readonly [why: Defect, id: string])[] = [];
  for (const party of order.parties) {
    const grade = party.role === "enjoined" ? found.get(party.id)?.grade : undefined;
    if (grade === undefined || grade === "excluded") continue;
    if (party.standing !== "verified") flaws.push(["order.defect.notVerified", party.id]);
    else if (grade === "found") return party.id;
    else open.push(["order.ask.isItThem", [party.id]]);
  }
  for (const boundClass of order.boundClasses) {
    const finding = found.get(boundClass.id);
    if (finding === undefined || finding.grade === "excluded") continue;
    const [flaw] = defectsOf(order, boundClass);
    const missing = boundClass.requires.filter((one: Condition) => !finding.conditions.includes(one));
    if (boundClass.reach === "undetermined") open.push(["order.ask.reach", [boundClass.id]]);
    else if (flaw !== undefined) flaws.push([flaw, boundClass.id]);
    else if (finding.grade !== "found") open.push(["order.ask.isItThem", [boundClass.id]]);
    else if (missing.length > 0) open.push(["order.ask.condition", [boundClass.id, ...missing]]);
    else return boundClass.id;
  }
  if (open.length > 0) for (const [asked, about] of open) ask(asked, about);
  else if (flaws.length > 0) for (const [why, id] of flaws) because(why, [id]);
  else because("order.notBound.partyUnknown");
  return undefined;
}
