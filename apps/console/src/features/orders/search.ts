import { clean, flag, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

/** What the address of the orders says: filters, and the order that is open. */
export const orderSearch = (raw: Raw) =>
  clean({
    query: text(raw["query"]),
    person: text(raw["person"]),
    store: text(raw["store"]),
    channel: text(raw["channel"]),
    from: text(raw["from"]),
    to: text(raw["to"]),
    matched: oneOf(raw["matched"], ["yes", "no"] as const),
    refunded: flag(raw["refunded"]),
    order: text(raw["order"]),
  });
