import { sql } from "kysely";
import type { Unit } from "#actions";
import type { Ctx } from "#kit/ctx";

/** What somebody still has to do; `subject` says about what: `chat:…`, `enrolment:…`. */
export async function openTasksOf(ctx: Ctx, assignee: string): Promise<Array<{ id: string; subject: string }>> {
  const { rows } = await sql<{ id: string; subject: string }>`select id, subject from task
    where corp_id = ${ctx.corpId} and assignee = ${assignee} and state in ('open', 'claimed') order by due_at, id limit 1000`.execute(
    ctx.db,
  );
  return rows;
}

/** Open tasks go to somebody else, who is told. */
export function handOverTasks(unit: Unit, from: string, moves: ReadonlyArray<{ taskId: string; to: string }>, why: string): void {
  for (const { taskId, to } of moves) {
    unit.fact({ type: "task.handed-over", subject: `task:${taskId}`, occurredAt: unit.now, data: { taskId, from, to, why } });
  }
}
