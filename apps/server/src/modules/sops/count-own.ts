import { type RawBuilder, sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import type { Scope as Part } from "#kit/scope";
import { atLocal } from "#kit/tz";
import { isNoneOf, outOfRates } from "#modules/customers";
import type { Counts, Scope } from "./count-steps.ts";
import type { UnitCount } from "./units.ts";

const keep = createKeep();
/** A step that is looked for by its enrolment costs as much as so many rows of a table that is read through. */
const LOOKED_UP = 4;

const ids = (list: readonly string[]) => sql`${[...list]}::text[]`;

/**
 * Enrolments of a narrow role, as (id, sop_id, store_id, chat_id, started_at, state): people and groups that are with her staff now, and
 * whoever came into these SOPs by one of her groups. Two indexes find them, however many others there are.
 */
export function ownEnrolments(corpId: string, scope: Part, sopIds: readonly string[]): RawBuilder<unknown> {
  const of = (whose: RawBuilder<unknown>) => sql`select o.id, o.sop_id, o.store_id, o.chat_id, o.started_at, o.state from enrolment o
    where o.corp_id = ${corpId} and ${whose} and o.sop_id = any(${ids(sopIds)})`;
  return sql`${of(sql`o.sender = any(${ids(scope.userIds)})`)} union ${of(sql`o.chat_id = any(${ids(scope.chatIds)})`)}`;
}

/** Steps (`s`) of these enrolments (`e`) that are hers: her staff was to do them, or they are of her groups. What a predecessor did stays his. */
export const isOwnStep = (scope: Part): RawBuilder<boolean> =>
  sql<boolean>`(s.sender = any(${ids(scope.userIds)}) or e.chat_id = any(${ids(scope.chatIds)}))`;

/** As `countSteps` counts all, for what is hers; days are those on which people began. */
export async function countOwnSteps(ctx: Ctx, scope: Part, sopIds: readonly string[], asked: Scope): Promise<Counts[]> {
  return keep(ctx, keyOf(ctx, scope, "steps", sopIds, asked), async () => {
    const n = (state: string) => sql`count(*) filter (where s.state = ${state})::int`;
    const isLate = sql`s.until < ${ctx.now}`;
    const { rows } = await sql<Counts>`with mine as materialized (${ownEnrolments(ctx.corpId, scope, sopIds)})
      select s.sop_id, s.step, null as store_id, count(*)::int as entered, ${n("waiting")} as waiting, ${n("planned")} as planned,
        ${n("claimed")} as claimed, ${n("done")} as done, ${n("missed")} as missed, ${n("skipped")} as skipped, ${n("refused")} as refused,
        ${n("exited")} as exited, count(*) filter (where s.state in ('waiting', 'planned') and ${isLate})::int as overdue,
        count(*) filter (where s.state = 'done' and s.metric_at is not null)::int as metric_met,
        count(*) filter (where s.state = 'claimed' and ${isLate})::int as word_only
      from ${await ownSteps(ctx, scope, asked)} group by 1, 2`.execute(ctx.db);
    return { value: rows, rows: LOOKED_UP * rows.reduce((all, { entered }) => all + entered, 0) };
  });
}

/** Per store, group or member of hers; what is with another's is in none of the rows. */
export async function countOwnUnits(
  ctx: Ctx,
  scope: Part,
  sopId: string,
  by: "store" | "group" | "staff",
  asked: Scope,
): Promise<UnitCount[]> {
  const [key, own] = {
    store: [sql`e.store_id`, scope.storeIds] as const,
    group: [sql`e.chat_id`, scope.chatIds] as const,
    staff: [sql`s.sender`, scope.userIds] as const,
  }[by];
  return keep(ctx, keyOf(ctx, scope, by, [sopId], asked), async () => {
    const { rows } = await sql<UnitCount & { read: number }>`with mine as materialized (${ownEnrolments(ctx.corpId, scope, [sopId])})
      select ${key} as key, s.step, count(*)::int as read, count(*) filter (where s.state = 'done')::int as done,
        count(*) filter (where s.state = 'missed')::int as missed, count(*) filter (where s.state = 'refused')::int as refused,
        count(*) filter (where s.state = 'claimed' and s.until < ${ctx.now})::int as word_only
      from ${await ownSteps(ctx, scope, asked)} and ${key} = any(${ids(own)}) group by 1, 2`.execute(ctx.db);
    return { value: rows, rows: LOOKED_UP * rows.reduce((all, { read }) => all + read, 0) };
  });
}

/** Enrolments of all times, by SOP: all of hers, and those that ended before their time. */
export async function countOwnEnrolments(
  ctx: Ctx,
  scope: Part,
  sopIds: readonly string[],
  storeId?: string,
): Promise<Map<string, { enrolled: number; exited: number }>> {
  const { rows } = await sql<{ id: string; enrolled: number; exited: number }>`select e.sop_id as id, count(*)::int as enrolled,
      count(*) filter (where e.state = 'exited')::int as exited from (${ownEnrolments(ctx.corpId, scope, sopIds)}) e
    where ${storeId === undefined ? sql`true` : sql`e.store_id = ${storeId}`} group by 1`.execute(ctx.db);
  return new Map(rows.map(({ id, ...people }) => [id, people]));
}

const keyOf = (ctx: Ctx, scope: Part, what: string, sopIds: readonly string[], { from, to, storeId }: Scope) =>
  JSON.stringify([ctx.corpId, scope.userIds, scope.chatIds, scope.storeIds, what, sopIds, from, to, storeId]);

/** What follows `from`, over a table `mine`: her steps in these days, without people who count in no rate. */
async function ownSteps(ctx: Ctx, scope: Part, { from, to, storeId }: Scope): Promise<RawBuilder<unknown>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const marked = await outOfRates(ctx);
  return sql`mine e join enrolment_step s on s.corp_id = ${ctx.corpId} and s.enrolment_id = e.id
    where ${isOwnStep(scope)} and ${isNoneOf(sql.ref("s.recipient"), marked)}
      ${storeId === undefined ? sql`` : sql`and e.store_id = ${storeId}`}
      ${from === undefined ? sql`` : sql`and e.started_at >= ${atLocal(from, "00:00", timeZone)}`}
      ${to === undefined ? sql`` : sql`and e.started_at < ${atLocal(to, "00:00", timeZone, 1)}`}`;
}
