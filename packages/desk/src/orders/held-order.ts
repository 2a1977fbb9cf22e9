import { toHex, type Sha256 } from "@bridle/protocol";
import type { Order } from "./order-form.ts";
import { orderBytes } from "./order.ts";

/** A court's order, as what was read and what was made of it. */
export interface OrderRef {
  readonly orderId: string;
  /** SHA-256 in hex: of the document as it was served, and of the order as data. */
  readonly sourceHash: string;
  readonly dataHash: string;
  /** How many events, receipts and breaches this version has: a record only grows, so a later one still holds it. */
  readonly entries?: readonly [events: number, received: number, breaches: number];
}

/** An order that two persons confirmed, and its record as it is kept now, which may have grown since. */
export interface HeldOrder {
  readonly confirmed: Order;
  readonly newest: Order;
  readonly dataHash: string;
}

/** What a proposal to confirm names. `undefined` without the hash of the court's document. */
export function orderRef(sha256: Sha256, order: Order): OrderRef | undefined {
  const { id: orderId, source, events, received, breaches } = order;
  if (source.sha256 === null) return undefined;
  const dataHash = toHex(sha256(orderBytes(order)));
  const entries = [events.length, received.length, breaches.length] as const;
  return { orderId, sourceHash: source.sha256, dataHash, entries };
}

/** The version that was confirmed, out of the record as it is kept. `undefined` where it isn't in there. */
export function heldOrder(sha256: Sha256, newest: Order, ref: OrderRef): HeldOrder | undefined {
  const [events, received, breaches] = ref.entries ?? [];
  const confirmed: Order = {
    ...newest,
    events: newest.events.slice(0, events),
    received: newest.received.slice(0, received),
    breaches: newest.breaches.slice(0, breaches),
  };
  const { dataHash } = ref;
  return toHex(sha256(orderBytes(confirmed))) === dataHash ? { confirmed, newest, dataHash } : undefined;
}
