import { sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { taskInScope } from "#kit/scope";
import { atLocal, localDay } from "#kit/tz";

/** Tasks that wait for somebody: past their time, whoever has claimed them, and those that nobody has touched yet. */
export async function waitingTasks(ctx: Ctx): Promise<{ overdue: number; open: number }> {
  const { rows } = await sql<{ overdue: number; open: number }>`select
      count(*) filter (where due_at < ${ctx.now})::int as overdue,
      count(*) filter (where due_at >= ${ctx.now} and state = 'open')::int as open
    from task t where corp_id = ${ctx.corpId} and state in ('open', 'claimed') and ${taskInScope(ctx)}`.execute(ctx.db);
  return rows[0] ?? { overdue: 0, open: 0 };
}

/** Open tasks per assignee. */
export async function taskCounts(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<{ assignee: string; n: number }>`select assignee, count(*)::int as n from task
    where corp_id = ${ctx.corpId} and assignee = any(${userIds}) and state in ('open', 'claimed') group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.assignee, row.n]));
}

export type TaskRef = { id: string; kind: string; subject: string; assignee: string; state: string };

/** Tasks by id; unknown ones are absent. */
export async function tasksByIds(ctx: Ctx, ids: readonly string[]): Promise<TaskRef[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<TaskRef>`select id, kind, subject, assignee, state from task
    where corp_id = ${ctx.corpId} and id = any(${[...ids]}) order by id`.execute(ctx.db);
  return rows;
}

/** Of one member of staff: what is open, and what of today's was shown or only claimed. */
export async function dayFigures(ctx: Ctx, userId: string): Promise<{ open: number; shown: number; claimed: number }> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const from = atLocal(localDay(ctx.now, timeZone), "00:00", timeZone);
  const { rows } = await sql<{ open: number; shown: number; claimed: number }>`select
      count(*) filter (where state in ('open', 'claimed'))::int as open,
      count(*) filter (where state = 'done' and done_at >= ${from})::int as shown,
      count(*) filter (where state in ('claimed', 'unproven') and claimed_at >= ${from})::int as claimed
    from task where corp_id = ${ctx.corpId} and assignee = ${userId}
      and (state in ('open', 'claimed') or ended_at >= ${from} or done_at >= ${from})`.execute(ctx.db);
  return rows[0] ?? { open: 0, shown: 0, claimed: 0 };
}
