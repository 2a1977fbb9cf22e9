import {
  asDeskRefusal,
  continuesOrder,
  orderBytes,
  orderRefusalText,
  parseOrder,
  type Order,
  type OrderRef,
  type orderCalls,
} from "@bridle/desk";
import { err, ok, toHex } from "@bridle/protocol";
import type { DeskHandlers } from "../http/desk-api.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { DeskOrders } from "./desk-orders.ts";
import type { DeskService } from "./desk-service.ts";

type OrderHandlers = Pick<DeskHandlers, keyof typeof orderCalls>;

/** The calls about orders: kept as data by anybody but auditors, confirmed by two persons of whom one is counsel. */
export function orderHandlers(options: {
  readonly service: DeskService;
  readonly orders: DeskOrders;
  readonly crypto: Pick<ServerCrypto, "sha256">;
  nowMs(): number;
}): OrderHandlers {
  const { service, orders, crypto } = options;
  const refOf = (order: Order): OrderRef | undefined =>
    order.source.sha256 === null
      ? undefined
      : {
          orderId: order.id,
          sourceHash: order.source.sha256,
          dataHash: toHex(crypto.sha256(orderBytes(order))),
        };
  return {
    "orders.list": async () =>
      ok(
        orders.all().map(({ id, text, addedAtMs, by }) => {
          const order = parseOrder(text);
          const dataHash = order.ok ? toHex(crypto.sha256(orderBytes(order.value))) : "";
          const confirmed = service.state.orders.get(id);
          return { id, text, addedAtMs, by, confirmed: confirmed?.dataHash === dataHash };
        }),
      ),
    "orders.put": async ({ text }, { session }) => {
      const order = parseOrder(text);
      if (!order.ok) return err({ kind: "bad_order", detail: orderRefusalText(order.error) });
      const { id } = order.value;
      const before = orders.find(id);
      const known = before === undefined ? undefined : parseOrder(before.text);
      if (known?.ok === true) {
        const continues = continuesOrder(known.value, order.value);
        if (!continues.ok)
          return err({
            kind: "order_only_grows",
            detail: `${continues.error.path}: expected ${continues.error.expected}`,
          });
      }
      orders.put({ id, text, addedAtMs: options.nowMs(), by: session?.analyst.id ?? "" });
      return ok({ orderId: id });
    },
    "orders.propose": async ({ orderId }, { session }) => {
      const kept = orders.find(orderId);
      const order = kept === undefined ? undefined : parseOrder(kept.text);
      if (order?.ok !== true) return err({ kind: "unknown_order", detail: "" });
      const ref = refOf(order.value);
      if (ref === undefined) return err({ kind: "order_without_source", detail: "" });
      const proposalId = service.freshId();
      const ran = service.command({
        by: session?.analyst.id ?? "",
        kind: "proposal.make",
        proposalId,
        action: { kind: "confirmOrder", order: ref },
      });
      return ran.ok ? ok({ proposalId }) : err({ kind: asDeskRefusal(ran.error), detail: "" });
    },
  };
}
