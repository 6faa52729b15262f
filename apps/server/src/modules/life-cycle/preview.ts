import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, Stage } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { frameAt } from "#modules/segments";
import { firstRule } from "./evaluate.ts";
import { checkRules } from "./save-rules.ts";

/** So many are looked at. Ids are digests, so the first of them are a fair draw. */
const SAMPLE = 5000;

type Preview = OutputOf<typeof api.lifeCycle.preview>;

/** How many would be where, and who would move, before rules are put in force. */
export async function previewRules(ctx: Ctx, { rules }: ParsedInputOf<typeof api.lifeCycle.preview>): Promise<Preview> {
  checkRules(rules);
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  const { rows } = await sql<{ at: number | null; from: Stage | null; people: number }>`
    select x.at, x.from, count(*)::int as people from (
      select ${firstRule(frame, rules)} as at, s.stage as from
      from (select * from customer where corp_id = ${ctx.corpId} order by id limit ${SAMPLE}) c
      left join customer_stage s on s.corp_id = c.corp_id and s.customer_id = c.id) x
    group by 1, 2`.execute(ctx.db);
  const looked = rows.reduce((sum, { people }) => sum + people, 0);
  const all = looked < SAMPLE ? looked : await estimateAll(ctx);
  const grown = (people: number) => Math.round((people * all) / Math.max(1, looked));
  const moves = new Map<string, Preview["moves"][number]>();
  for (const { at, from, people } of rows) {
    const to = at === null ? null : (rules[at]?.stage ?? null);
    const key = `${from} ${to}`;
    moves.set(key, { from, to, people: (moves.get(key)?.people ?? 0) + people });
  }
  const stages: Array<Stage | null> = ["new", "active", "loyal", "silent", "lost", null];
  const sum = (side: "from" | "to", stage: Stage | null) =>
    grown([...moves.values()].filter((move) => move[side] === stage).reduce((n, { people }) => n + people, 0));
  return {
    people: all,
    sample: looked < SAMPLE ? null : looked,
    counts: stages.map((stage) => ({ stage, now: sum("from", stage), after: sum("to", stage) })),
    moves: [...moves.values()]
      .filter(({ from, to }) => from !== to)
      .map((move) => ({ ...move, people: grown(move.people) }))
      .toSorted((a, b) => b.people - a.people),
  };
}

/** The database's own estimate of how many customers there are. */
async function estimateAll(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ "QUERY PLAN": Array<{ Plan: { "Plan Rows": number } }> }>`explain (format json)
    select from customer where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return rows[0]?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
}
