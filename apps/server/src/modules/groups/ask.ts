import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { chatInScope } from "#kit/scope";

export type ChatInfo = {
  groupId: string;
  name: string;
  owner: string;
  notice: string;
  admins: string[];
  /** Everybody who is in now, staff included. */
  members: number;
  customers: number;
  createdSec: number;
  dismissed: boolean;
};

/** Groups by chat id; chats that we never heard of are absent. */
export async function chatInfo(ctx: Ctx, chatIds: readonly string[]): Promise<Map<string, ChatInfo>> {
  if (chatIds.length === 0) return new Map();
  const { rows } = await sql<ChatInfo & { chatId: string }>`
    select chat_id as "chatId", id as "groupId", name, owner, notice, admins, members, customers,
      created_sec as "createdSec", state = 'dismissed' as dismissed
    from group_chat where corp_id = ${ctx.corpId} and chat_id = any(${chatIds})`.execute(ctx.db);
  return new Map(rows.map(({ chatId, ...info }) => [chatId, info]));
}

/** Living groups in the order of their ids, after one of them; only those made since, where that is asked (Unix seconds). */
export async function chatsAfter(ctx: Ctx, after: string, limit: number, sinceSec = 0): Promise<Array<ChatInfo & { chatId: string }>> {
  const { rows } = await sql<ChatInfo & { chatId: string }>`
    select chat_id as "chatId", id as "groupId", name, owner, notice, admins, members, customers, created_sec as "createdSec",
      false as dismissed
    from group_chat where corp_id = ${ctx.corpId} and state = 'open' and id > ${after} and created_sec >= ${sinceSec}
    order by id limit ${limit}`.execute(ctx.db);
  return rows;
}

/** Living groups, chosen by id or by chat, each once, that the reader may see. */
export async function livingChats(ctx: Ctx, chosen: { groupIds: readonly string[]; chatIds: readonly string[] }): Promise<string[]> {
  if (chosen.groupIds.length + chosen.chatIds.length === 0) return [];
  const { rows } = await sql<{ chatId: string }>`select chat_id as "chatId" from group_chat where corp_id = ${ctx.corpId}
    and (id = any(${[...chosen.groupIds]}) or chat_id = any(${[...chosen.chatIds]})) and state = 'open' and ${chatInScope(ctx, sql`chat_id`)}
    order by chat_id`.execute(ctx.db);
  return rows.map(({ chatId }) => chatId);
}

export type MemberCount = { members: number; customers: number };

/** Living groups only. */
export async function memberCounts(ctx: Ctx, chatIds: readonly string[]): Promise<Map<string, MemberCount>> {
  const found = await chatInfo(ctx, chatIds);
  return new Map(
    [...found].flatMap(([chatId, { dismissed, members, customers }]) => (dismissed ? [] : [[chatId, { members, customers }] as const])),
  );
}

export type GroupRef = { id: string; chatId: string; name: string };

/** Living groups in which each person is now, the newest membership first. */
export async function groupsOfMany(ctx: Ctx, memberIds: readonly string[]): Promise<Map<string, GroupRef[]>> {
  const found = new Map<string, GroupRef[]>();
  if (memberIds.length === 0) return found;
  const { rows } = await sql<GroupRef & { memberId: string }>`
    select m.member_id as "memberId", g.id, g.chat_id as "chatId", g.name
    from group_member m join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
    where m.corp_id = ${ctx.corpId} and m.member_id = any(${memberIds}) and m.left_at is null
    order by m.joined_sec desc, g.id`.execute(ctx.db);
  for (const { memberId, ...group } of rows) {
    const mine = found.get(memberId);
    if (mine) mine.push(group);
    else found.set(memberId, [group]);
  }
  return found;
}

/** Living groups in which this customer is now. */
export async function groupsOf(ctx: Ctx, externalUserId: string): Promise<GroupRef[]> {
  return (await groupsOfMany(ctx, [externalUserId])).get(externalUserId) ?? [];
}

export async function isMember(ctx: Ctx, chatId: string, memberId: string): Promise<boolean> {
  return (await groupsOf(ctx, memberId)).some((group) => group.chatId === chatId);
}

/** Which of these pairs were ever together: `chatId memberId`. */
export async function everMembers(ctx: Ctx, wanted: ReadonlyArray<{ chatId: string; memberId: string }>): Promise<Set<string>> {
  const asked = wanted.filter(({ chatId }) => chatId !== "");
  if (asked.length === 0) return new Set();
  const { rows } = await sql<{ pair: string }>`select distinct r."chatId" || ' ' || r."memberId" as pair
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r("chatId" text, "memberId" text)
    join group_chat g on g.corp_id = ${ctx.corpId} and g.chat_id = r."chatId"
    join group_member m on m.corp_id = g.corp_id and m.group_id = g.id and m.member_id = r."memberId"`.execute(ctx.db);
  return new Set(rows.map(({ pair }) => pair));
}

/** External members of a living group, by joining time. */
export async function customersIn(ctx: Ctx, chatId: string): Promise<{ externalUserId: string; joinedSec: number; state: string }[]> {
  const { rows } = await sql<{ externalUserId: string; joinedSec: number; state: string }>`
    select m.member_id as "externalUserId", m.joined_sec as "joinedSec", m.state
    from group_chat g join group_member m on m.corp_id = g.corp_id and m.group_id = g.id
    where g.corp_id = ${ctx.corpId} and g.chat_id = ${chatId} and g.state = 'open' and m.left_at is null and m.member_type = 2
    order by m.joined_sec, m.member_id`.execute(ctx.db);
  return rows;
}

export type StayOf = { id: string; chatId: string; name: string; joinedAt: Date; leftAt: Date | null };

/** Every stay of a person, also past ones and those in groups that were dismissed since; newest first. */
export async function staysOf(ctx: Ctx, memberId: string): Promise<StayOf[]> {
  const { rows } = await sql<StayOf>`
    select g.id, g.chat_id as "chatId", g.name, to_timestamp(m.joined_sec) as "joinedAt",
      coalesce(m.left_at, g.dismissed_at) as "leftAt"
    from group_member m join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id
    where m.corp_id = ${ctx.corpId} and m.member_id = ${memberId} order by m.joined_sec desc, g.id limit 200`.execute(ctx.db);
  return rows;
}

/** Living groups per owner. */
export async function groupCounts(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<{ owner: string; n: number }>`select owner, count(*)::int as n from group_chat
    where corp_id = ${ctx.corpId} and owner = any(${userIds}) and state = 'open' group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.owner, row.n]));
}

/** Living groups with at least so many members, the fullest first. */
export async function fullestGroups(ctx: Ctx, least: number, limit: number): Promise<{ id: string; name: string; members: number }[]> {
  const { rows } = await sql<{ id: string; name: string; members: number }>`select id, name, members from group_chat
    where corp_id = ${ctx.corpId} and state = 'open' and members >= ${least} and ${chatInScope(ctx, sql`chat_id`)}
    order by members desc, id limit ${limit}`.execute(ctx.db);
  return rows;
}

/** Living groups by owner. */
export async function ownedBy(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, string[]>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<{ owner: string; ids: string[] }>`select owner, array_agg(chat_id order by chat_id) as ids
    from group_chat where corp_id = ${ctx.corpId} and owner = any(${[...userIds]}) and state = 'open' group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.owner, row.ids]));
}
