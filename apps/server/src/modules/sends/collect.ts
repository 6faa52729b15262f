import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { recipientsSql } from "./audience.ts";
import type { SendRow } from "./types.ts";

/** Sorting millions by sender in small pieces of memory costs twice. */
export const SETTINGS = sql`set_config('work_mem', '128MB', true), set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('statement_timeout', '900s', true)`;

const MANY = 5_000;

export const whomOf = ({ id, plan, kind, ofSend }: Pick<SendRow, "id" | "plan" | "kind" | "ofSend">) => ({
  plan,
  salt: id,
  of: ofSend === null ? null : { sendId: ofSend, which: kind === "correction" ? ("received" as const) : ("missed" as const) },
});

/**
 * Writes down whom a send concerns, and which task carries whom, as it is at this instant: what comes later decides on these rows, so that
 * it may stop anywhere and go on. Those who are in it already stay as they are. Answers how many came.
 */
export async function collect(ctx: Ctx, send: SendRow): Promise<number> {
  await sql`select ${SETTINGS}`.execute(ctx.db);
  const { rows: last } = await sql<{ no: number | null }>`select max(no) as no from send_task
    where corp_id = ${ctx.corpId} and send_id = ${send.id}`.execute(ctx.db);
  const found = await recipientsSql(ctx, whomOf(send), last[0]?.no ?? 0);
  const fresh =
    send.collectedAt === null
      ? sql`true`
      : sql`not exists (select from send_recipient o where o.corp_id = ${ctx.corpId} and o.send_id = ${send.id} and o.recipient = x.ext)`;
  const { rows } = await sql<{ n: number; held: number; refused: number; tasks: number }>`
    with found as materialized (select x.* from (${found}) x where ${fresh}),
    people as (insert into send_recipient (corp_id, send_id, task_no, recipient, customer_id, state, reason)
      select ${ctx.corpId}, ${send.id}, no, ext, customer_id,
        case when held then 'held-out' when sender is null then 'refused' else 'planned' end,
        case when held then 'hold-out' when sender is null then 'no-sender' end from found),
    tasks as (insert into send_task (corp_id, send_id, no, sender, cell, size)
      select ${ctx.corpId}, ${send.id}, no, min(sender), min(cell), count(*)::int from found where no > 0 group by no returning 1)
    select count(*)::int as n, (count(*) filter (where held))::int as held, (count(*) filter (where not held and sender is null))::int as refused,
      (select count(*)::int from tasks) as tasks from found`.execute(ctx.db);
  // Of a table that has just become large PostgreSQL expects nothing, and plans what follows for one row.
  if ((rows[0]?.n ?? 0) >= MANY) await sql`analyze send_recipient`.execute(ctx.db);
  const { n = 0, held = 0, refused = 0, tasks = 0 } = rows[0] ?? {};
  await sql`update send set collected_at = ${ctx.now}, recipients = recipients + ${n}::int, held_out = held_out + ${held}::int,
      refused = refused + ${refused}::int, tasks = tasks + ${tasks}::int
    where corp_id = ${ctx.corpId} and id = ${send.id}`.execute(ctx.db);
  return n;
}
