import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { createTestCorp } from "../../test/told-corp.ts";
import { reserve } from "./gate.ts";
import { reserveMany } from "./reserve-many.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const HOUR = 3_600_000;
const world = fc.record({
  budget: fc.constantFrom("person" as const, "group" as const),
  /** What somebody has had, or will have, hours from now. */
  touches: fc.array(
    fc.record({
      who: fc.integer({ min: 0, max: 11 }),
      hours: fc.oneof(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -260, max: 260 })),
      weight: fc.integer({ min: 0, max: 3 }),
      selling: fc.boolean(),
      state: fc.constantFrom("reserved", "delivered", "delivered", "released", "failed"),
    }),
    { minLength: 5, maxLength: 40 },
  ),
  said: fc.array(fc.constantFrom("usual", "fewer", "stock-only", "none"), { maxLength: 6 }),
  settings: fc.record({
    weight: fc.integer({ min: 1, max: 4 }),
    days: fc.constantFrom(1, 7),
    fadeDays: fc.constantFrom(0, 2),
    mass: fc.constantFrom(0, 1, 1, 2),
    cap: fc.constantFrom("day", "week", "month", "month"),
    perDay: fc.integer({ min: 0, max: 2 }),
  }),
  selling: fc.boolean(),
  topic: fc.constantFrom(undefined, "stock" as const),
  weight: fc.constantFrom(0, 1, 1, 2),
  /** Of the two packs, some in quiet hours. */
  hours: fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })),
});

test("a whole send is decided as if everybody were asked for one by one", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ budget, touches, said, settings: { weight, days, fadeDays, mass, cap, perDay }, ...like }) => {
      const kind = budget === "group" ? ("group-post" as const) : ("mass-send" as const);
      const gate = {
        person: { weight, days, fadeDays, kinds: { "mass-send": mass } },
        group: { perDay, sellingPerDay: 1 },
        wecom: { cap },
      };
      const answers = [];
      for (const way of ["one by one", "together"]) {
        const corp = await createTestCorp(database);
        const ctx = { ...corp.ctx(), db: database.db };
        const { corpId, now } = ctx;
        const at = (hours: number) => new Date(now.getTime() + hours * HOUR);
        await sql`update corp set settings = ${JSON.stringify({ gate })}::jsonb where corp_id = ${corpId}`.execute(ctx.db);
        for (const [n, touch] of touches.entries()) {
          await sql`insert into touch (corp_id, id, budget, recipient, kind, weight, selling, at, state, planned_by, created_at)
            values (${corpId}, ${`old${n}`}, ${budget}, ${`r${touch.who}`}, ${kind}, ${touch.weight}, ${touch.selling}, ${at(touch.hours)}, ${touch.state}, 'test', ${now})`.execute(
            ctx.db,
          );
        }
        for (const [n, level] of said.entries()) {
          await sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at)
            values (${corpId}, ${`r${n * 2}`}, ${level}, 'page', ${now})`.execute(ctx.db);
        }
        const packs = like.hours.map((hours, n) => ({ n, actionId: `act${n}`, at: at(hours) }));
        const people = packs.flatMap(({ n }) => Array.from({ length: 6 }, (_, i) => ({ n, recipient: `r${n * 6 + i}` })));
        const { selling, topic, weight: times } = like;
        const common = { budget, kind, weight: times, selling, plannedBy: "test", step: "test", ...(topic ? { topic } : {}) };
        const refused = await database.db.transaction().execute(async (tx) => {
          const unit = { ...ctx, db: tx };
          if (way === "together") {
            const rows = sql`select n, array_agg(recipient) as recipients from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
              as r(n int, recipient text) group by 1`;
            return reserveMany(unit, { ...common, idPrefix: "tch_" }, packs, rows);
          }
          const requests = people.map(({ n, recipient }) => {
            const { actionId, at: when } = packs[n] ?? { actionId: "", at: now };
            return { ...common, recipient, key: recipient, id: `tch_${recipient}`, actionId, at: when };
          });
          const decisions = await reserve(unit, requests);
          return people.flatMap(({ n, recipient }) => {
            const decision = decisions.get(recipient);
            return decision && !decision.accepted ? [{ n, recipient, reason: decision.reason }] : [];
          });
        });
        const { rows: written } = await sql<{
          id: string;
        }>`select id, recipient, action_id, kind, step, weight, selling, topic, state, reason, planned_by,
          extract(epoch from at - ${now}::timestamptz)::float8 as at from touch where corp_id = ${corpId} and id like 'tch%' order by id`.execute(
          ctx.db,
        );
        answers.push({ refused: refused.toSorted((a, b) => (a.recipient < b.recipient ? -1 : 1)), written });
      }
      expect(answers[1]).toEqual(answers[0]);
    }),
    { numRuns: 100 },
  );
}, 120_000);
