import type { DeskOrders, KeptOrder } from "../../desk/desk-orders.ts";

/** For tests and demos: gone with the process. */
export function memoryDeskOrders(): DeskOrders {
  const kept = new Map<string, KeptOrder>();
  return {
    all: () => [...kept.values()],
    find: (id) => kept.get(id),
    put: (order) => void kept.set(order.id, order),
  };
}
