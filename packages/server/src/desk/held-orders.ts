import { heldOrder, parseOrder, type HeldOrder, type Order, type OrderRef } from "@bridle/desk";
import type { Sha256 } from "@bridle/protocol";
import type { DeskOrders } from "./desk-orders.ts";

interface Read {
  readonly text: string;
  readonly order: Order | undefined;
  /** Of the version that was asked for last. */
  held?: { readonly dataHash: string; readonly order: HeldOrder | undefined };
}

/** The kept orders that two persons confirmed, each read once for as long as its text and what was confirmed stay the same. */
export class HeldOrders {
  readonly #orders: Pick<DeskOrders, "find">;
  readonly #sha256: Sha256;
  readonly #read = new Map<string, Read>();

  constructor(orders: Pick<DeskOrders, "find">, sha256: Sha256) {
    this.#orders = orders;
    this.#sha256 = sha256;
  }

  of(confirmed: Iterable<OrderRef>): readonly HeldOrder[] {
    return [...confirmed].flatMap((ref) => this.#held(ref) ?? []);
  }

  #held(ref: OrderRef): HeldOrder | undefined {
    const text = this.#orders.find(ref.orderId)?.text;
    if (text === undefined) return undefined;
    let read = this.#read.get(ref.orderId);
    if (read?.text !== text) {
      const order = parseOrder(text);
      read = { text, order: order.ok ? order.value : undefined };
      this.#read.set(ref.orderId, read);
    }
    const { dataHash } = ref;
    if (read.held?.dataHash !== dataHash) {
      read.held = { dataHash, order: read.order && heldOrder(this.#sha256, read.order, ref) };
    }
    return read.held.order;
  }
}
