import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actionId, planAll, reserve, type TouchRequest } from "#actions";
import { customerId } from "#kit/ids";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { at, createCorp, ctxOf, DAY, HOUR, MORNING } from "../../../test/middle/corp.ts";
import { explainGate } from "./explain.ts";
import { getPreference, setPreference } from "./preference.ts";
import { countRefusals, listRefusals } from "./refusals.ts";

let database: TestDatabase;
let corpId: string;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
  await sql`insert into customer (corp_id, id, external_user_id, name, state)
    select ${corpId}, id, external, name, 'friend' from jsonb_to_recordset(${JSON.stringify(
      ["wm1", "wm2"].map((external) => ({ id: customerId(corpId, external), external, name: external === "wm1" ? "王小明" : null })),
    )}::jsonb) as r(id text, external text, name text)`.execute(database.db);
});
afterAll(() => database.drop());

const ctx = (now: Date = MORNING) => ctxOf(database.db, corpId, now);
const id = (external: string) => customerId(corpId, external);
const send = (key: string, recipient: string, when: Date = MORNING, more: Partial<TouchRequest> = {}): TouchRequest => ({
  budget: "person",
  recipient,
  kind: "mass-send",
  key,
  actionId: `act_${key}`,
  weight: 1,
  at: when,
  plannedBy: "sop:sop_x/d1",
  ...more,
});
const ask = (requests: readonly TouchRequest[], now: Date = MORNING) =>
  database.db.transaction().execute((tx) => reserve(ctxOf(tx, corpId, now), requests));

test("what was refused is listed, newest first, page by page, by reason and by person, and counted", async () => {
  await ask(["a", "b", "c", "d", "e"].map((key) => send(key, "wm1")));
  await ask([send("night", "wm2", at(MORNING, 12 * HOUR))], at(MORNING, HOUR));
  const page = { limit: 2 };
  const first = await listRefusals(ctx(), page);
  expect(first.items.map(({ reason, who }) => [reason, who])).toEqual([
    ["quiet-hours", { budget: "person", id: id("wm2"), name: "" }],
    ["person-budget", { budget: "person", id: id("wm1"), name: "王小明" }],
  ]);
  expect(first.nextCursor).not.toBeNull();
  const rest = await listRefusals(ctx(), { ...page, cursor: first.nextCursor ?? "" });
  expect(rest.items.map(({ reason }) => reason)).toEqual(["person-budget"]);
  expect(rest.nextCursor).toBeNull();
  expect((await listRefusals(ctx(), { limit: 10, reason: "quiet-hours" })).items).toHaveLength(1);
  expect((await listRefusals(ctx(), { limit: 10, customerId: id("wm1") })).items).toHaveLength(2);
  expect((await listRefusals(ctx(), { limit: 10, from: "2025-03-02", to: "2025-03-02" })).items).toEqual([]);
  expect(await countRefusals(ctx(), { from: "2025-03-01", to: "2025-03-01" })).toEqual({
    items: [
      { reason: "person-budget", count: 2 },
      { reason: "quiet-hours", count: 1 },
    ],
  });
});

test("whose place was taken says by what; before that, that it would give way", async () => {
  const advert = { kind: "mass-task.create", plannedBy: "send:snd_1", runAfter: at(MORNING, DAY) } as const;
  await database.db.transaction().execute((tx) =>
    planAll(
      ctxOf(tx, corpId),
      ["a", "b", "c"].map((key) => ({
        ...advert,
        dedupeKey: key,
        payload: { chatType: "single", sender: "mei", text: "你好", attachments: [] },
      })),
    ),
  );
  const adverts = ["a", "b", "c"].map((key) =>
    send(key, "wm1", at(MORNING, DAY), { actionId: actionId(corpId, key), plannedBy: "send:snd_1" }),
  );
  await ask(adverts);
  expect((await explainGate(ctx(at(MORNING, DAY)), { customerId: id("wm1") })).touches.map(({ yields }) => yields)).toEqual([
    true,
    true,
    true,
  ]);
  await ask([send("stock", "wm1", at(MORNING, DAY), { plannedBy: "send:snd_wave", topic: "stock" })], at(MORNING, HOUR));
  const { items } = await listRefusals(ctx(), { limit: 5, reason: "displaced" });
  expect(items).toMatchObject([
    { at: at(MORNING, HOUR).toISOString(), who: { id: id("wm1") }, why: { kind: "send" }, gaveWayTo: { kind: "send" } },
  ]);
  const after = await explainGate(ctx(at(MORNING, DAY)), { customerId: id("wm1") });
  expect(after.touches.filter(({ yields }) => yields)).toHaveLength(2);
  expect(after.touches).toHaveLength(3);
});

test("a page says whether she may be contacted, what counts and what she said; nobody's page is somebody else's", async () => {
  await ask([send("a", "wm1"), send("later", "wm1", at(MORNING, 2 * DAY))]);
  const said = await explainGate(ctx(), { customerId: id("wm1") });
  expect(said).toMatchObject({ reason: null, load: 1, budget: 3, preference: { level: "usual", saidBy: null } });
  expect(said.touches.map(({ share, why }) => [share, why.kind])).toEqual([
    [0, "sop"],
    [1, "sop"],
  ]);
  await expect(explainGate(ctx(), { customerId: "cus_nobody" })).rejects.toMatchObject({ code: "notFound" });
  await expect(explainGate(ctx(), { customerId: id("wm1"), at: "soon" })).rejects.toMatchObject({ code: "settingInvalid" });
});

test("whoever wants nothing any more is left out of what is planned and not called; the others of that call stay", async () => {
  await ask([send("a", "wm1", MORNING, { actionId: "act1" }), send("b", "wm2", MORNING, { actionId: "act1" })]);
  await ask([send("stock", "wm1", at(MORNING, DAY), { actionId: "act2", topic: "stock" })]);
  await database.db.transaction().execute((tx) =>
    planAll(ctxOf(tx, corpId), [
      {
        kind: "mass-task.create",
        dedupeKey: "one",
        plannedBy: "sop:sop_x/d1",
        runAfter: at(MORNING, HOUR),
        payload: { chatType: "single", sender: "mei", text: "你好", attachments: [] },
      },
    ]),
  );
  await sql`update planned_action set id = 'act1' where corp_id = ${corpId}`.execute(database.db);
  await sql`insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, dedupe_key, planned_by, created_at)
    select corp_id, 'act2', kind, payload, lane, reach, run_after, 'two', planned_by, created_at from planned_action where corp_id = ${corpId}`.execute(
    database.db,
  );
  const states = async () => {
    const { rows } = await sql<{
      key: string;
    }>`select recipient || ' ' || action_id || ' ' || state || ' ' || coalesce(reason, '-') as key from touch
      where corp_id = ${corpId} order by 1`.execute(database.db);
    return rows.map(({ key }) => key);
  };
  const told = async () => {
    const { rows } = await sql<{
      data: unknown;
    }>`select data from event where corp_id = ${corpId} and type = 'preference.said' order by seq`.execute(database.db);
    return rows.map(({ data }) => data);
  };
  await setPreference(ctx(), { customerId: id("wm1"), level: "stock-only" });
  expect(await states()).toEqual(["wm1 act1 released preference", "wm1 act2 reserved -", "wm2 act1 reserved -"]);
  await setPreference(ctx(), { customerId: id("wm1"), level: "none" });
  await setPreference(ctx(), { customerId: id("wm1"), level: "none" });
  expect(await states()).toEqual(["wm1 act1 released preference", "wm1 act2 released preference", "wm2 act1 reserved -"]);
  expect(await told()).toMatchObject([
    { from: "usual", to: "stock-only", saidBy: "console", withdrawn: ["act1"] },
    { from: "stock-only", to: "none", withdrawn: ["act2"] },
  ]);
  expect(await getPreference(ctx(), { customerId: id("wm1") })).toMatchObject({ level: "none", saidBy: "console" });
  expect((await explainGate(ctx(), { customerId: id("wm1") })).reason).toBe("preference");
});
