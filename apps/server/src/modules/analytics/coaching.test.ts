import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { coaching } from "./coaching.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
  corp = await createTestCorp(database);
  for (const id of ["idle", "laoli", "xiaomei"]) await corp.staff(id);
  for (const who of ["wm1", "wm2", "wm3", "wm4"]) await corp.befriend(who, "xiaomei", "");
  await corp.drain();
});
afterAll(() => database.drop());

const at = (hours: number) => new Date(corp.ctx().now.getTime() + hours * HOUR);

async function send(msgid: string, sender: string, to: Array<{ who: string; state?: string; opened?: boolean }>, hours = -24) {
  const common = sql`${corp.corpId}, ${msgid}, ${`act-${msgid}`}, ${sender}`;
  await sql`insert into mass_task (corp_id, msgid, action_id, sender, chat_type, planned_by, recipients, created_at)
    values (${common}, 'single', 'sop:s/d1', ${to.length}, ${at(hours)})`.execute(database.db);
  for (const { who, state = "done", opened = false } of to) {
    await sql`insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state, action_id, done_at, metric_at)
      values (${corp.corpId}, ${`${msgid}-${who}`}, 'd1', 's', ${who}, ${sender}, ${at(hours)}, ${at(hours + 24)}, ${state}, ${`act-${msgid}`},
        ${state === "done" ? at(hours) : null}, ${opened ? at(hours + 1) : null})`.execute(database.db);
  }
}

const ordered = (who: string, hours: number, refunded = 0) =>
  sql`insert into customer_order (corp_id, order_no, person_id, keys, amount_fen, refunded_fen, paid_at, day, source, changed_at, recorded_at)
    select ${corp.corpId}, ${`${who}-${hours}`}, id, '{}', 2000, ${refunded}, ${at(hours)}, ${at(hours)}::date, 'test', ${at(hours)}, ${at(hours)}
    from customer where corp_id = ${corp.corpId} and external_user_id = ${who}`.execute(database.db);

const task = (id: string, state: string, grade: string | null, note: string | null = null) =>
  sql`insert into task (corp_id, id, kind, assignee, subject, state, due_at, opened_at, grade, note, params, planned_by, why)
    values (${corp.corpId}, ${id}, 'sop-step', 'xiaomei', 'x', ${state}, ${at(-2)}, ${at(-20)}, ${grade}, ${note}, '{}', 'x', 'x')`.execute(
    database.db,
  );

test("people count once, by what came of it; ticks count for nothing", async () => {
  await send("m1", "xiaomei", [{ who: "wm1", opened: true }, { who: "wm2" }, { who: "wm3" }, { who: "wm4", state: "missed" }]);
  await send("m2", "xiaomei", [{ who: "wm1" }]);
  await send("old", "xiaomei", [{ who: "wm9", opened: true }], -24 * 20);
  await sql`insert into archive_state (corp_id, seq, next_at) values (${corp.corpId}, 9, ${at(1)})`.execute(database.db);
  const reply = (seq: number, who: string, staff: string, hours: number) =>
    sql`insert into archive_message (corp_id, seq, msgid, at, sender, room, customer, staff, kind, body)
      values (${corp.corpId}, ${seq}, ${`m${seq}`}, ${at(hours)}, ${who}, '', ${who}, ${staff}, 'text', 'x')`.execute(database.db);
  await reply(1, "wm2", "xiaomei", -20);
  // To somebody else, and before it was asked.
  await reply(2, "wm3", "laoli", -20);
  await reply(3, "wm3", "xiaomei", -30);
  await ordered("wm1", -10);
  await ordered("wm3", -30);
  await ordered("wm2", -10, 2000);
  await task("a", "done", "A");
  await task("b", "unproven", "C");
  await task("c", "cancelled", null, "window-over");
  await task("d", "cancelled", null, "subject-gone");

  const page = await coaching(corp.ctx(), api.tasks.coaching.input.parse({}));
  expect([page.from, page.to]).toEqual(["2025-02-23", "2025-03-01"]);
  expect(page.items.map(({ userId, reached }) => [userId, reached])).toEqual([
    ["idle", 0],
    ["laoli", 0],
    ["xiaomei", 3],
  ]);
  expect(page.items[2]).toMatchObject({ reached: 3, answered: 2, converted: 1, tasks: { asked: 4, shown: 1, claimed: 1, missed: 1 } });
});

test("it is read page by page, and a month is the most", async () => {
  const first = await coaching(corp.ctx(), api.tasks.coaching.input.parse({ limit: 2, from: "2024-01-01" }));
  expect([first.from, first.nextCursor]).toEqual(["2025-01-30", "laoli"]);
  const rest = await coaching(corp.ctx(), api.tasks.coaching.input.parse({ limit: 2, cursor: first.nextCursor ?? "" }));
  expect(rest.items.map(({ userId }) => userId)).toEqual(["xiaomei"]);
  expect(rest.nextCursor).toBeNull();
});
