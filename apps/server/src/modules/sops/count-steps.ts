import { type RawBuilder, sql } from "kysely";
import type { SopGraph, SopStepState } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { textColumn } from "#kit/pg-array";
import { outOfRates } from "#modules/customers";
import type { UnitCount } from "./units.ts";

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
export async function countSteps(ctx: Ctx, sops: readonly Sop[], by: "all" | "store", scope: Scope = {}): Promise<Counts[]> {
  return keep(ctx, JSON.stringify([ctx.corpId, sops.map(({ id }) => id), by, scope.from, scope.to, scope.storeId]), async () => {
    const { part, marked } = await parts(ctx, sops, by, scope);
    const { rows } = await sql<Counts & { read: number }>`${part}
      select sop_id, step, nullif(store, '') as store_id, ${sql.join(
        [...STATES, "overdue", "metric_met", "word_only", "read"].map((key) => sql`sum(${sql.ref(key)})::int as ${sql.ref(key)}`),
      )}, sum(${sql.join(
        STATES.map((state) => sql.ref(state)),
        sql` + `,
      )})::int as entered
      from part group by sop_id, step, store`.execute(ctx.db);
    return { value: rows, rows: rows.reduce((sum, { read }) => sum + read, LOOKED_UP * marked) };
  });
}

/** What the stores' lights hang on, and nothing else: all stores of a large brand in one value, since reading sixty thousand rows takes longer than adding them up. */
export async function countStores(ctx: Ctx, sop: Sop, scope: Scope): Promise<readonly UnitCount[]> {
  return keep(ctx, JSON.stringify([ctx.corpId, sop.id, "stores", scope.from, scope.to, scope.storeId]), async () => {
    const { part, marked } = await parts(ctx, [sop], "store", scope);
    const { rows } = await sql<{ cells: Array<[store: string, step: string, ...sums: number[]]> }>`
      ${part}
      select coalesce(json_agg(json_build_array(store, step, done, missed, refused, word_only, read)), '[]') as cells
      from (select store, step, sum(done) as done, sum(missed) as missed, sum(refused) as refused, sum(word_only) as word_only, sum(read) as read
        from part group by store, step) s`.execute(ctx.db);
    const { cells } = rows[0] ?? { cells: [] };
    const value = cells.map(([key, step, done = 0, missed = 0, refused = 0, word_only = 0]) => ({
      key,
      step,
      done,
      missed,
      refused,
      word_only,
    }));
    return { value, rows: cells.reduce((sum, cell) => sum + Number(cell[6] ?? 0), LOOKED_UP * marked) };
  });
}

/** A `with` that ends in the table `part`, and how many people are taken off. */
type Parts = { part: RawBuilder<unknown>; marked: number };

/** The sums that a count is made of: days that are added up, minus whoever does not count, and what is overdue at this moment. */
async function parts(ctx: Ctx, sops: readonly Sop[], by: "all" | "store", { from, to, storeId }: Scope): Promise<Parts> {
  const marked = await outOfRates(ctx);
  const ids = sops.map(({ id }) => id);
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
  const part = sql`
      with part as (
          select n.sop_id, n.step, n.key as store, ${sql.join(STATES.map((state) => sql.ref(`n.${state}`)))}, 0 as overdue, n.metric_met, 0 as word_only, 1 as read
          from sop_count n where n.corp_id = ${ctx.corpId} and n.sop_id = any(${ids}) and n.kind = ${by} and ${since} ${ofStore} and n.step <> ''
          union all
          select s.sop_id, s.step, ${store}, ${sql.join(STATES.map(one))}, -${isOverdue}::int, -(s.state = 'done' and s.metric_at is not null)::int, -${isWordOnly}::int, 4
          from unnest(${textColumn(marked)}::text[]) m(external_user_id) join enrolment e on e.corp_id = ${ctx.corpId} and e.recipient = m.external_user_id and e.sop_id = any(${ids})
            join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id where true ${within}
          union all
          select s.sop_id, s.step, ${store}, ${sql.join(STATES.map(() => sql`0`))}, ${isOverdue}::int, 0, ${isWordOnly}::int, 2
          from unnest(${steps.map(({ id }) => id)}::text[], ${steps.map(({ key }) => key)}::text[]) q(sop_id, step)
            join enrolment_step s on s.corp_id = ${ctx.corpId} and s.sop_id = q.sop_id and s.step = q.step
              and s.state in ('waiting', 'planned', 'claimed') and s.until < ${ctx.now}
            join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id where true ${within})`;
  return { part, marked: marked.length };
}

/** The same by SOP, without stores. */
export async function countAllSteps(ctx: Ctx, sops: readonly Sop[]): Promise<Map<string, Counts[]>> {
  return Map.groupBy(await countSteps(ctx, sops, "all"), ({ sop_id }) => sop_id);
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

/** Enrolments of one SOP with a step still open or a branch still to come, by version. */
export async function countVersions(ctx: Ctx, sopId: string): Promise<Map<number, number>> {
  const rows = await keep(ctx, JSON.stringify([ctx.corpId, sopId, "versions"]), async () => {
    const { rows: found } = await sql<{ version: number; n: number }>`
      with open as (select enrolment_id from enrolment_step
          where corp_id = ${ctx.corpId} and sop_id = ${sopId} and state in ('waiting', 'planned')
        union select enrolment_id from sop_park where corp_id = ${ctx.corpId} and sop_id = ${sopId})
      select e.version, count(*)::int as n from open join enrolment e on e.corp_id = ${ctx.corpId} and e.id = open.enrolment_id
      group by 1`.execute(ctx.db);
    return { value: found, rows: 3 * found.reduce((sum, { n }) => sum + n, 0) };
  });
  return new Map(rows.map(({ version, n }) => [version, n]));
}
