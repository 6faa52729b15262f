import { sql } from "kysely";
import type { api, OutputOf, Stage } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { mustSeeCustomer } from "#modules/customers";
import { type Frame, frameAt, probe } from "#modules/segments";
import { readCycle } from "./evaluate.ts";

type Figures = OutputOf<typeof api.lifeCycle.explain>["figures"];

/** Why somebody is in her stage: each rule in its order up to the one that holds, and the figures that rules look at. */
export async function explainStage(ctx: Ctx, { customerId }: { customerId: string }): Promise<OutputOf<typeof api.lifeCycle.explain>> {
  await mustSeeCustomer(ctx, customerId);
  const cycle = await readCycle(ctx.db, ctx.corpId);
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  const rules = cycle?.rules ?? [];
  const tests = rules.map((rule) => sql`(${probe(frame, rule.tree.root)})`);
  const { rows } = await sql<{ holds: boolean[]; stage: Stage | null; since: Date | null; addedSec: number }>`
    select array[${tests.length > 0 ? sql.join(tests) : sql``}]::boolean[] as holds, s.stage, s.since, c.added_sec as "addedSec"
    from customer c left join customer_stage s on s.corp_id = c.corp_id and s.customer_id = c.id
    where c.corp_id = ${ctx.corpId} and c.id = ${customerId}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("customer", customerId);
  const first = row.holds.indexOf(true);
  const looked = rules.slice(0, first < 0 ? rules.length : first + 1);
  return {
    enabled: cycle !== null,
    stage: row.stage,
    since: row.since?.toISOString() ?? null,
    rules: looked.map(({ name, note, stage }, at) => ({ name, note, stage, holds: at === first })),
    figures: {
      addedAt: row.addedSec > 0 ? new Date(row.addedSec * 1000).toISOString() : null,
      ...(await figuresOf(ctx, frame, customerId)),
    },
  };
}

async function figuresOf(ctx: Ctx, { zone }: Frame, customerId: string): Promise<Omit<Figures, "addedAt">> {
  const { rows } = await sql<Omit<Figures, "addedAt">>`select
      coalesce(o.orders, 0)::int as orders, coalesce(o.amount_fen, 0)::bigint as "amountFen", o.last_day::text as "lastOrderDay",
      greatest(
        (select max(b.last_day) from behaviour_last b where b.corp_id = c.corp_id and b.customer_id = c.id
          and b.kind in ('opened-page', 'searched-store', 'chose-store', 'answered-touch')),
        (select (to_timestamp(max(m.joined_sec)) at time zone ${zone})::date from group_member m
          where m.corp_id = c.corp_id and m.member_id = c.external_user_id))::text as "lastSeenDay",
      (select count(distinct m.group_id)::int from group_member m where m.corp_id = c.corp_id and m.member_id = c.external_user_id
        and m.left_at is null) as groups
    from customer c left join order_stats o on o.corp_id = c.corp_id and o.person_id = c.id
    where c.corp_id = ${ctx.corpId} and c.id = ${customerId}`.execute(ctx.db);
  return rows[0] ?? { orders: 0, amountFen: 0, lastOrderDay: null, lastSeenDay: null, groups: 0 };
}
