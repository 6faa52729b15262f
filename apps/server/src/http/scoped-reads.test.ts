import { api, type Endpoint } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { system } from "#kit/actor";
import type { Scope } from "#kit/scope";
import { routes as orders } from "#modules/orders";
import { routes as profile } from "#modules/profile";
import { routes as tasks } from "#modules/tasks";
import { routes as tickets } from "#modules/tickets";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";

/** What a narrow role's lists read, among many rows of others: hers are the oldest, so that a walk from the newest would pass all of them. */
const corpId = "ww_reads";
const now = new Date("2026-03-02T00:00:00.000Z");
const OTHERS = 20_000;
const HERS = 40;
/** A page is of fifty; joins and a list's parts read some of it more than once. */
const MOST_READ = 500;
const scope: Scope = { userIds: ["guide"], storeIds: [], chatIds: ["chat_h1", "chat_h2"], ownerIds: ["guide"] };

const said: Array<{ sql: string; parameters: readonly unknown[] }> = [];
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({
    log: (event) => void (event.level === "query" && said.push({ sql: event.query.sql, parameters: event.query.parameters })),
  });
  const { db } = database;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${now})`.execute(db);
  const rows = sql`(select 'h' || n as x, n, 'guide' as who, n - 100000 as at from generate_series(1, ${sql.lit(HERS)}) n
    union all select 'o' || n, n, 'other' || n % 400, n from generate_series(1, ${sql.lit(OTHERS)}) n) r`;
  const when = sql`${now}::timestamptz + r.at * interval '1 second'`;
  await sql`insert into customer (corp_id, id, external_user_id, name, state, added_sec)
    select ${corpId}, 'cus_' || x, 'wm' || x, '顾客' || x, 'friend', 1700000000 + at from ${rows}`.execute(db);
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec)
    select ${corpId}, 'cus_' || x, who, 'wm' || x, 'active', 1700000000 + at from ${rows}`.execute(db);
  await sql`insert into group_chat (corp_id, id, chat_id, name, owner, created_sec)
    select ${corpId}, 'grp_' || x, 'chat_' || x, '群' || x, who, 1700000000 + at from ${rows} where n <= 2 or who <> 'guide'`.execute(db);
  await sql`insert into group_member (corp_id, group_id, member_id, joined_sec, chat_id, member_type)
    select ${corpId}, 'grp_h' || n % 2 + 1, 'wm' || x, 1700000000 + at, 'chat_h' || n % 2 + 1, 2 from ${rows} where who = 'guide'
    union all select ${corpId}, 'grp_o' || n % 100 + 1, 'wm' || x, 1700000000 + at, 'chat_o' || n % 100 + 1, 2 from ${rows} where who <> 'guide'`.execute(
    db,
  );
  await sql`insert into task (corp_id, id, kind, assignee, subject, state, due_at, opened_at, params, planned_by, why)
    select ${corpId}, 'tsk_' || x, 'other', who, 'customer:cus_' || x, (array['open', 'claimed', 'done', 'unproven'])[n % 4 + 1], ${when}, ${when},
      '{}', 'test', 'test' from ${rows}`.execute(db);
  await sql`insert into ticket (corp_id, id, kind, state, source, text, external_user_id, owner, opened_at, due_at, first_due_at, note, round, reopened)
    select ${corpId}, 'tkt_' || x, 'question', (array['promised', 'answered', 'closed'])[n % 3 + 1], 'staff', '问 ' || x, 'wm' || x, who, ${when}, ${when},
      ${when}, '', 1, 0 from ${rows}`.execute(db);
  await sql`insert into customer_order (corp_id, order_no, person_id, keys, amount_fen, paid_at, day, source, changed_at, recorded_at)
    select ${corpId}, 'NO' || x, 'cus_' || x, '{}', 1000, ${when}, '2026-03-02', 'file', ${when}, ${when} from ${rows}`.execute(db);
  for (const table of ["customer", "relation", "group_chat", "group_member", "task", "ticket", "customer_order"])
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
}, 120_000);
afterAll(() => database.drop());

type Node = {
  "Node Type": string;
  "Relation Name"?: string | undefined;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number | undefined;
  "Rows Removed by Index Recheck"?: number | undefined;
  Plans?: Node[] | undefined;
};
const node: z.ZodType<Node> = z.object({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number(),
  "Actual Loops": z.number(),
  "Rows Removed by Filter": z.number().optional(),
  "Rows Removed by Index Recheck": z.number().optional(),
  Plans: z.array(z.lazy(() => node)).optional(),
});
const plans = z.object({ "QUERY PLAN": z.array(z.object({ Plan: node })) });

/** Rows that a statement touched in tables, those that it threw away included. */
function touched(plan: Node): number {
  const own = plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0) + (plan["Rows Removed by Index Recheck"] ?? 0);
  const inside = (plan.Plans ?? []).reduce((all, one) => all + touched(one), 0);
  return inside + (plan["Relation Name"] === undefined ? 0 : own * plan["Actual Loops"]);
}

const routes = [...orders, ...profile, ...tasks, ...tickets];

/** Asks as the door would, and explains each statement that was sent. */
async function readsOf(endpoint: Endpoint, input: object): Promise<{ items: number; reads: number; worst: string }> {
  const ctx = { db: database.db, corpId, actor: system("test"), now, scope };
  said.length = 0;
  const route = routes.find((one) => one.endpoint.name === endpoint.name);
  const answer = await route?.run(ctx, endpoint.input.parse(input));
  const { items } = z.object({ items: z.array(z.unknown()) }).parse(answer);
  let [reads, worst] = [0, ""];
  // Asking the statistics reads nothing.
  for (const { sql: text, parameters } of said.filter((one) => !one.sql.startsWith("explain"))) {
    const { rows } = await database.pool.query(`explain (analyze, format json) ${text}`, [...parameters]);
    const [plan] = plans.parse(rows[0])["QUERY PLAN"];
    const n = plan === undefined ? 0 : touched(plan.Plan);
    if (n > reads) [reads, worst] = [n, text];
  }
  return { items: items.length, reads, worst };
}

test.each([
  ["customers", {}, HERS],
  ["customers", { sort: "oldest" }, HERS],
  ["customers", { query: "顾客h7" }, 1],
  ["groups", {}, 2],
  ["groups", { query: "群" }, 2],
  ["orders", {}, HERS],
  ["orders", { matched: "yes" }, HERS],
  ["tasks", {}, HERS],
  ["tasks", { state: "done" }, HERS / 4],
  ["tasks", { assignee: "guide", overdue: true }, HERS / 2],
  ["tickets", {}, HERS],
  ["tickets", { state: "closed" }, 13],
] as const)("%s.list %o reads what is hers, and not what is others have", async (noun, input, count) => {
  const { items, reads, worst } = await readsOf(api[noun].list, { limit: 50, ...input });
  expect(items).toBe(count);
  expect(reads, worst).toBeLessThan(MOST_READ);
});
