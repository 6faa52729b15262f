import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { glanceSql, lanes } from "#actions";
import { claimSql } from "../../src/actions/claim.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { createCorp, MORNING } from "./corp.ts";
import { queue } from "./workers.ts";

let database: TestDatabase;
let corpId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  corpId = await createCorp(database.db);
  // Twenty thousand touches that wait for the morning, and as many that were spent long ago.
  await sql`insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, dedupe_key, planned_by, created_at)
    select ${corpId}, 'x' || i, 'mass-task.create', '{}', 'externalcontact/add_msg_template', 'touch', ${MORNING}, 'x' || i, 'm', ${MORNING}
    from generate_series(1, 20000) i`.execute(database.db);
  await queue(database.db, corpId);
  await sql`insert into touch (corp_id, id, budget, recipient, action_id, kind, weight, at, state, planned_by, created_at)
    select ${corpId}, 't' || i, 'person', 'wm' || i, 'a' || i % 100, 'mass-send', 1, ${MORNING}, 'reserved', 'm', ${MORNING}
    from generate_series(1, 20000) i`.execute(database.db);
  await sql`analyze`.execute(database.db);
});
afterAll(() => database.drop());

type Node = { "Node Type": string; "Actual Rows": number; "Actual Loops": number; "Rows Removed by Filter"?: number; Plans?: Node[] };

/** How many rows a statement really looked at. */
async function looked(statement: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ "QUERY PLAN": Array<{ Plan: Node }> }>`explain (analyze, format json) ${statement}`.execute(database.db);
  const count = (node: Node): number => {
    const inner = (node.Plans ?? []).reduce((sum, plan) => sum + count(plan), 0);
    const scan = node["Node Type"].includes("Scan")
      ? (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"]
      : 0;
    return inner + scan;
  };
  const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
  return plan ? count(plan) : Number.NaN;
}

test("a lane that is closed costs nothing, however much waits in it", async () => {
  const open = [...lanes].filter(([, reach]) => reach !== "touch").map(([lane]) => lane);
  const due = claimSql(corpId, { now: MORNING, workerId: "w", limit: 256, lanes: open }, []);
  expect(await looked(due)).toBeLessThan(100);
});

test("the first of each lane and the first end are found without reading the queue", async () => {
  expect(await looked(sql`select ${glanceSql(sql`${corpId}`)}`)).toBeLessThan(100);
});

test("what a recipient has had is found by recipient: cost grows with the change, not with the base", async () => {
  const wanted = Array.from({ length: 50 }, (_, i) => ({ recipient: `wm${i + 1}` }));
  const spent = sql`select r.recipient, t.weight from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as r(recipient text)
    cross join lateral (select weight from touch where corp_id = ${corpId} and budget = 'person' and recipient = r.recipient
      and at >= ${MORNING} and at < ${MORNING}::timestamptz + interval '7 days' and state in ('reserved', 'delivered') offset 0) t`;
  expect(await looked(spent)).toBeLessThan(300);
});
