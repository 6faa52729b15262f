import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { groupsOf } from "#modules/groups";
import { homeOfChats, keepInvitedSeat, type Visitor } from "#modules/live-codes";
import { waveOfLink } from "./rules.ts";

export type InvitePage =
  | { kind: "not-hers" }
  | { kind: "over"; name: string }
  | { kind: "inside"; group: string }
  | { kind: "full"; name: string }
  | { kind: "seat"; name: string; qrUrl: string; until: Date };

/** What whoever opens an invitation sees. Only who was asked is let in: a link that was passed on shows no code. */
export async function pageOfInvitation(ctx: Ctx, visitor: Visitor, via: string | null): Promise<InvitePage> {
  const wave = waveOfLink(via);
  if (wave === null || visitor.externalUserId === null) return { kind: "not-hers" };
  const { rows } = await sql<{ name: string; codeId: string; isOn: boolean }>`select i.plan -> 'card' ->> 'title' as name,
      i.plan ->> 'liveCodeId' as "codeId", i.state in ('running', 'done') and (i.plan ->> 'until')::timestamptz > ${ctx.now} as "isOn"
    from invitation_person p join invitation i on i.corp_id = p.corp_id and i.id = p.invitation_id
    where p.corp_id = ${ctx.corpId} and p.wave_id = ${wave} and p.external_user_id = ${visitor.externalUserId}`.execute(ctx.db);
  const [row] = rows;
  if (!row) return { kind: "not-hers" };
  const groups = await groupsOf(ctx, visitor.externalUserId);
  const homes = await homeOfChats(
    ctx,
    groups.map(({ chatId }) => chatId),
  );
  const mine = groups.find(({ chatId }) => homes.get(chatId)?.liveCodeId === row.codeId);
  if (mine) return { kind: "inside", group: mine.name };
  if (!row.isOn) return { kind: "over", name: row.name };
  const seat = await keepInvitedSeat(ctx, visitor, row.codeId);
  return seat ? { kind: "seat", name: row.name, ...seat } : { kind: "full", name: row.name };
}
