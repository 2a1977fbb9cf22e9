import type { OrderControl } from "./order-form.ts";
import type { Citation } from "./standing.ts";

/** What a confirmed order asks for: one control of one subject in one service, and where the order says so. Plain data. */
export interface OrderAsk {
  readonly order: string;
  /** SHA-256 in hex of the order as data, in the version that two persons confirmed. */
  readonly dataHash: string;
  readonly norm: string;
  /** The party or class whom people found the subject to be. */
  readonly as: string;
  readonly cites: readonly Citation[];
  readonly control: OrderControl;
  readonly platform: string;
  /** The account or the build. */
  readonly subject: string;
}

/** Whether both ask for the same, whoever the subject was found to be and in whichever version of the order. */
export function isSameAsk(a: OrderAsk, b: OrderAsk): boolean {
  return (["order", "norm", "control", "platform", "subject"] as const).every((name) => a[name] === b[name]);
}
