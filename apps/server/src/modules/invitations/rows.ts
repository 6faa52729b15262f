import { type RawBuilder, sql } from "kysely";
import { invitationPlan } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { codeChats } from "#modules/live-codes";
import { provideList } from "#modules/sends";
import type { InvitationRow, WaveRow } from "./types.ts";

export const INVITATION = sql`i.id, i.name, i.plan, i.state, i.reason, i.revision, i.saved_at as "savedAt", i.saved_by as "savedBy",
  i.created_at as "createdAt", i.submitted_at as "submittedAt", i.submitted_by as "submittedBy", i.ended_at as "endedAt", i.next_at as "nextAt"`;

export const toInvitation = (row: InvitationRow): InvitationRow => ({ ...row, plan: invitationPlan.parse(row.plan) });

/** With `lock`, nobody else decides about it until the caller commits. */
export async function readInvitation(ctx: Ctx, id: string, lock = false): Promise<InvitationRow> {
  const { rows } = await sql<InvitationRow>`select ${INVITATION} from invitation i where i.corp_id = ${ctx.corpId} and i.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("invitation", id);
  return toInvitation(row);
}

/** In their order. */
export async function readWaves(ctx: Ctx, id: string): Promise<WaveRow[]> {
  const { rows } = await sql<WaveRow>`select id, no, state, starts_at as "startsAt", until, people, seats, rate from invitation_wave
    where corp_id = ${ctx.corpId} and invitation_id = ${id} order by no`.execute(ctx.db);
  return rows;
}

/** As a list: who is in one of the code's living groups now. */
export const insideSql = (corpId: string, chats: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select m.member_id from group_member m join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
    where m.corp_id = ${corpId} and m.left_at is null and m.chat_id in (${chats})`;

export const insideCode = (corpId: string, codeId: string): RawBuilder<unknown> => insideSql(corpId, codeChats(corpId, codeId));

/** A wave's mass send goes to those of the wave. */
provideList(
  "invitation",
  (corpId, id) => sql`select external_user_id from invitation_person where corp_id = ${corpId} and wave_id = ${id} and joined_at is null`,
);
