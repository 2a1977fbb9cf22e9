import type { AccountId } from "@bridle/protocol";
import type { OrderAsk } from "../orders/order-ask.ts";
import type { NetworkClass } from "../signals/signal.ts";

/** What the server tells apart without reading anything (DESIGN §6). Notices are none of them: they can't be refused. */
export const outerClasses = [
  "message",
  "commit",
  "welcome",
  "ephemeral",
  "introduction",
  "call",
  "sync",
] as const;
export type OuterClass = (typeof outerClasses)[number];

/**
 * On what a refusal rests. A party outside an order's terms is refused on `terms` or for `safety`, and
 * what is recorded says so.
 */
export const bases = ["order", "terms", "safety"] as const;
export type Basis = (typeof bases)[number];

/** What people are told about it: names of texts in the catalogue. Never free text. */
export const controlReasons = [
  "attackUnderway",
  "faultyBuild",
  "imitatedBuild",
  "courtOrder",
  "termsBroken",
  "drill",
] as const;
export type ControlReason = (typeof controlReasons)[number];

/** What is refused. */
export type Refused =
  | { readonly kind: "refuseClass"; readonly value: OuterClass }
  /** Bodies of that class longer than so many bytes; 0 refuses all that have a body. */
  | {
      readonly kind: "refuseSize";
      readonly value: { readonly class: OuterClass; readonly overBytes: number };
    }
  /** The build that a client claims; a `*` at the end stands for any ending. */
  | { readonly kind: "refuseBuild"; readonly value: string }
  | { readonly kind: "refuseRegistration"; readonly value: "everyone" | NetworkClass }
  | { readonly kind: "suspendAccount"; readonly value: AccountId };

export type Control = Refused & {
  /** 16 bytes in hex. */
  readonly id: string;
  /** One of the deployment's services; all of them without. */
  readonly platform?: string;
  readonly basis: Basis;
  /** The order it rests on, where that is its basis, and what of it. */
  readonly order?: string;
  readonly ground?: OrderAsk;
  readonly reason: ControlReason;
  readonly sinceMs: number;
  /** Exclusive. Without one it lasts until it is lifted. */
  readonly untilMs?: number;
  /** Who decided it, each person once. One person's word ends after `aloneMs`. */
  readonly by: readonly string[];
};

/** So long one person's control lasts unless a second confirms it. */
export const aloneMs = 60 * 60 * 1000;

/** When it ends by itself, exclusive; `undefined` for one that lasts until it is lifted. */
export function endsAtMs(control: Control): number | undefined {
  const { sinceMs, untilMs, by } = control;
  if (new Set(by).size >= 2) return untilMs;
  return Math.min(sinceMs + aloneMs, untilMs ?? Number.POSITIVE_INFINITY);
}

export function isInForce(control: Control, nowMs: number): boolean {
  return nowMs >= control.sinceMs && nowMs < (endsAtMs(control) ?? Number.POSITIVE_INFINITY);
}
