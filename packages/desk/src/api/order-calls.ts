import { string } from "@bridle/protocol/params";
import { roles, type Role } from "../approvals/roles.ts";
import { deskCall, replies } from "./desk-call.ts";

const workers: readonly Role[] = ["analyst", "lead", "counsel"];

/** An order as the pages read it: they decide nothing by it. */
export interface OrderView {
  readonly id: string;
  /** The order's JSON as it came. */
  readonly text: string;
  readonly addedAtMs: number;
  readonly by: string;
  /** Whether two persons confirmed exactly this version. */
  readonly confirmed: boolean;
}

/** Orders as data. */
export const orderCalls = {
  "orders.list": deskCall({}, roles, replies<readonly OrderView[]>()),
  /** A new order, or a version that only adds to the one before. */
  "orders.put": deskCall({ text: string({ min: 2, max: 400_000 }) }, workers, replies<{ orderId: string }>()),
  /** Asks a second person, counsel, to confirm the order as it is kept. */
  "orders.propose": deskCall(
    { orderId: string({ min: 1, max: 200 }) },
    workers,
    replies<{ proposalId: string }>(),
  ),
} as const;
