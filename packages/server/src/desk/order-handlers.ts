import {
  asDeskRefusal,
  continuesOrder,
  orderBytes,
  orderRef,
  orderRefusalText,
  parseOrder,
  type DeskRefusal,
  type orderCalls,
  type Refusal,
} from "@bridle/desk";
import { err, ok, toHex, type Result } from "@bridle/protocol";
import type { DeskHandlers } from "../http/desk-api.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { DeskOrders } from "./desk-orders.ts";
import type { DeskService } from "./desk-service.ts";
import { askNamed, orderWorkView, toLookAtIn } from "./order-work.ts";

type OrderHandlers = Pick<DeskHandlers, keyof typeof orderCalls>;

/** The calls about orders: kept as data by anybody but auditors, confirmed by two persons of whom one is counsel. */
export function orderHandlers(options: {
  readonly service: DeskService;
  readonly orders: DeskOrders;
  readonly crypto: Pick<ServerCrypto, "sha256">;
  nowMs(): number;
}): OrderHandlers {
  const { service, orders, crypto } = options;
  return {
    ...enforcing(service, () => options.nowMs()),
    "orders.list": async () =>
      ok(
        orders.all().map(({ id, text, addedAtMs, by }) => {
          const order = parseOrder(text);
          const dataHash = order.ok ? toHex(crypto.sha256(orderBytes(order.value))) : "";
          const confirmed = service.state.orders.get(id);
          const toLookAt = toLookAtIn(orderWorkView(service, id, options.nowMs()));
          return { id, text, addedAtMs, by, confirmed: confirmed?.dataHash === dataHash, toLookAt };
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
      const ref = orderRef((data) => crypto.sha256(data), order.value);
      if (ref === undefined) return err({ kind: "order_without_source", detail: "" });
      const proposalId = service.freshId();
      const action = { kind: "confirmOrder", order: ref } as const;
      const by = session?.analyst.id ?? "";
      const ran = service.command({ by, kind: "proposal.make", proposalId, action });
      return ran.ok ? ok({ proposalId }) : refused(ran.error);
    },
  };
}

/** What comes of a confirmed order: found by people, asked for by the order, decided by two. */
function enforcing(
  service: DeskService,
  nowMs: () => number,
): Pick<OrderHandlers, "orders.work" | "orders.find" | "orders.enforce"> {
  return {
    "orders.work": async ({ orderId }) => ok(orderWorkView(service, orderId, nowMs())),
    "orders.find": async ({ orderId: order, ...found }, { session }) => {
      const by = session?.analyst.id ?? "";
      const ran = service.command({ by, kind: "party.find", order, ...found });
      return ran.ok ? ok({}) : refused(ran.error);
    },
    "orders.enforce": async ({ orderId: order, ...named }, { session }) => {
      const ask = askNamed(service, { order, ...named }, nowMs());
      if (ask === undefined) return refused("order_not_binding");
      const proposalId = service.freshId();
      const action = { kind: "enforceOrder", ask } as const;
      const by = session?.analyst.id ?? "";
      const ran = service.command({ by, kind: "proposal.make", proposalId, action });
      return ran.ok ? ok({ proposalId }) : refused(ran.error);
    },
  };
}

function refused(refusal: Refusal): Result<never, DeskRefusal> {
  return err({ kind: asDeskRefusal(refusal), detail: "" });
}
