import { api } from "@shuke/contract";
import { type Ask, ask } from "../ask.ts";

export const system: readonly Ask[] = [
  ask(api.inbox.list, "newest", () => ({})),
  ask(api.inbox.list, "quarantined", (s) => ({ state: s.any(["quarantined"]) })),
  ask(api.inbox.list, "ignored", (s) => ({ state: s.any(["ignored"]) })),
  ask(api.actions.list, "newest", () => ({}), 2),
  ask(api.actions.list, "failed", (s) => ({ status: s.any(["failed"]) })),
  ask(api.actions.list, "a kind", () => ({ kind: "tag.mark" })),
  ask(api.actions.list, "of a SOP", (s) => ({ plannedBy: `sop:${s.one("sop")}/d3-taste` })),
  ask(api.sync.certificates, "newest", () => ({})),
  ask(api.sync.certificates, "history", () => ({ history: true })),
  ask(api.org.staff, "first", () => ({}), 2),
  ask(api.org.staff, "name", (s) => ({ query: s.one("staffName").slice(0, 2) })),
  ask(api.org.departments, "all", () => ({})),
  ask(api.archive.status, "all", () => ({})),
  ask(api.settings.get, "all", () => ({})),
  ask(api.inbox.list, "a kind", () => ({ event: "change_external_contact.add_external_contact" })),
  ask(api.inbox.counts, "all", () => ({})),
  ask(api.inbox.get, "one", (s) => ({ id: Number(s.one("message")) })),
  ask(api.accounts.list, "newest", () => ({})),
  ask(api.accounts.list, "a name", () => ({ query: "example" })),
  ask(api.audit.list, "newest", () => ({}), 2),
  ask(api.audit.list, "who looked", () => ({ kind: "view" as const })),
  ask(api.audit.list, "an area", () => ({ noun: "sops" })),
  ask(api.system.health, "page", () => ({}), 2),
];
