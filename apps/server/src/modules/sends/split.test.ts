import { api } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gateSettings, withUnit } from "#actions";
import { system } from "#kit/actor";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp } from "../../../test/told-corp.ts";
import { collect } from "./collect.ts";
import { moveSends } from "./due.ts";
import { peopleOf } from "./people.ts";
import { planTasks } from "./plan-tasks.ts";
import { SEND } from "./rows.ts";
import { confirmUntil, isOpen, laterDays, slotsOf, type Window } from "./rules.ts";
import { createSend } from "./save-send.ts";
import { submitSend } from "./submit.ts";
import type { SendRow } from "./types.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const world = fc.record({
  staff: fc.integer({ min: 1, max: 5 }),
  people: fc.integer({ min: 0, max: 60 }),
  /** Who knows whom: nobody, one, or two of us. */
  ties: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 7, maxLength: 7 }),
  said: fc.array(fc.constantFrom("usual", "fewer", "stock-only", "none"), { maxLength: 8 }),
  touches: fc.array(fc.record({ person: fc.integer({ min: 0, max: 59 }), hoursAgo: fc.integer({ min: 1, max: 200 }) }), { maxLength: 40 }),
  holdOut: fc.constantFrom(0, 10, 50),
  variants: fc.integer({ min: 0, max: 2 }),
  spread: fc.constantFrom(0, 3),
  sends: fc.integer({ min: 1, max: 5 }),
  /** After which of its steps each try dies. */
  deaths: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }),
});
type Made = typeof world extends fc.Arbitrary<infer T> ? T : never;

async function play(made: Made) {
  const corp = await createTestCorp(database);
  const { corpId } = corp;
  const { db } = database;
  const { now } = corp.ctx();
  for (let n = 0; n < made.staff; n += 1) await corp.staff(`s${n}`);
  await corp.drain();
  await sql`insert into customer (corp_id, id, external_user_id, state) select ${corpId}, 'cus_' || g, 'wm' || g, 'friend'
    from generate_series(0, ${made.people - 1}::int) g`.execute(db);
  const ties = Array.from({ length: made.people }, (_, n) => {
    const tie = made.ties[n % 7] ?? 0;
    return [...new Set([tie % 4 === 3 ? [] : [tie % made.staff], tie % 3 === 2 ? [(tie + 1) % made.staff] : []].flat())].map((s) => ({
      n,
      s,
    }));
  }).flat();
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec)
    select ${corpId}, 'cus_' || n, 's' || s, 'wm' || n, 'active', 1700000000 + s from jsonb_to_recordset(${JSON.stringify(ties)}::jsonb) as r(n int, s int)`.execute(
    db,
  );
  for (const [n, level] of made.said.entries()) {
    await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
      values (${corpId}, ${`wm${n * 3}`}, ${level}, 'page', ${now})`.execute(db);
  }
  for (const [n, { person, hoursAgo }] of made.touches.entries()) {
    await sql`insert into touch (corp_id, id, budget, recipient, kind, weight, at, state, planned_by, created_at)
      values (${corpId}, ${`old${n}`}, 'person', ${`wm${person}`}, 'mass-send', 1, ${new Date(now.getTime() - hoursAgo * 3_600_000)}, 'delivered', 'test', ${now})`.execute(
      db,
    );
  }
  const deaths = [...made.deaths];
  const ids: string[] = [];
  for (let n = 0; n < made.sends; n += 1) {
    const { id } = await createSend(
      corp.ctx(),
      api.sends.create.input.parse({
        plan: {
          name: `第${n}条`,
          to: "customers",
          audience: { everyone: true },
          content: { text: `第${n}条` },
          variants: Array.from({ length: made.variants }, (_, v) => ({ text: `第${n}条 ${v}` })),
          holdOutPercent: made.holdOut,
          spreadHours: made.spread,
          until: new Date(now.getTime() + 30 * 3_600_000).toISOString(),
        },
      }),
    );
    ids.push(id);
    await sql`update corp set settings = '{"sends": {"approvalAbove": null}}' where corp_id = ${corpId}`.execute(db);
    await submitSend(corp.ctx(), { id });
    await moveWithDeaths(corpId, now, deaths);
  }
  return { corpId, ids, now };
}

/** Moves everything on; some tries die after a step, and what they had begun is as if it never was. */
async function moveWithDeaths(corpId: string, now: Date, deaths: number[]): Promise<void> {
  const { db } = database;
  for (let turn = 0; turn < 60; turn += 1) {
    const death = deaths.shift();
    if (death !== undefined) {
      const died = withUnit({ db, corpId, actor: system("test"), now }, async (unit) => {
        const { rows } = await sql<SendRow>`select ${SEND} from send s where s.corp_id = ${corpId} and s.next_at <= ${now} limit 1`.execute(
          unit.db,
        );
        const [send] = rows;
        if (send && send.collectedAt === null) await collect(unit, send);
        if (send && death > 0) await planTasks(unit, send);
        throw new Error("killed");
      });
      await expect(died).rejects.toThrow("killed");
    } else if ((await moveSends.run(db, corpId, now)) === 0) return;
  }
  throw new Error("it never came to rest");
}

test("everybody is in exactly one task, or refused or held out with one reason; no budget is overspent; whoever dies in between changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const { corpId, ids, now } = await play(made);
      const { db } = database;
      for (const id of ids) {
        const { rows } = await sql<{ recipient: string; state: string; reason: string | null; action: string | null; touches: number }>`
          select r.recipient, r.state, r.reason, t.action_id as action, (select count(*)::int from touch x where x.corp_id = ${corpId}
              and x.action_id = t.action_id and x.recipient = r.recipient and x.budget = 'person' and x.state = 'reserved') as touches
          from (${peopleOf(corpId, id)}) r left join send_task t on t.corp_id = ${corpId} and t.send_id = ${id} and t.no = r.no and r.no > 0`.execute(
          db,
        );
        expect(rows).toHaveLength(made.people);
        expect(new Set(rows.map(({ recipient }) => recipient)).size).toBe(made.people);
        const planned = rows.filter(({ state }) => state === "planned");
        expect(planned.filter(({ reason, touches, action }) => reason !== null || touches !== 1 || action === null)).toEqual([]);
        const others = rows.filter(({ state }) => state !== "planned");
        expect(others.filter(({ reason, touches }) => reason === null || touches !== 0)).toEqual([]);
        const { rows: sums } = await sql<{ all: number; counted: number }>`select s.recipients as all,
          s.refused + s.held_out + (select coalesce(sum(accepted), 0)::int from send_task t where t.corp_id = s.corp_id and t.send_id = s.id) as counted
          from send s where s.corp_id = ${corpId} and s.id = ${id}`.execute(db);
        expect(sums[0]?.counted).toBe(sums[0]?.all);
      }
      // One call for a task, and none for whom nobody is left.
      const { rows: calls } = await sql<{ n: number; tasks: number }>`select
        (select count(*)::int from planned_action where corp_id = ${corpId} and kind = 'mass-task.create') as n,
        (select count(*)::int from send_task where corp_id = ${corpId} and state = 'planned') as tasks`.execute(db);
      expect(calls[0]?.n).toBe(calls[0]?.tasks);
      const settings = await gateSettings(db, corpId);
      const { rows: over } = await sql`select recipient from touch where corp_id = ${corpId} and budget = 'person'
        and state in ('reserved', 'delivered') and created_at = ${now} and id not like 'old%' group by recipient having count(*) > ${settings.person.weight}`.execute(
        db,
      );
      expect(over).toEqual([]);
      const { rows: tired } = await sql`select recipient, (at at time zone 'Asia/Shanghai')::date from touch where corp_id = ${corpId}
        and budget = 'staff' and state = 'reserved' group by 1, 2 having sum(weight) > ${settings.staff.confirmationsPerDay}`.execute(db);
      expect(tired).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 120_000);

test("tasks are given in open hours only, with time left to confirm, and end before the quiet hours and with the offer", async () => {
  const settings = await gateSettings(database.db, "none");
  const window = fc.record({
    from: fc.integer({ min: 0, max: 72 * 60 }),
    minutes: fc.integer({ min: 1, max: 72 * 60 }),
    open: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 1, max: 4 }),
    spreadHours: fc.integer({ min: 0, max: 30 }),
  });
  const two = (n: number) => `${String(Math.min(23, n)).padStart(2, "0")}:00`;
  fc.assert(
    fc.property(window, ({ from, minutes, open, length, spreadHours }) => {
      const start = new Date(Date.parse("2026-03-02T00:00:00Z") + from * 60_000);
      const until = new Date(start.getTime() + minutes * 60_000);
      const one: Window = { from: start, until, hours: { from: two(open), to: two(open + length) }, spreadHours };
      const slots = slotsOf(one, settings);
      for (const at of [...slots, ...(slots[0] ? laterDays(slots[0], one, settings) : [])]) {
        expect(isOpen(at, one, settings)).toBe(true);
        expect(confirmUntil(at, until, settings).getTime()).toBeGreaterThan(at.getTime());
        expect(confirmUntil(at, until, settings).getTime()).toBeLessThanOrEqual(until.getTime());
      }
      expect(slots.length).toBeLessThanOrEqual(Math.max(1, spreadHours * 2));
    }),
  );
});
