import { sql } from "kysely";
import type { GroupClass } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { classChats } from "#modules/live-codes";
import type { ClassSize } from "./rows.ts";

/** Only living groups; an owner counts who is at work and may serve customers. */
export async function sizeOf(ctx: Ctx, classKey: GroupClass): Promise<ClassSize> {
  const { rows } = await sql<ClassSize>`select count(*)::int as groups, count(distinct s.user_id)::int as owners,
      coalesce(sum(g.customers), 0)::int as people from group_chat g
    left join staff s on s.corp_id = g.corp_id and s.user_id = g.owner and s.follows and s.status = 1 and not s.removed
    where g.corp_id = ${ctx.corpId} and g.state = 'open' and g.chat_id in (${classChats(ctx.corpId, [classKey])})`.execute(ctx.db);
  return rows[0] ?? { groups: 0, owners: 0, people: 0 };
}

export type OwnedChat = { chatId: string; groupId: string; name: string; owner: string; serves: boolean };

/** The living groups of a class with their owners. */
export async function chatsOf(ctx: Ctx, classKey: GroupClass): Promise<OwnedChat[]> {
  const { rows } = await sql<OwnedChat>`select g.chat_id as "chatId", g.id as "groupId", g.name, g.owner, s.user_id is not null as serves
    from group_chat g left join staff s on s.corp_id = g.corp_id and s.user_id = g.owner and s.follows and s.status = 1 and not s.removed
    where g.corp_id = ${ctx.corpId} and g.state = 'open' and g.chat_id in (${classChats(ctx.corpId, [classKey])})
    order by g.owner, g.chat_id`.execute(ctx.db);
  return rows;
}

export type ClassSettings = { mark: string; auto: boolean };

/** What the official posts of a class begin with, and whether its empty weeks are filled by themselves. */
export async function settingsOf(ctx: Ctx, classKey: GroupClass): Promise<ClassSettings> {
  const { rows } = await sql<{ mark: string | null; auto: boolean | null }>`select settings->'calendar'->${classKey}->>'mark' as mark,
      (settings->'calendar'->${classKey}->>'auto')::boolean as auto from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return { mark: rows[0]?.mark ?? "", auto: rows[0]?.auto ?? false };
}
