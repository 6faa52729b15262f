import { sql } from "kysely";
import type { SopGraph, SopStepState } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { externalsOutOfRates } from "#modules/customers";

export type Counts = {
  sop_id: string;
  step: string;
  store_id: string | null;
  entered: number;
  overdue: number;
  metric_met: number;
  /** Claimed, and their time is over. */
  word_only: number;
} & Record<SopStepState, number>;

const STATES = [
  "waiting",
  "planned",
  "claimed",
  "done",
  "missed",
  "skipped",
  "refused",
  "exited",
] as const satisfies readonly SopStepState[];
const SUMMED = [...STATES, "entered", "overdue", "metric_met", "word_only"] as const satisfies ReadonlyArray<keyof Counts>;

type Sop = { id: string; definition: SopGraph };

/** Local days on which enrolments began, both inclusive; and of one store only, where they are counted per store. */
export type Scope = { from?: string | undefined; to?: string | undefined; storeId?: string | undefined };

const keep = createKeep();
/** Somebody whose steps are looked for costs as much as so many rows that are added up. */
const LOOKED_UP = 8;

/**
 * How many steps of these SOPs are in each state, per store or all together: days added up (table `sop_count`), without people who do
 * not count in rates, and with what is overdue at this moment. Where that reads much, it may be some minutes old, and says so.
 */
export async function countSteps(
  ctx: Ctx,
  sops: readonly Sop[],
  by: "all" | "store",
  { from, to, storeId }: Scope = {},
): Promise<Counts[]> {
  const ids = sops.map(({ id }) => id);
  return keep(ctx, JSON.stringify([ctx.corpId, ids, by, from, to, storeId]), async () => {
    const steps = sops.flatMap(({ id, definition }) => definition.steps.map(({ key }) => ({ id, key })));
    const day = sql`(e.started_at at time zone (select time_zone from corp where corp_id = ${ctx.corpId}))::date`;
    const within = sql`${from === undefined ? sql`` : sql`and ${day} >= ${from}::date`} ${to === undefined ? sql`` : sql`and ${day} <= ${to}::date`}
      ${storeId === undefined ? sql`` : sql`and e.store_id = ${storeId}`}`;
    const since =
      from === undefined && to === undefined && by === "store"
        ? sql`n.since = '-infinity'`
        : sql`n.since > '-infinity' ${from === undefined ? sql`` : sql`and n.since >= ${from}::date`} ${to === undefined ? sql`` : sql`and n.since <= ${to}::date`}`;
    const ofStore = storeId === undefined ? sql`` : sql`and n.key = ${storeId}`;
    const store = by === "store" ? sql`coalesce(e.store_id, '')` : sql`''`;
    const isOverdue = sql`(s.state in ('waiting', 'planned') and s.until < ${ctx.now})`;
    const isWordOnly = sql`(s.state = 'claimed' and s.until < ${ctx.now})`;
    const one = (state: SopStepState) => sql`-(s.state = ${state})::int`;
    const { rows } = await sql<Counts & { read: number; marked: number }>`
      with marked as materialized (${externalsOutOfRates(sql`${ctx.corpId}`)}),
        part as (
          select n.sop_id, n.step, n.key as store, ${sql.join(STATES.map((state) => sql.ref(`n.${state}`)))}, 0 as overdue, n.metric_met, 0 as word_only, 1 as read
          from sop_count n where n.corp_id = ${ctx.corpId} and n.sop_id = any(${ids}) and n.kind = ${by} and ${since} ${ofStore} and n.step <> ''
          union all
          select s.sop_id, s.step, ${store}, ${sql.join(STATES.map(one))}, -${isOverdue}::int, -(s.state = 'done' and s.metric_at is not null)::int, -${isWordOnly}::int, 4
          from marked m join enrolment e on e.corp_id = ${ctx.corpId} and e.recipient = m.external_user_id and e.sop_id = any(${ids})
            join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id where true ${within}
          union all
          select s.sop_id, s.step, ${store}, ${sql.join(STATES.map(() => sql`0`))}, ${isOverdue}::int, 0, ${isWordOnly}::int, 2
          from unnest(${steps.map(({ id }) => id)}::text[], ${steps.map(({ key }) => key)}::text[]) q(sop_id, step)
            join enrolment_step s on s.corp_id = ${ctx.corpId} and s.sop_id = q.sop_id and s.step = q.step
              and s.state in ('waiting', 'planned', 'claimed') and s.until < ${ctx.now}
            join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id where true ${within})
      select sop_id, step, nullif(store, '') as store_id, ${sql.join(
        [...STATES, "overdue", "metric_met", "word_only", "read"].map((key) => sql`sum(${sql.ref(key)})::int as ${sql.ref(key)}`),
      )}, sum(${sql.join(
        STATES.map((state) => sql.ref(state)),
        sql` + `,
      )})::int as entered, (select count(*) from marked)::int as marked
      from part group by sop_id, step, store`.execute(ctx.db);
    return { value: rows, rows: rows.reduce((sum, { read }) => sum + read, LOOKED_UP * (rows[0]?.marked ?? 0)) };
  });
}

/** The same by SOP, without stores. */
export async function countAllSteps(ctx: Ctx, sops: readonly Sop[]): Promise<Map<string, Counts[]>> {
  return Map.groupBy(await countSteps(ctx, sops, "all"), ({ sop_id }) => sop_id);
}

/** The same of one SOP, its stores added up. */
export function inAllStores(counts: readonly Counts[]): Counts[] {
  return [...Map.groupBy(counts, ({ step }) => step).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const sum: Counts = { ...first, store_id: null };
    for (const other of others) for (const key of SUMMED) sum[key] += other[key];
    return [sum];
  });
}

/** Enrolments of all times, by SOP: all, and those that ended before their time. */
export async function countEnrolments(
  ctx: Ctx,
  sopIds: readonly string[],
  storeId?: string,
): Promise<Map<string, { enrolled: number; exited: number }>> {
  const where = storeId === undefined ? sql`n.kind = 'all'` : sql`n.kind = 'store' and n.since = '-infinity' and n.key = ${storeId}`;
  const { rows } = await sql<{ id: string; enrolled: number; exited: number }>`select n.sop_id as id,
      sum(n.waiting + n.exited)::int as enrolled, sum(n.exited)::int as exited from sop_count n
    where n.corp_id = ${ctx.corpId} and n.sop_id = any(${sopIds}) and ${where} and n.step = '' group by 1`.execute(ctx.db);
  return new Map(rows.map(({ id, ...people }) => [id, people]));
}

/** Enrolments with something still to come, by SOP; of whoever left a step may still be with staff. */
export async function countUnderWay(ctx: Ctx): Promise<Map<string, number>> {
  const rows = await keep(ctx, JSON.stringify([ctx.corpId, "under way"]), async () => {
    // Every step that there ever was: also those of versions that some are still in.
    const steps = sql`select distinct sop_id, step from sop_count where corp_id = ${ctx.corpId} and kind = 'all' and step <> ''`;
    const { rows: found } = await sql<{ id: string; n: number }>`select o.sop_id as id, count(*)::int as n from (
        select s.sop_id, s.enrolment_id from enrolment_step s where s.corp_id = ${ctx.corpId} and s.state = 'waiting'
        union select p.sop_id, p.enrolment_id from sop_park p where p.corp_id = ${ctx.corpId}
        union select s.sop_id, s.enrolment_id from (${steps}) q
          join enrolment_step s on s.corp_id = ${ctx.corpId} and s.sop_id = q.sop_id and s.step = q.step and s.state = 'planned'
          join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id and e.state = 'active') o group by 1`.execute(ctx.db);
    return { value: found, rows: 3 * found.reduce((sum, { n }) => sum + n, 0) };
  });
  return new Map(rows.map(({ id, n }) => [id, n]));
}
