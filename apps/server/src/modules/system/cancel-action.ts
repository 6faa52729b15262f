import { sql } from "kysely";
import { cancelPlanned, runUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";

/** Cancels a call that was not made yet; its touches are given back. What was claimed or sent cannot be taken back. */
export async function cancelAction(ctx: Ctx, { id }: { id: string }): Promise<{ ok: true }> {
  await ctx.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ kind: string; status: string }>`select kind, status from planned_action
      where corp_id = ${ctx.corpId} and id = ${id} for update`.execute(tx);
    const [row] = rows;
    if (!row) throw notFound("action", id);
    await runUnit({ ...ctx, db: tx }, (unit) => unit.audit("actions.cancel", `action:${id}`, { kind: row.kind }));
    const cancelled = await cancelPlanned(tx, ctx.corpId, [id], { reason: "cancelled by an operator", ...ctx });
    if (cancelled.length === 0) throw new Problem("actionNotCancellable", { id, status: row.status }, 409);
  });
  return { ok: true };
}
