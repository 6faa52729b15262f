import { api } from "@shuke/contract";
import { expect, test } from "vitest";
import { answer } from "./fake-server.ts";

const inputs: Readonly<Record<string, object>> = {
  "customers.get": { id: "cus_0001" },
  "customers.timeline": { id: "cus_0001" },
  "groups.get": { id: "grp_001" },
  "groups.members": { id: "grp_001" },
  "liveCodes.get": { id: "lc_01" },
  "liveCodes.figures": { id: "lc_01" },
  "stores.get": { id: "sto_001" },
  "stores.nearest": { lng: 121, lat: 31 },
  "sops.board": { sopId: "sop_1" },
  "sops.breakdown": { sopId: "sop_1", by: "store" },
  "goals.get": { id: "gol_1" },
  "sops.people": { sopId: "sop_1", step: "day1" },
  "sops.get": { sopId: "sop_1" },
  "sops.enrolments": { sopId: "sop_1" },
  "sops.diff": { sopId: "sop_1" },
  "sops.dryRun": { sopId: "sop_1", recipients: ["wm_1"] },
  "tasks.get": { id: "tsk_0" },
  "answers.get": { id: "ans_1" },
  "links.get": { id: "lnk_1" },
  "links.people": { id: "lnk_1" },
  "contents.get": { id: "cnt_1" },
  "tickets.get": { id: "tkt_1" },
  "talks.get": { id: "tlk_1" },
  "calendar.month": { groupClass: "store", month: "2027-03" },
  "sends.get": { id: "snd_1" },
  "moments.get": { id: "mmt_1" },
  "moments.people": { id: "mmt_1" },
  "moments.staff": { id: "mmt_1" },
  "invitations.get": { id: "inv_1" },
  "invitations.people": { id: "inv_1" },
  "stock.get": { id: "prd_1" },
  "stock.people": { id: "prd_1" },
  "stock.forecast": { productId: "prd_1", pieces: 600 },
  "talks.figures": { id: "tlk_5" },
  "preferences.get": { customerId: "cus_0001" },

  "inbox.get": { id: 9118 },
  "orders.get": { orderNo: "ZL2027030589999" },
  "bulk.get": { id: "job_2" },
  "handover.status": { handoverId: "hnd_1" },
  "handover.items": { handoverId: "hnd_1" },
  "segments.get": { id: "seg_1" },
  "segments.members": { id: "seg_1" },
  "analytics.funnel": { playbook: "store-community" },
  "analytics.entryBreakdown": { by: "channel" },
  "analytics.entryPeople": { step: "opened", outcome: "dropped" },
  "reports.picture": { id: "rep_1" },
  "playbooks.get": { key: "store-community" },
  "playbooks.validate": { yaml: "key: x" },
};
const reads = Object.entries(api)
  .flatMap(([noun, verbs]) => (noun === "sidebar" ? [] : [verbs]))
  .flatMap((verbs) => Object.values(verbs as Record<string, { name: string }>))
  .map(({ name }) => name)
  .filter((name) =>
    /\.(list|get|board|people|members|timeline|figures|points|cities|nearest|today|daily|health|funnel|status|truth|current|staff|departments|rehearsals|validate|leavers|items|enrolments|diff|dryRun|asked|overview|breakdown|entryFunnel|entryBreakdown|entryPeople|picture|requests|week|month|groups|propose)$/.test(
      name,
    ),
  );

test.each(reads)("%s answers in the contract's shape, full and empty", (name) => {
  for (const scene of ["full", "empty"] as const) expect(answer(name, inputs[name] ?? {}, scene).status).toBe(200);
});

test("a cursor leads to the rows that follow", () => {
  type Page = { items: Array<{ id: string }>; nextCursor: string | null; total: number };
  const first = answer("customers.list", { limit: 200 }, "full").body as Page;
  const last = answer("customers.list", { limit: 500, cursor: first.nextCursor }, "full").body as Page;
  expect(first.items.length + last.items.length).toBe(first.total);
  expect(last.nextCursor).toBeNull();
});

test("refusals have the wire's shape", () => {
  expect(answer("customers.get", { id: "nobody" }, "full")).toEqual({
    status: 404,
    body: { code: "notFound", message: "notFound", details: { what: "customer", id: "nobody" } },
  });
  expect(answer("customers.list", {}, "out").status).toBe(401);
});
