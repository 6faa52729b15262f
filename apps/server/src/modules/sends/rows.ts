import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import type { SendRow } from "./types.ts";

export const SEND = sql`s.id, s.name, s.target, s.state, s.plan, s.kind, s.of_send as "ofSend", s.revision, s.created_at as "createdAt",
  s.created_by as "createdBy", s.saved_at as "savedAt", s.saved_by as "savedBy", s.submitted_at as "submittedAt",
  s.submitted_by as "submittedBy", s.approved_by as "approvedBy", s.refusal, s.cancel_reason as "cancelReason", s.next_at as "nextAt",
  s.collected_at as "collectedAt", s.finished_at as "finishedAt", s.recipients, s.held_out as "heldOut", s.refused, s.delivered, s.failed,
  s.unsent, s.tasks, s.confirmed, s.forecast`;

/** With `lock`, nobody else decides about it until the caller commits. */
export async function readSend(ctx: Ctx, id: string, lock = false): Promise<SendRow> {
  const { rows } = await sql<SendRow>`select ${SEND} from send s where s.corp_id = ${ctx.corpId} and s.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("send", id);
  return row;
}

export async function setSend(ctx: Ctx, id: string, patch: ReturnType<typeof sql>): Promise<void> {
  await sql`update send set ${patch} where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
}
