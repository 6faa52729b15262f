import { api } from "@shuke/contract";
import { type Ask, ask } from "../ask.ts";

export const orders: readonly Ask[] = [
  ask(api.orders.list, "newest", () => ({}), 2),
  ask(api.orders.list, "store", (s) => ({ storeId: s.one("store") })),
  ask(api.orders.totals, "everything", () => ({})),
  ask(api.orders.totals, "store", (s) => ({ storeId: s.one("store") })),
  ask(api.orders.get, "order", (s) => ({ orderNo: s.one("order") })),
  ask(api.orders.channels, "all", () => ({})),
  ask(api.orders.summary, "today", () => ({})),
  ask(api.orders.daily, "30 days", () => ({})),
  ask(api.orders.daily, "a year of a store", (s) => ({ from: s.day(365), to: s.day(0), storeId: s.one("store") })),
  ask(api.orders.matchRate, "all", () => ({})),
  ask(api.orders.people, "best", () => ({ r: 5, f: 5 })),
  ask(api.orders.people, "a column", () => ({ m: 3 })),
  ask(api.orders.rfmGrid, "grid", () => ({})),
  ask(api.orders.imports, "all", () => ({})),
  ask(api.orders.importProblems, "none", () => ({ id: "imp_none" })),
  ask(api.analytics.rfm, "today", () => ({})),
  ask(api.orders.hook, "set-up", () => ({})),
  ask(api.people.identity, "person", (s) => ({ personId: s.one("customer") }), 2),
  ask(api.people.conflicts, "open", () => ({})),
];
