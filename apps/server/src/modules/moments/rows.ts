import { sql } from "kysely";
import { momentPlan } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import type { MomentRow } from "./types.ts";

export const MOMENT = sql`m.id, m.name, m.plan, m.state, m.reason, m.revision, m.saved_at as "savedAt", m.saved_by as "savedBy",
  m.created_at as "createdAt", m.submitted_at as "submittedAt", m.submitted_by as "submittedBy", m.ended_at as "endedAt", m.wecom_id as "wecomId"`;

export const toMoment = (row: MomentRow): MomentRow => ({ ...row, plan: momentPlan.parse(row.plan) });

/** With `lock`, nobody else decides about it until the caller commits. */
export async function readMoment(ctx: Ctx, id: string, lock = false): Promise<MomentRow> {
  const { rows } = await sql<MomentRow>`select ${MOMENT} from moment m where m.corp_id = ${ctx.corpId} and m.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("moment", id);
  return toMoment(row);
}
