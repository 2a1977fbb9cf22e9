import type { Param, ParamsOf } from "@bridle/protocol/params";
import type { Role } from "../approvals/roles.ts";

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
] as const;
export type DeskRefusalKind = (typeof deskRefusals)[number];

export interface DeskRefusal {
  readonly kind: DeskRefusalKind;
  /** What and where, for a developer; never a person's data. */
  readonly detail: string;
}
