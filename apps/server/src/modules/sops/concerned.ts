import type { api, OutputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { whomItConcerns } from "./change-state.ts";
import { readSop } from "./definitions.ts";

/** Said before somebody pauses, resumes or stops. Late steps are counted by the newest version's word for them. */
export async function concernedBy(ctx: Ctx, { sopId }: { sopId: string }): Promise<OutputOf<typeof api.sops.concerned>> {
  const sop = await readSop(ctx.db, ctx.corpId, sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  // Of several late steps of one person only the newest is still done or asked about (late.ts).
  const { rows } = await sql<{ step: string; open: number; over: number }>`
    with late as (select step, until > ${ctx.now} and row_number() over (partition by enrolment_id order by due_at desc, step) = 1 as open
      from enrolment_step where corp_id = ${ctx.corpId} and sop_id = ${sopId} and state = 'waiting' and due_at < ${ctx.now} and held_at is null)
    select step, count(*) filter (where open)::int as open, count(*) filter (where not open)::int as over from late group by 1`.execute(
    ctx.db,
  );
  const late = { do: 0, skip: 0, ask: 0 };
  const policies = new Map(sop.definition.steps.map((step) => [step.key, step.late]));
  for (const { step, open, over } of rows) {
    late[policies.get(step) ?? "skip"] += open;
    late.skip += over;
  }
  return { ...(await whomItConcerns(ctx, sopId)), late };
}
