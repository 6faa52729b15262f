import type { EventType, OrderFact, StoredEvent } from "./events.ts";

/** The two facts that carry orders. */
export const ORDER_FACTS = ["order.recorded", "orders.imported"] as const satisfies readonly EventType[];

/** The orders of a fact: one from the hook, a page of them from a file, none from anything else. */
export function ordersIn(event: StoredEvent): readonly OrderFact[] {
  if (event.type === "order.recorded") return [event.data];
  return event.type === "orders.imported" ? event.data.orders : [];
}
