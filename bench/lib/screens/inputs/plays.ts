import { api } from "@shuke/contract";
import { type Ask, ask } from "../ask.ts";

export const plays: readonly Ask[] = [
  ask(api.analytics.today, "first page", () => ({}), 4),
  ask(api.analytics.daily, "30 days", () => ({})),
  ask(api.analytics.daily, "a store", (s) => ({ storeId: s.one("store") })),
  ask(api.analytics.daily, "a year", (s) => ({ from: s.day(365), to: s.day(0) })),
  ask(api.analytics.funnel, "everything", () => ({ playbook: "store-community" })),
  ask(api.analytics.funnel, "a month", (s) => ({ playbook: "store-community", from: s.day(30), to: s.day(0) })),
  ask(api.analytics.funnel, "a store", (s) => ({ playbook: "store-community", storeId: s.one("store") })),
  ask(api.sops.list, "all", () => ({}), 2),
  ask(api.sops.board, "board", (s) => ({ sopId: s.one("sop") })),
  ask(api.sops.board, "board of a store", (s) => ({ sopId: s.one("sop"), storeId: s.one("store") })),
  ask(api.sops.board, "board of a month", (s) => ({ sopId: s.one("sop"), from: s.day(30), to: s.day(0) })),
  ask(api.sops.people, "people of a step", (s) => ({
    sopId: s.one("sop"),
    step: "d1-first-cup",
    state: s.any(["done", "missed", "waiting"]),
  })),
  ask(api.playbooks.list, "all", () => ({})),
  ask(api.playbooks.get, "one", () => ({ key: "store-community" })),
  ask(api.playbooks.rehearsals, "all", () => ({})),
  ask(api.tasks.list, "open", () => ({}), 2),
  ask(api.tasks.list, "done", (s) => ({ state: s.any(["done"]) })),
  ask(api.tasks.list, "overdue", () => ({ overdue: true })),
  ask(api.tasks.list, "of somebody", (s) => ({ assignee: s.one("staff") })),
  ask(api.handover.leavers, "who left", () => ({})),
  ask(api.handover.leavers, "by name", (s) => ({ query: s.one("staffName") })),
  ask(api.handover.list, "newest", () => ({})),
  ask(api.tasks.get, "task", (s) => ({ id: s.one("task") })),
];
