import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";

/** Nothing further is planned; what is planned already goes on. Answers how many people are under way. */
export const pauseSop = (ctx: Ctx, input: { sopId: string }) => changeState(ctx, input.sopId, "paused");

/** Steps whose window has passed meanwhile are skipped by the due duty, not sent late. */
export const resumeSop = (ctx: Ctx, input: { sopId: string }) => changeState(ctx, input.sopId, "active");

async function changeState(ctx: Ctx, sopId: string, state: "paused" | "active"): Promise<{ underWay: number }> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ id: string }>`update sop set state = ${state}
      where corp_id = ${unit.corpId} and id = ${sopId} returning id`.execute(unit.db);
    if (rows.length === 0) throw new Problem("sopUnknown", {}, 404);
    await unit.audit(`sops.${state === "paused" ? "pause" : "resume"}`, `sop:${sopId}`, {});
    const count = await sql<{ n: number }>`select count(distinct enrolment_id)::int as n from enrolment_step
      where corp_id = ${unit.corpId} and sop_id = ${sopId} and state in ('waiting', 'planned')`.execute(unit.db);
    return { underWay: count.rows[0]?.n ?? 0 };
  });
}
