import type { LimitTable } from "./row.ts";

const WRITE = "writing contacts is left out";

/** §15.3 Contacts. */
export const CONTACT_LIMITS = {
  "userid.length": { max: 64, unit: "B", what: "a userid, of A-Za-z0-9_.@-", source: "T-GOWW 40003" },
  "user.name": { max: 64, unit: "chars", what: "a member's name", source: "T-GOWW" },
  "department.depth": { max: 15, unit: "items", what: "levels of departments", source: "T-GOWW 81002" },
  "department.nodes": { max: 30_000, unit: "items", what: "members and departments directly below one", source: "T-GOWW 81001" },
  "user.departments": { max: 20, unit: "items", what: "departments of a member", source: "T-GOWW 60110" },
  "user.leaders": { max: 5, unit: "people", what: "direct leaders of a member", source: "T-GOWW 60257" },
  "user-ids.page": { max: 10_000, unit: "items", what: "page of user/list_id", source: "T-LW" },
  "user.batch-delete": { max: 200, unit: "people", what: "user/batchdelete", source: "T-GOWW 40032", apart: WRITE },
  "contact-tags.total": { max: 3000, unit: "items", what: "contact tags per corp", source: "O-90210" },
  "contact-tags.name": { max: 32, unit: "chars", what: "name of a contact tag", source: "O-90210" },
  "contact-tags.users": { max: 1000, unit: "people", what: "members in one call of addtagusers or deltagusers", source: "T-GOWW 40035" },
  "contact-tags.parties": {
    max: 100,
    unit: "items",
    what: "departments in one call of addtagusers or deltagusers",
    source: "T-GOWW 40035",
  },
  "contact-tags.nodes": { max: 30_000, unit: "items", what: "members and departments of one tag", source: "T-GOWW 81003" },
  "open-userid.batch": { max: 1000, unit: "items", what: "ids in one call of userid_to_openuserid and back", source: "batch page (O)" },
} as const satisfies LimitTable;
