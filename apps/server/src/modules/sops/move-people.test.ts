import { api, type InputOf } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withUnit } from "#actions";
import type { Db } from "#db/connect";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { getSop } from "./get-sop.ts";
import { handlers } from "./index.ts";
import { createMoves, moveAll } from "./move-people.ts";
import { publishSop } from "./publish-sop.ts";
import { createSop, updateSop } from "./write-draft.ts";

const PEOPLE = 23;
const PAGE = 5;
const name = { zh: "步骤", en: "Step" };
type Written = InputOf<typeof api.sops.create>["definition"];
const days = (list: readonly number[]): Written => ({
  v: 2,
  key: "way",
  name,
  subject: "customer",
  trigger: { on: "event", event: "friend-added" },
  start: "w0",
  steps: list.map((day) => ({ key: `d${day}`, name, kind: "mass-send", evidence: "delivered", target: 0.8, content: { text: "好" } })),
  nodes: list.flatMap((day, n) => [
    { key: `w${n}`, do: "wait" as const, day, at: "10:00", next: `a${n}` },
    { key: `a${n}`, do: "act" as const, step: `d${day}`, next: n + 1 < list.length ? `w${n + 1}` : null },
  ]),
});
const parsed = (definition: Written) => api.sops.create.input.parse({ definition }).definition;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The database as a process sees it that is gone before its `n`th question. */
function goneBefore(n: number): Db {
  let asked = 0;
  return database.db.withPlugin({
    transformQuery: ({ node }) => {
      asked += 1;
      if (asked > n) throw new Error("gone");
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
}

/** People under way in version 1, and a version 2 that one of their steps has gone from and another came to. */
async function underWay(): Promise<{ corp: TestCorp; sopId: string }> {
  const corp = await createTestCorp(database);
  await corp.staff("mei");
  const { sopId } = await createSop(corp.ctx(), { definition: parsed(days([2, 4])) });
  await publishSop(corp.ctx(), { sopId, move: false });
  for (let n = 0; n < PEOPLE; n += 1) await corp.befriend(`wm${n}`, "mei", "");
  await corp.drainWith(handlers);
  await updateSop(corp.ctx(), { sopId, definition: parsed(days([2, 6])) });
  await publishSop(corp.ctx(), { sopId, move: false });
  return { corp, sopId };
}

test("whoever is moved to another version is moved once, wherever the process was killed, and how far it is can be seen", async () => {
  const duty = createMoves(PAGE);
  const between: number[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(14), { maxLength: 8 }), async (deaths) => {
      const { corp, sopId } = await underWay();
      const { moving: before } = await getSop(corp.ctx(), { sopId });
      expect(before).toBeNull();
      expect(await withUnit(corp.ctx(), (unit) => moveAll(unit, sopId, 2, { mayPlan: false, page: PAGE }))).toBe(PEOPLE);
      const step = async (db: Db) => {
        await duty.run(db, corp.corpId, corp.ctx().now).catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== "gone") throw error;
        });
        await corp.drainWith(handlers);
        const { moving } = await getSop(corp.ctx(), { sopId });
        expect({ version: 2, total: PEOPLE, ...moving }).toMatchObject({ version: 2, total: PEOPLE });
        if (moving) between.push(moving.done);
        return moving !== null;
      };
      for (const death of deaths) await step(goneBefore(death));
      for (let n = 0; n < PEOPLE && (await step(database.db)); n += 1);
      expect((await getSop(corp.ctx(), { sopId })).moving).toBeNull();
      const { rows: facts } = await sql<{ who: string; n: number }>`select m->>'enrolmentId' as who, count(*)::int as n
        from event, jsonb_array_elements(data->'moves') m where corp_id = ${corp.corpId} and type = 'sop.version-moved'
        group by 1`.execute(database.db);
      expect(facts.filter(({ n }) => n === 1)).toHaveLength(PEOPLE);
      const { rows: people } = await sql<{ version: number; steps: string[] }>`select e.version,
          array(select step || ' ' || state from enrolment_step s where s.corp_id = e.corp_id and s.enrolment_id = e.id order by 1) as steps
        from enrolment e where e.corp_id = ${corp.corpId}`.execute(database.db);
      expect(people).toEqual(Array.from({ length: PEOPLE }, () => ({ version: 2, steps: ["d2 waiting", "d6 waiting"] })));
    }),
    { numRuns: 6 },
  );
  expect(between.some((done) => done > 0 && done < PEOPLE)).toBe(true);
});
