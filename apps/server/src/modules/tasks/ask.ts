import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Tasks that wait for somebody: past their time, whoever has claimed them, and those that nobody has touched yet. */
export async function waitingTasks(ctx: Ctx): Promise<{ overdue: number; open: number }> {
  const { rows } = await sql<{ overdue: number; open: number }>`select
      count(*) filter (where due_at < ${ctx.now})::int as overdue,
      count(*) filter (where due_at >= ${ctx.now} and state = 'open')::int as open
    from task where corp_id = ${ctx.corpId} and state in ('open', 'claimed')`.execute(ctx.db);
  return rows[0] ?? { overdue: 0, open: 0 };
}

/** Open tasks per assignee. */
export async function taskCounts(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<{ assignee: string; n: number }>`select assignee, count(*)::int as n from task
    where corp_id = ${ctx.corpId} and assignee = any(${userIds}) and state in ('open', 'claimed') group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.assignee, row.n]));
}
