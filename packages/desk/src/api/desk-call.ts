import type { Param, ParamsOf } from "@bridle/protocol/params";
import type { Role } from "../approvals/roles.ts";
import type { Refusal } from "../cases/refusal.ts";

type Declared = Readonly<Record<string, Param<unknown>>>;

/** Carries the reply's type; there is no value of it. */
export interface Replies<T> {
  readonly replies?: T;
}

/** One call of the desk's pages: what it takes, who may make it, what it gives. */
export interface DeskCall<P extends Declared, R> {
  readonly params: P;
  /** `anyone` hasn't signed in yet; a list names roles. */
  readonly who: "anyone" | readonly Role[];
  readonly reply: Replies<R>;
}

export function deskCall<P extends Declared, R>(
  params: P,
  who: "anyone" | readonly Role[],
  _reply: Replies<R>,
): DeskCall<P, R> {
  return { params, who, reply: {} };
}

export function replies<R>(): Replies<R> {
  return {};
}

export type ParamsOfCall<C> = C extends { readonly params: infer P extends Declared } ? ParamsOf<P> : never;
export type ReplyOfCall<C> = C extends { readonly reply: Replies<infer R> } ? R : never;

/** Why a call of the pages was refused; each has its own sentence in the catalogue. */
export const deskRefusals = [
  "bad_params",
  "not_signed_in",
  "not_allowed",
  "link_not_usable",
  "passkey_refused",
  "rate_limited",
  "unknown_call",
  "failed",
  // What a decision says.
  "unknown_person",
  "bad_id",
  "unknown_case",
  "unknown_finding",
  "unknown_proposal",
  "unknown_control",
  "unknown_order",
  "unknown_hold",
  "unknown_batch",
  "stale",
  "nothing_to_do",
  "wrong_state",
  "finding_taken",
  "own_proposal",
  "proposer_gone",
  "expired",
  "different_content",
  "not_opened",
  "second_person_needed",
  "untrue_basis",
  "unknown_party",
  "order_not_binding",
  "not_due",
  // What keeping an order says.
  "bad_order",
  "order_only_grows",
  "order_without_source",
  // What publishing a report says.
  "report_not_due",
  "report_not_made",
  // What opening targets says.
  "no_desk_key",
  "two_people_needed",
  "wrong_passphrase",
  "damaged",
] as const;
export type DeskRefusalKind = (typeof deskRefusals)[number];

/** Every decision's refusal is one of the pages' refusals: this doesn't compile otherwise. */
export function asDeskRefusal(refusal: Refusal): DeskRefusalKind {
  return refusal;
}

export interface DeskRefusal {
  readonly kind: DeskRefusalKind;
  /** What and where, for a developer; never a person's data. */
  readonly detail: string;
}
