import type { Result, Sha256 } from "@bridle/protocol";
import type { HeldOrder } from "../orders/held-order.ts";
import type { Fact } from "./event.ts";
import type { Refusal } from "./refusal.ts";

/** The orders that two persons confirmed, as they are kept, and the services of this server. */
export interface OrdersHere {
  readonly held: () => readonly HeldOrder[];
  readonly platforms: readonly string[];
}

export interface DeskEnv {
  readonly nowMs: number;
  readonly orders: OrdersHere;
  readonly sha256: Sha256;
  /** 32 fresh random bytes for this one decision, in hex. */
  readonly salt: string;
}

/** A fact on its way into a stream. */
export interface Draft {
  readonly stream: string;
  readonly fact: Fact;
  /** Who decided it, if more than the command's author. */
  readonly by?: readonly string[];
}

export type Drafts = Result<readonly Draft[], Refusal>;

/** 16 bytes in hex; so no id is the name of another stream. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
