import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withUnit } from "#actions";
import type { Scope } from "#kit/scope";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { sopBoard, sopOverview } from "./board.ts";
import { sopBreakdown } from "./breakdown.ts";
import { ownEnrolments } from "./count-own.ts";
import { exportBoard } from "./export-board.ts";
import { handlers, saveSop, sopDefinition } from "./index.ts";
import { sopPeople } from "./people.ts";

let database: TestDatabase;
let corp: TestCorp;
let sopId: string;
const DAY = 86_400_000;

const definition = sopDefinition.parse({
  key: "week",
  name: { zh: "一周", en: "A week" },
  subject: "customer",
  trigger: "customer-joined-store-group",
  steps: [
    {
      key: "d1",
      name: { zh: "第一天", en: "Day one" },
      day: 1,
      at: "10:00",
      kind: "mass-send",
      windowHours: 24,
      evidence: "delivered",
      target: 0.9,
      content: { text: "早" },
      metric: { key: "link-opened", name: { zh: "打开", en: "Opened" }, target: 0.5, withinHours: 48 },
    },
  ],
});

beforeAll(async () => {
  database = await createTestDatabase();
  corp = await createTestCorp(database);
  for (const id of ["xiaomei", "laoli"]) await corp.staff(id);
  await corp.stores("s1,一店,上海,黄浦,121.4,31.2,open\ns2,二店,上海,黄浦,121.5,31.2,open");
  for (const chat of ["chat1", "chat2"]) await corp.group(chat, `群 ${chat}`);
  await corp.drain();
  ({ sopId } = await saved());
  // Sixty people a fortnight ago, of whom half were reached; sixty a week later, of whom nearly all were; the second store does worse.
  await enrol(60, 13, "s1", "chat1", "xiaomei", (n) => (n % 2 === 0 ? "done" : "missed"));
  await enrol(60, 3, "s1", "chat1", "xiaomei", (n) => (n % 20 === 0 ? "missed" : "done"));
  await enrol(40, 3, "s2", "chat2", "laoli", (n) => (n % 4 === 0 ? "done" : "missed"));
  await enrol(3, 2, null, null, "laoli", () => "done");
  await corp.drainWith(handlers);
});
afterAll(() => database.drop());

async function saved() {
  const { id } = await withUnit(corp.ctx(), (unit) => saveSop(unit, { definition, playbook: "test" }));
  return { sopId: id };
}

let people = 0;
async function enrol(
  count: number,
  daysAgo: number,
  store: string | null,
  chatId: string | null,
  sender: string,
  ends: (n: number) => string,
) {
  const storeId = store === null ? null : await corp.storeId(store);
  const startedAt = new Date(corp.ctx().now.getTime() - daysAgo * DAY).toISOString();
  const until = new Date(Date.parse(startedAt) + DAY).toISOString();
  for (let n = 0; n < count; n++) {
    people += 1;
    const enrolmentId = `enr_${String(people).padStart(4, "0")}`;
    await corp.tell("sop.enrolled", {
      enrolmentId,
      sopId,
      version: 1,
      subject: "customer",
      recipient: `wm${people}`,
      sender,
      storeId,
      chatId,
      startedAt,
      steps: [{ key: "d1", dueAt: startedAt, until }],
    });
    if (ends(n) === "done")
      await corp.tell("sop.step-done", { enrolmentId, sopId, step: "d1", grade: "A", evidence: "delivered", at: until });
    else await corp.tell("sop.step-closed", { enrolmentIds: [enrolmentId], sopId, step: "d1", state: "missed", reason: "not-confirmed" });
  }
}

const breakdown = (input: object) => sopBreakdown(corp.ctx(), api.sops.breakdown.input.parse({ sopId, ...input }));

test("a step stands against its target, and beside the week before", async () => {
  const { steps, compared, stores } = await sopBoard(corp.ctx(), { sopId });
  expect(compared).toEqual({ from: "2025-02-23", to: "2025-03-01", before: { from: "2025-02-16", to: "2025-02-22" } });
  expect(steps[0]).toMatchObject({ done: 30 + 57 + 10 + 3, decided: 163, status: "red", short: 147 - 100, isFew: false });
  expect(steps[0]?.change).toMatchObject({ decided: 103, before: 0.5, decidedBefore: 60, trend: "up" });
  expect(stores.map(({ name, steps: [cell] }) => [name, cell?.rate, cell?.status])).toEqual([
    ["二店", 0.25, "red"],
    ["一店", 0.725, "red"],
  ]);
});

test("the overview has the worst first and counts its lights; a store sees its own", async () => {
  const whole = await sopOverview(corp.ctx(), {});
  expect(whole.lights).toEqual({ red: 1, amber: 0, green: 0, unknown: 0 });
  const one = await sopOverview(corp.ctx(), { storeId: await corp.storeId("s1"), from: "2025-02-23", to: "2025-03-01" });
  expect(one.items[0]).toMatchObject({ decided: 60, done: 57, status: "green", short: 0 });
});

test("stores, groups and staff: whoever misses most first, page by page, each with the people behind it", async () => {
  const groups = await breakdown({ by: "group" });
  expect(groups.items.map(({ name, short, decided }) => [name, short, decided])).toEqual([
    ["群 chat2", 26, 40],
    ["群 chat1", 21, 120],
    ["", 0, 3],
  ]);
  const first = await breakdown({ by: "staff", limit: 1 });
  const second = await breakdown({ by: "staff", limit: 1, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items].map(({ key, short }) => [key, short])).toEqual([
    ["laoli", 26],
    ["xiaomei", 21],
  ]);
  expect([first.total, second.nextCursor]).toEqual([2, null]);
  expect((await breakdown({ by: "store", query: "二" })).items.map(({ name }) => name)).toEqual(["二店"]);
  expect((await breakdown({ by: "group", storeId: await corp.storeId("s2"), from: "2025-02-23" })).items.map(({ key }) => key)).toEqual([
    "chat2",
  ]);
  const behind = await sopPeople(
    corp.ctx(),
    api.sops.people.input.parse({ sopId, step: "d1", chatId: "chat2", sender: "laoli", state: "missed", from: "2025-02-23", limit: 100 }),
  );
  expect(behind.items).toHaveLength(30);
  expect((await sopPeople(corp.ctx(), api.sops.people.input.parse({ sopId, step: "d1", chatId: "", limit: 100 }))).items).toHaveLength(3);
});

test("a rare state is read whole and a common one walked along: the pages are the same", async () => {
  for (const state of ["done", "missed", "waiting"] as const) {
    for (const few of [0, 3000]) {
      const ids: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const input = api.sops.people.input.parse({ sopId, step: "d1", state, limit: 7, ...(cursor === "" ? {} : { cursor }) });
        const page: Awaited<ReturnType<typeof sopPeople>> = await sopPeople(corp.ctx(), input, few);
        ids.push(...page.items.map(({ enrolmentId }) => enrolmentId));
        cursor = page.nextCursor;
      }
      expect(ids).toEqual([...new Set(ids)].toSorted());
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from enrolment_step
        where corp_id = ${corp.corpId} and sop_id = ${sopId} and step = 'd1' and state = ${state}`.execute(database.db);
      expect(ids).toHaveLength(rows[0]?.n ?? -1);
    }
  }
});

test("every breakdown adds up to the board, and comes as a file", async () => {
  const { steps } = await sopBoard(corp.ctx(), { sopId });
  for (const by of ["store", "group", "staff"] as const) {
    const { items } = await breakdown({ by, limit: 500 });
    expect(items.reduce((all, { cells: [cell] }) => all + (cell?.done ?? 0), 0)).toBe(steps[0]?.done);
    let file = "";
    for await (const part of exportBoard(corp.ctx(), { sopId, by })) file += part;
    expect(file.trim().split("\n")).toHaveLength(items.length + 1);
  }
});

describe("a narrow role", () => {
  const as = (part: Partial<Scope>) => ({ ...corp.ctx(), scope: { userIds: [], storeIds: [], chatIds: [], ownerIds: [], ...part } });
  const laoli = { userIds: ["laoli"] };
  const ownerOfOne = { userIds: ["nobody's friend"], chatIds: ["chat1"] };
  const units = (part: Partial<Scope>, input: object) => sopBreakdown(as(part), api.sops.breakdown.input.parse({ sopId, ...input }));
  const behind = (part: Partial<Scope>, input: object = {}) =>
    sopPeople(as(part), api.sops.people.input.parse({ sopId, step: "d1", limit: 200, ...input }));

  test("counts the steps of her own people and groups, each once, beside the week before", async () => {
    const whole = await sopBoard(corp.ctx(), { sopId });
    const parts = [{ userIds: ["laoli"] }, { userIds: ["xiaomei"] }];
    const boards = await Promise.all(parts.map((part) => sopBoard(as(part), { sopId })));
    const [ofLaoli] = boards;
    expect(ofLaoli?.steps[0]).toMatchObject({ done: 13, decided: 43, status: "red", short: 26 });
    expect(ofLaoli?.sop).toMatchObject({ enrolled: 43, exited: 0 });
    expect(ofLaoli?.stores).toEqual([]);
    // Two parts that share nobody are the whole.
    for (const key of ["entered", "done", "missed", "decided"] as const)
      expect(boards.reduce((sum, { steps: [step] }) => sum + (step?.[key] ?? 0), 0)).toBe(whole.steps[0]?.[key]);
    const ofGroup = await sopBoard(as(ownerOfOne), { sopId });
    expect(ofGroup.steps[0]).toMatchObject({
      done: 87,
      decided: 120,
      change: { decided: 60, before: 0.5, decidedBefore: 60, trend: "up" },
    });
    // Hers by both ways is counted once.
    const both = await sopBoard(as({ userIds: ["laoli"], chatIds: ["chat2"] }), { sopId });
    expect(both.steps).toEqual(ofLaoli?.steps);
    expect((await sopBoard(as({}), { sopId })).steps[0]).toMatchObject({ entered: 0, rate: null, status: "unknown" });
  });

  test("reads on the page of all steps those in which somebody of hers is", async () => {
    expect((await sopOverview(as(laoli), {})).lights).toEqual({ red: 1, amber: 0, green: 0, unknown: 0 });
    expect((await sopOverview(as({}), {})).items).toEqual([]);
  });

  test("meets no group, store or member of others", async () => {
    expect((await units(ownerOfOne, { by: "group" })).items.map(({ key, decided }) => [key, decided])).toEqual([["chat1", 120]]);
    expect((await units(laoli, { by: "group" })).items).toEqual([]);
    expect((await units(laoli, { by: "staff" })).items.map(({ key, decided }) => [key, decided])).toEqual([["laoli", 43]]);
    expect((await units(ownerOfOne, { by: "staff" })).items).toEqual([]);
    expect((await units(laoli, { by: "store" })).items).toEqual([]);
    const ofStore = { ...ownerOfOne, storeIds: [await corp.storeId("s1")] };
    expect((await units(ofStore, { by: "store" })).items.map(({ name, decided }) => [name, decided])).toEqual([["一店", 120]]);
  });

  test("finds behind a cell who is hers, names nobody whom she may not see, and pages through", async () => {
    expect((await behind(laoli)).items).toHaveLength(43);
    expect((await behind(ownerOfOne)).items).toHaveLength(120);
    expect((await behind(laoli, { sender: "xiaomei" })).items).toEqual([]);
    expect((await behind(laoli, { state: "done" })).items).toHaveLength(13);
    const first = await behind(laoli, { limit: 40 });
    const second = await behind(laoli, { limit: 40, cursor: first.nextCursor ?? "" });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([40, 3, null]);
    // Her steps stay with her; the people of this test are nobody's friends.
    expect(first.items.every(({ customerId, name }) => customerId === null && name === "")).toBe(true);
    await sql`insert into customer (corp_id, id, external_user_id, name, state, added_sec)
      values (${corp.corpId}, 'cus_friend', 'wm161', '小周', 'friend', 1), (${corp.corpId}, 'cus_gone', 'wm162', '小吴', 'lost', 1)`.execute(
      database.db,
    );
    await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec)
      values (${corp.corpId}, 'cus_friend', 'laoli', 'wm161', 'active', 1), (${corp.corpId}, 'cus_gone', 'laoli', 'wm162', 'ended', 1)`.execute(
      database.db,
    );
    const named = (await behind(laoli)).items.filter(({ name }) => name !== "");
    expect(named.map(({ name, recipient }) => [name, recipient])).toEqual([["小周", "wm161"]]);
  });

  test("takes a file of what the page shows", async () => {
    const read = async (by: "step" | "group" | "staff") => {
      let file = "";
      for await (const part of exportBoard(as(laoli), { sopId, by })) file += part;
      return file.trim().split("\n");
    };
    expect((await read("step"))[1]).toContain(",13,43,");
    expect(await read("group")).toHaveLength(1);
    const staff = await read("staff");
    expect([staff.length, staff[1]?.includes("laoli")]).toEqual([2, true]);
  });

  test("leaves what a predecessor did with him", async () => {
    await corp.tell("sop.handed-over", { enrolmentIds: ["enr_0161", "enr_0162"], from: "laoli", to: "heir" });
    await corp.drainWith(handlers);
    expect((await sopBoard(as({ userIds: ["heir"] }), { sopId })).steps[0]).toMatchObject({ entered: 0 });
  });

  test("is found along two indexes, among many others", async () => {
    await sql`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, chat_id, started_at, state)
      select ${corp.corpId}, 'enr_x' || n, ${sopId}, 1, 'customer', 'wx' || n, 'staff' || n % 500, 'chat_x' || n % 700, ${corp.ctx().now}, 'active'
      from generate_series(1, 30000) n`.execute(database.db);
    await sql`analyze enrolment`.execute(database.db);
    const plan = await sql<{
      "QUERY PLAN": string;
    }>`explain ${ownEnrolments(corp.corpId, as({ ...laoli, chatIds: ["chat_x7"] }).scope, [sopId])}`.execute(database.db);
    const text = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
    for (const index of ["enrolment_own", "enrolment_chat"]) expect(text).toContain(index);
    expect(text).not.toContain("Seq Scan");
  });
});
