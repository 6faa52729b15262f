import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withUnit } from "#actions";
import { system } from "#kit/actor";
import { append, runHandlers } from "#log";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { planDue } from "./due.ts";
import { handlers, saveSop, sopDefinition } from "./index.ts";

const NOW = new Date("2026-03-03T02:20:00Z");
const HOUR = 3_600_000;
const BATCH = 5;

let database: TestDatabase;
let corpId = "";
let corps = 0;
beforeAll(async () => {
  database = await createTestDatabase({ max: 12 });
});
afterAll(() => database.drop());
beforeEach(async () => {
  corps += 1;
  corpId = `corp${corps}`;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${NOW})`.execute(database.db);
  await project();
});

const project = () => runHandlers(database.db, corpId, handlers, NOW);
const plan = () => planDue(database.db, corpId, NOW, BATCH);

/** Everybody's step is due now, or so many hours ago, four people with each member of staff; each `apartUs` before the one before. */
async function due(people: number, { hoursAgo = 0, apartUs = 0 } = {}): Promise<string> {
  const name = { zh: "一天", en: "One day" };
  const content = { text: "你好" };
  const step = { key: "d1", name, kind: "mass-send", day: 1, at: "10:20", content, evidence: "delivered", target: 0.9, late: "do" };
  const definition = sopDefinition.parse({
    key: "one",
    name,
    subject: "customer",
    trigger: "customer-joined-store-group",
    steps: [step, { ...step, key: "d2" }],
  });
  const ctx = { db: database.db, corpId, actor: system("test"), now: NOW };
  const { id: sopId } = await withUnit(ctx, (unit) => saveSop(unit, { definition, playbook: null }));
  await sql`insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, started_at, state)
    select ${corpId}, 'enr' || g, ${sopId}, 1, 'customer', 'wm' || g, 'mei' || g % ${Math.ceil(people / 4)}::int, ${NOW}::timestamptz - interval '1 day', 'active'
    from generate_series(1, ${people}::int) g`.execute(database.db);
  await sql`insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state)
    select corp_id, id, 'd1', sop_id, recipient, sender, ${NOW}::timestamptz - make_interval(hours => ${hoursAgo})
        - substr(id, 4)::int * ${apartUs}::int * interval '1 microsecond', ${NOW}::timestamptz + interval '1 day', 'waiting'
    from enrolment where corp_id = ${corpId}`.execute(database.db);
  return sopId;
}

/** How often each person was planned, in facts; who was touched; and what their steps are now. */
async function found() {
  const { rows: planned } = await sql<{ id: string; n: number }>`select id, count(*)::int as n
    from event, jsonb_array_elements_text(data->'enrolmentIds') id
    where corp_id = ${corpId} and type in ('sop.step-planned', 'sop.step-closed') group by 1`.execute(database.db);
  const { rows: touches } = await sql<{ n: number }>`select count(*)::int as n from touch
    where corp_id = ${corpId} and budget = 'person' and state = 'reserved'`.execute(database.db);
  const { rows: states } = await sql<{ state: string; n: number }>`select state, count(*)::int as n from enrolment_step
    where corp_id = ${corpId} group by 1 order by 1`.execute(database.db);
  return {
    planned: planned.length,
    twice: planned.filter(({ n }) => n > 1).map(({ id }) => id),
    touches: touches[0]?.n,
    states: Object.fromEntries(states.map(({ state, n }) => [state, n])),
  };
}

test("a due hour is planned batch after batch without waiting for its own projection; then it waits", async () => {
  await due(23);
  expect(await plan()).toBe(23);
  expect(await found()).toEqual({ planned: 23, twice: [], touches: 23, states: { waiting: 23 } });
  expect(await plan()).toBe(0);
  await project();
  expect(await found()).toEqual({ planned: 23, twice: [], touches: 23, states: { planned: 23 } });
  expect(await plan()).toBe(0);
});

test("each member of staff confirms once, although batches end in between", async () => {
  await due(24);
  expect(await plan()).toBe(24);
  const { rows } = await sql<{ sender: string }>`select payload->>'sender' as sender from planned_action
    where corp_id = ${corpId} order by 1`.execute(database.db);
  expect(rows.map(({ sender }) => sender)).toEqual(["mei0", "mei1", "mei2", "mei3", "mei4", "mei5"]);
});

test("what is due a microsecond apart is read once and whole", async () => {
  await due(23, { apartUs: 1 });
  expect(await plan()).toBe(23);
  expect(await found()).toMatchObject({ planned: 23, twice: [] });
});

test("late steps are decided a batch at a time, each on what the one before has left", async () => {
  await due(12, { hoursAgo: 3 });
  expect(await plan()).toBe(4);
  expect(await plan()).toBe(0);
  await project();
  expect(await plan()).toBe(4);
});

test("people exit, the SOP rests and three plan while the projection reads: nobody is planned twice or left lying", async () => {
  const PEOPLE = 240;
  const sopId = await due(PEOPLE);
  let busy = true;
  const whileBusy = async (work: () => Promise<unknown>) => {
    while (busy) await work();
  };
  const exits = async () => {
    for (let n = 1; n <= 30; n += 1) {
      const data = { sopId, enrolmentId: `enr${n * 7}`, reason: "left" };
      const exited = { type: "sop.exited" as const, subject: `sop:${sopId}`, occurredAt: NOW, data };
      await database.db.transaction().execute((tx) => append(tx, corpId, [exited], { actor: system("test"), now: NOW }));
      if (n % 10 === 0) {
        await sql`update sop set state = 'paused' where corp_id = ${corpId} and id = ${sopId}`.execute(database.db);
        await sql`update sop set state = 'active' where corp_id = ${corpId} and id = ${sopId}`.execute(database.db);
      }
    }
    for (let left = 1; left > 0;) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from enrolment_step
        where corp_id = ${corpId} and state = 'waiting'`.execute(database.db);
      left = rows[0]?.n ?? 0;
    }
    busy = false;
  };
  await Promise.all([whileBusy(plan), whileBusy(plan), whileBusy(plan), whileBusy(project), exits()]);
  const { planned, twice, touches, states } = await found();
  expect(twice).toEqual([]);
  expect(touches).toBe(planned);
  // Whoever exited after the decision was planned all the same; everybody else is one or the other.
  expect(Object.keys(states).toSorted()).toEqual(["exited", "planned"]);
  expect((states["planned"] ?? 0) + (states["exited"] ?? 0)).toBe(PEOPLE);
  expect(planned).toBeGreaterThanOrEqual(states["planned"] ?? 0);
});

test("one that reads on is told by nobody else's facts but its own", async () => {
  await due(23);
  const moved = {
    sopId: "sop",
    step: "d1",
    enrolmentIds: ["enr23"],
    reason: "handover",
    dueAt: new Date(NOW.getTime() + HOUR).toISOString(),
  };
  const postponed = { type: "sop.step-postponed" as const, subject: "sop:x", occurredAt: NOW, data: moved };
  await database.db.transaction().execute((tx) => append(tx, corpId, [postponed], { actor: system("test"), now: NOW }));
  expect(await plan()).toBe(0);
  await project();
  expect(await plan()).toBe(22);
});
