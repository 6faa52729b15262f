import type { Stage } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** The stage of each person's life with us; absent: not known. */
export async function stagesOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, { stage: Stage; since: Date }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; stage: Stage; since: Date }>`select customer_id as id, stage, since from customer_stage
    where corp_id = ${ctx.corpId} and customer_id = any(${ids})`.execute(ctx.db);
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
