import { type RawBuilder, sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { buyersAsOf, readAsOf } from "./as-of.ts";

/**
 * Scores per value: 1 + floor(5 × share of people with a strictly worse value), so equal values get equal scores. Each value is
 * scored once, however many people have it. `worstFirst` orders the values.
 */
const scores = (column: string, worstFirst: RawBuilder<unknown>) => sql`
  select v, c, 1 + div(5 * (sum(c) over (order by ${worstFirst}) - c), sum(c) over ())::int as score
  from (select ${sql.ref(column)} as v, count(*) as c from base group by 1) g`;

/** `base` (person_id, recency, frequency, money) and the three tables of scores, as CTEs. */
const scored = (buyers: RawBuilder<unknown>, day: string) => sql`
  base as materialized (
    select person_id, ${day}::date - last_day as recency, orders as frequency, amount_fen as money from (${buyers}) b
  ), r as materialized (${scores("recency", sql`v desc`)}
  ), f as materialized (${scores("frequency", sql`v`)}
  ), m as materialized (${scores("money", sql`v`)})`;

const keep = createKeep();

type Counts = OutputOf<typeof api.analytics.rfm>;

/** People per score as of a day. Of many they may be some minutes old, and say so. */
export async function rfmCounts(ctx: Ctx, input: { asOf?: string | undefined }): Promise<Counts> {
  const { day } = await readAsOf(ctx, input.asOf);
  return keep(ctx, JSON.stringify([ctx.corpId, day]), async () => {
    const value = await countScores(ctx, day);
    return { value, rows: Object.values(value.r).reduce((sum, people) => sum + people, 0) };
  });
}

async function countScores(ctx: Ctx, day: string): Promise<Counts> {
  const buyers = await buyersAsOf(ctx.db, ctx.corpId, day);
  const { rows } = await sql<{ of: "r" | "f" | "m"; score: number; people: number }>`with ${scored(buyers, day)}
    select 'r' as of, score, sum(c)::bigint as people from r group by score
    union all select 'f', score, sum(c)::bigint from f group by score
    union all select 'm', score, sum(c)::bigint from m group by score`.execute(ctx.db);
  const empty = () => Object.fromEntries([1, 2, 3, 4, 5].map((score) => [String(score), 0]));
  const counts: Counts = { r: empty(), f: empty(), m: empty() };
  for (const { of, score, people } of rows) counts[of][String(score)] = people;
  return counts;
}

/** Scores everybody as of a day and writes the rows that changed. Returns how many. */
export async function refreshRfm(db: Db, corpId: string, day: string, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // Two processes at midnight: the second one finds nothing to change.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`rfm ${corpId}`}, 0))`.execute(tx);
    const buyers = await buyersAsOf(tx, corpId, day);
    const { rows } = await sql<{ changed: number; gone: number }>`
      with ${scored(buyers, day)}, now_scored as materialized (
        select base.person_id, r.score as r, f.score as f, m.score as m from base
        join r on r.v = base.recency join f on f.v = base.frequency join m on m.v = base.money
      ), written as (
        insert into rfm_score as s (corp_id, person_id, r, f, m, changed_at)
        select ${corpId}, n.person_id, n.r, n.f, n.m, ${now} from now_scored n
        left join rfm_score o on o.corp_id = ${corpId} and o.person_id = n.person_id
        where o.person_id is null or (o.r, o.f, o.m) <> (n.r, n.f, n.m)
        on conflict (corp_id, person_id) do update set r = excluded.r, f = excluded.f, m = excluded.m, changed_at = excluded.changed_at
        returning 1
      ), gone as (
        delete from rfm_score s where s.corp_id = ${corpId}
          and not exists (select from now_scored n where n.person_id = s.person_id) returning 1
      ), cells as (
        select coalesce(jsonb_agg(jsonb_build_object('r', r, 'f', f, 'm', m, 'people', people) order by r, f, m), '[]') as cells,
          coalesce(sum(people), 0) as people
        from (select r, f, m, count(*) as people from now_scored group by r, f, m) c
      ), noted as (
        insert into rfm_run (corp_id, as_of, ran_at, people, changed, cells)
        select ${corpId}, ${day}::date, ${now}, people, (select count(*) from written) + (select count(*) from gone), cells from cells
        on conflict (corp_id) do update set as_of = excluded.as_of, ran_at = excluded.ran_at, people = excluded.people,
          changed = excluded.changed, cells = excluded.cells
      )
      select (select count(*) from written)::int as changed, (select count(*) from gone)::int as gone`.execute(tx);
    return (rows[0]?.changed ?? 0) + (rows[0]?.gone ?? 0);
  });
}
