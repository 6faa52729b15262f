import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { ticketInScope } from "./in-scope.ts";

/** How many questions and complaints wait for an answer, of those that the reader may see. */
export async function waitingTickets(ctx: Ctx): Promise<{ overdue: number; open: number }> {
  const { rows } = await sql<{ overdue: number; open: number }>`select
      count(*) filter (where t.due_at < ${ctx.now})::int as overdue, count(*) filter (where t.due_at >= ${ctx.now})::int as open
    from ticket t where t.corp_id = ${ctx.corpId} and t.state in ('open', 'promised', 'reopened') and ${ticketInScope(ctx)}`.execute(
    ctx.db,
  );
  return rows[0] ?? { overdue: 0, open: 0 };
}
