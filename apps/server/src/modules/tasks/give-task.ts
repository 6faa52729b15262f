import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { seesStaff, taskInScope } from "#kit/scope";
import { servingStaff } from "#modules/org";
import { handOverTasks } from "./hand-over.ts";

/** Somebody else does it: on leave, ill, too much. Tasks that have ended meanwhile are left out; answers how many went. */
export async function giveTasks(ctx: Ctx, input: ParsedInputOf<typeof api.tasks.give>): Promise<OutputOf<typeof api.tasks.give>> {
  const [taker] = await servingStaff(ctx, [input.to]);
  if (!taker || !seesStaff(ctx, input.to)) throw new Problem("takerUnknown", { name: input.to }, 409);
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ id: string; assignee: string }>`select id, assignee from task t where corp_id = ${ctx.corpId}
      and id = any(${input.ids}) and state in ('open', 'claimed') and assignee <> ${input.to} and ${taskInScope(ctx)}
      order by id for update`.execute(unit.db);
    for (const [from, theirs] of Map.groupBy(rows, (row) => row.assignee)) {
      handOverTasks(
        unit,
        from,
        theirs.map(({ id }) => ({ taskId: id, to: input.to })),
        input.why === "" ? "given" : input.why,
      );
    }
    await unit.audit("tasks.give", `staff:${input.to}`, { ids: rows.map(({ id }) => id), why: input.why });
    return { given: rows.length };
  });
}
