import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { daily, handlers as analytics } from "#modules/analytics";
import { dailyOrders } from "#modules/orders";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { reportsDue } from "./due.ts";
import { figuresOf, FLOWS } from "./figures.ts";
import { handlers } from "./index.ts";
import { getReports, listReports, previewReport, reportPicture, resendReport, saveReports } from "./screens.ts";
import { noReports } from "./settings.ts";

let database: TestDatabase;
let corp: TestCorp;
const HOUR = 3_600_000;
const PNG = Buffer.from("89504e470d0a1a0a", "hex");
beforeAll(async () => {
  database = await createTestDatabase();
  // Saturday, ten in the morning in China.
  corp = await createTestCorp(database);
  for (const id of ["boss", "meimei", "idle", "left"]) await corp.staff(id);
  await corp.stores("s1,一店,上海,黄浦,121.4,31.2,open\ns2,二店,上海,黄浦,121.5,31.2,open\ns3,三店,上海,黄浦,121.6,31.2,open");
  for (const [code, manager] of [
    ["s1", "meimei"],
    ["s2", "idle"],
    ["s3", "left"],
  ] as const) {
    await sql`update store set manager_user_id = ${manager} where corp_id = ${corp.corpId} and code = ${code}`.execute(database.db);
  }
  await corp.befriend("wm1", "boss", "");
  await corp.drainWith([...analytics, ...handlers]);
  await sql`update journey set store_id = ${await corp.storeId("s1")} where corp_id = ${corp.corpId}`.execute(database.db);
  await sql`update staff set removed = true where corp_id = ${corp.corpId} and user_id = 'left'`.execute(database.db);
});
afterAll(() => database.drop());

const settings = { ...noReports, day: { on: true, at: "09:00" }, heads: false, also: ["boss"] };
const run = () => reportsDue.run(database.db, corp.corpId, corp.ctx().now);
const drained = async () => {
  for (let n = 0; n < 20 && (await run()) > 0; n++);
};
const byFirst = ([a]: readonly unknown[], [b]: readonly unknown[]) => String(a).localeCompare(String(b));
const made = async () => (await listReports(corp.ctx(), api.reports.list.input.parse({}))).items;

test("off until it is switched on; then at nine, on the corp's clocks", async () => {
  expect(await getReports(corp.ctx())).toMatchObject({ nextDayAt: null, nextWeekAt: null });
  await drained();
  expect(await made()).toEqual([]);
  await saveReports(corp.ctx(), settings);
  expect(await getReports(corp.ctx())).toMatchObject({ nextDayAt: "2025-03-02T01:00:00.000Z", nextWeekAt: null, readers: 3 });
  expect(await run()).toBe(0);
});

test("each reader gets her own scope, once, from whichever process; who has nothing to hear gets nothing", async () => {
  corp.advance(23 * HOUR);
  await Promise.all([drained(), drained()]);
  expect((await made()).map(({ userId, stores, state, day }) => [userId, stores, state, day]).toSorted(byFirst)).toEqual([
    ["boss", null, "waiting", "2025-03-01"],
    ["idle", 1, "nothing", "2025-03-01"],
    ["meimei", 1, "waiting", "2025-03-01"],
  ]);
  const uploads = await corp.actions("picture.upload");
  expect(uploads.map(({ payload }) => (payload["sheet"] as { subtitle: string }).subtitle).toSorted()).toEqual(
    ["一店", "全部门店"].toSorted(),
  );
  await drained();
  expect(await corp.actions("picture.upload")).toHaveLength(2);
  expect((await getReports(corp.ctx())).nextDayAt).toBe("2025-03-03T01:00:00.000Z");
});

test("once the picture is up it is sent, with a card that leads to the page; and once more when somebody asks", async () => {
  const report = (await made()).find(({ userId }) => userId === "boss");
  const id = report?.id ?? "";
  const up = () =>
    corp.tell("action.sent", { actionId: "a", kind: "picture.upload", plannedBy: `report:${id}`, result: { mediaId: "m1" } });
  await up();
  await corp.drainWith(handlers);
  expect((await corp.actions("staff-picture.send")).map(({ payload }) => payload)).toEqual([{ userId: "boss", mediaId: "m1" }]);
  const [card] = await corp.actions("staff-notice.send");
  expect(card?.payload).toMatchObject({ userId: "boss", title: "2025-03-01 日报", url: `/insight/reports?report=${id}` });
  await resendReport(corp.ctx(), { id });
  expect(await corp.actions("picture.upload")).toHaveLength(3);
  await up();
  await corp.drainWith(handlers);
  expect(await corp.actions("staff-picture.send")).toHaveLength(2);
  await sql`update planned_action set status = 'sent' where corp_id = ${corp.corpId} and kind = 'staff-picture.send'`.execute(database.db);
  expect((await made()).find(({ userId }) => userId === "boss")).toMatchObject({ state: "sent", sends: 2 });
  const { id: nothing = "" } = (await made()).find(({ userId }) => userId === "idle") ?? {};
  await expect(resendReport(corp.ctx(), { id: nothing })).rejects.toMatchObject({ code: "reportNothing" });
});

test("a preview is a picture and sends nothing; a kept report is drawn again", async () => {
  const before = (await corp.actions("picture.upload")).length;
  const { picture, sheet } = await previewReport(corp.ctx(), { kind: "week" });
  expect(sheet?.title).toBe("2025-02-23 到 2025-03-01 周报");
  expect(Buffer.from(picture ?? "", "base64").subarray(0, 8)).toEqual(PNG);
  const { id = "" } = (await made()).find(({ userId }) => userId === "meimei") ?? {};
  expect(Buffer.from((await reportPicture(corp.ctx(), { id })).picture ?? "", "base64").subarray(0, 8)).toEqual(PNG);
  expect(await corp.actions("picture.upload")).toHaveLength(before);
});

test("an hour inside the quiet ones waits for the morning; after days of sleep there is one report and not four", async () => {
  await saveReports(corp.ctx(), { ...settings, day: { on: true, at: "06:00" }, storeManagers: false });
  corp.advance(74 * HOUR);
  await corp.befriend("wm2", "boss", "");
  await corp.drainWith(analytics);
  // Six in the morning of the 6th.
  corp.advance(19 * HOUR);
  await drained();
  const { rows } = await sql<{ day: string; runAfter: Date }>`select r.day::text as day, a.run_after as "runAfter"
    from report r join planned_action a on a.corp_id = r.corp_id and a.planned_by = 'report:' || r.id
    where r.corp_id = ${corp.corpId} and r.created_at = ${corp.ctx().now} and a.kind = 'picture.upload'`.execute(database.db);
  expect(rows).toEqual([{ day: "2025-03-05", runAfter: new Date("2025-03-06T00:30:00Z") }]);
  await saveReports(corp.ctx(), noReports);
  expect((await getReports(corp.ctx())).nextDayAt).toBeNull();
});

test("the figures of many stores are those of each added up, and cost no more questions than those of one", async () => {
  const storeIds = Array.from({ length: 40 }, (_, n) => `many${n}`);
  await sql`insert into journey (corp_id, external_user_id, store_id, added_at, joined_at, lost_at, left_at)
    select ${corp.corpId}, 'many' || i, 'many' || i % 50, t, t + interval '10 minutes', case when i % 3 = 0 then t + interval '30 hours' end,
      case when i % 4 = 0 then t + interval '50 hours' end
    from generate_series(1, 900) i, lateral (select timestamptz '2025-02-10T16:00:00Z' + make_interval(hours => i % 500) as t) x`.execute(
    database.db,
  );
  await sql`insert into order_day (corp_id, dim, key, day, orders, matched, refunded, direct, prompted, amount_fen, refunded_fen)
    select ${corp.corpId}, 'store', 'many' || i, date '2025-02-12' + i % 18, i, 0, 0, 0, 0, 100 * i, i from generate_series(0, 49) i`.execute(
    database.db,
  );
  for (const [kind, from, split] of [
    ["week", "2025-02-16", "2025-02-23"],
    ["day", "2025-02-28", "2025-03-01"],
  ] as const) {
    const sums = Object.fromEntries([...FLOWS, "orders", "revenue"].map((key) => [key, { value: 0, before: 0 }]));
    const add = (key: string, day: string, n: number) => {
      const sum = sums[key];
      if (sum) sum[day >= split ? "value" : "before"] += n;
    };
    for (const storeId of storeIds) {
      const scope = { storeId, from, to: "2025-03-01" };
      for (const one of (await daily(corp.ctx(), scope)).days) for (const key of FLOWS) add(key, one.day, one[key]);
      for (const one of (await dailyOrders(corp.ctx(), scope)).days) {
        add("orders", one.day, one.orders);
        add("revenue", one.day, one.amountFen - one.refundedFen);
      }
    }
    let asked = 0;
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => {
        asked += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const found = await figuresOf({ ...corp.ctx(), db }, kind, "2025-03-01", storeIds);
    expect(found).toEqual(sums);
    expect(Object.values(found).every(({ value, before }) => value > 0 && before > 0)).toBe(true);
    expect(asked).toBeLessThan(5);
  }
});
