import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { lotsSql } from "./audience.ts";
import { peopleOf } from "./people.ts";
import type { SendRow } from "./types.ts";

/** Millions are put together by sender in memory: sorting them by text first costs twice as much, and so does doing it in small pieces. */
export const SETTINGS = sql`set_config('work_mem', '192MB', true), set_config('enable_sort', 'off', true), set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('statement_timeout', '900s', true)`;

const MANY = 500;

export const whomOf = ({ id, plan, kind, ofSend }: Pick<SendRow, "id" | "plan" | "kind" | "ofSend">) => ({
  plan,
  salt: id,
  of: ofSend === null ? null : { sendId: ofSend, which: kind === "correction" ? ("received" as const) : ("missed" as const) },
});

/**
 * Writes down whom a send concerns, as it is at this instant: each task with the list of those whom it carries, so that what comes later
 * may stop anywhere and go on. Those who are in it already stay as they are. Answers how many came.
 */
export async function collect(ctx: Ctx, send: SendRow): Promise<number> {
  await sql`select ${SETTINGS}`.execute(ctx.db);
  const { rows: last } = await sql<{ no: number | null }>`select max(no) as no from send_task
    where corp_id = ${ctx.corpId} and send_id = ${send.id}`.execute(ctx.db);
  const lots = await lotsSql(ctx, whomOf(send), last[0]?.no ?? 0);
  const { rows } = await sql<{ n: number; held: number; refused: number; tasks: number }>`
    with lots as materialized (${send.collectedAt === null ? lots : freshOf(ctx, send, lots)}),
    aside as (insert into send_aside (corp_id, send_id, recipient, state, reason)
      select ${ctx.corpId}, ${send.id}, unnest(ids), case when held then 'held-out' else 'refused' end, case when held then 'hold-out' else 'no-sender' end
      from lots where no = 0),
    tasks as (insert into send_task (corp_id, send_id, no, sender, cell, size, recipients)
      select ${ctx.corpId}, ${send.id}, no, sender, cell, size, ids from lots where no > 0)
    select coalesce(sum(size), 0)::int as n, coalesce(sum(size) filter (where held), 0)::int as held,
      coalesce(sum(size) filter (where not held and no = 0), 0)::int as refused, (count(*) filter (where no > 0))::int as tasks from lots`.execute(
    ctx.db,
  );
  // Of a table that has just become large PostgreSQL expects nothing. Not its lists: reading those takes long, and nobody asks by them.
  if ((rows[0]?.tasks ?? 0) >= MANY) await sql`analyze send_task (corp_id, send_id, no, state)`.execute(ctx.db);
  const { n = 0, held = 0, refused = 0, tasks = 0 } = rows[0] ?? {};
  await sql`update send set collected_at = ${ctx.now}, recipients = recipients + ${n}::int, held_out = held_out + ${held}::int,
      refused = refused + ${refused}::int, tasks = tasks + ${tasks}::int
    where corp_id = ${ctx.corpId} and id = ${send.id}`.execute(ctx.db);
  return n;
}

/** Without those who are in it already. */
const freshOf = ({ corpId }: Ctx, { id }: SendRow, lots: RawBuilder<unknown>) =>
  sql`select l.no, l.sender, l.cell, l.held, f.ids, cardinality(f.ids) as size from (${lots}) l
    cross join lateral (select array_agg(e.ext) as ids from unnest(l.ids) e(ext) where e.ext not in (select p.recipient from (${peopleOf(corpId, id)}) p)) f
    where f.ids is not null`;
