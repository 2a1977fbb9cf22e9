import { list, oneOf, string } from "@bridle/protocol/params";
import type { Proposal } from "../approvals/action.ts";
import { roles, type Role } from "../approvals/roles.ts";
import type { Hold } from "../cases/case.ts";
import type { KeptControl } from "../cases/desk-state.ts";
import type { OrderAsk } from "../orders/order-ask.ts";
import { conditions, orderControls } from "../orders/order-form.ts";
import type { AskStanding, OrderWork } from "../orders/order-work.ts";
import { grades, type PartyFinding } from "../orders/party-finding.ts";
import { deskCall, replies } from "./desk-call.ts";

const workers: readonly Role[] = ["analyst", "lead", "counsel"];
const orderId = string({ min: 1, max: 200 });
const partId = string({ min: 1, max: 64 });
/** An account or a build. */
const subject = string({ min: 1, max: 64 });

/** An order as the pages read it: they decide nothing by it. */
export interface OrderView {
  readonly id: string;
  /** The order's JSON as it came. */
  readonly text: string;
  readonly addedAtMs: number;
  readonly by: string;
  /** Whether two persons confirmed exactly this version. */
  readonly confirmed: boolean;
  /** What it asks for that nobody proposed yet, and what rests on it and is doubted. */
  readonly toLookAt: number;
}

/** One thing that an order asks for, and how far it has come here. */
export interface AskView {
  readonly ask: OrderAsk;
  /** `noForm`: no control does just this, so people do it; `nothingHere`: nothing is kept about the subject. */
  readonly state: "open" | "proposed" | "done" | "noForm" | "nothingHere";
  readonly proposalId: Proposal["id"] | null;
}

/** What an order comes to on this server, now. */
export interface OrderWorkView extends Pick<OrderWork, "questions" | "reasons"> {
  readonly asks: readonly AskView[];
  readonly findings: readonly PartyFinding[];
  /** Of confirmed cases: those whom a person may find to be somebody. */
  readonly accounts: readonly string[];
  /** Newest first; `standing` of one that isn't in force any more is why it ended. */
  readonly controls: readonly {
    readonly control: KeptControl;
    readonly inForce: boolean;
    readonly standing: AskStanding;
  }[];
  readonly holds: readonly {
    readonly caseId: string;
    readonly version: number;
    readonly hold: Hold;
    readonly standing: AskStanding;
  }[];
}

/** Orders as data, and what comes of them. */
export const orderCalls = {
  "orders.list": deskCall({}, roles, replies<readonly OrderView[]>()),
  /** A new order, or a version that only adds to the one before. */
  "orders.put": deskCall({ text: string({ min: 2, max: 400_000 }) }, workers, replies<{ orderId: string }>()),
  /** Asks a second person, counsel, to confirm the order as it is kept. */
  "orders.propose": deskCall({ orderId }, workers, replies<{ proposalId: string }>()),
  "orders.work": deskCall({ orderId }, roles, replies<OrderWorkView>()),
  /** Says whom of the order's people somebody is. */
  "orders.find": deskCall(
    {
      orderId,
      subject,
      /** A party, a class or an exemption of the order. */
      as: partId,
      grade: oneOf(...grades),
      conditions: list(oneOf(...conditions), { min: 0, max: conditions.length }),
    },
    workers,
    replies<Record<string, never>>(),
  ),
  /** Asks a second person, counsel, to let happen what the order asks for. */
  "orders.enforce": deskCall(
    {
      orderId,
      norm: partId,
      control: oneOf(...orderControls),
      platform: string({ min: 1, max: 32 }),
      subject,
    },
    workers,
    replies<{ proposalId: string }>(),
  ),
} as const;
