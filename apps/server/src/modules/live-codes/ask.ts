import { type RawBuilder, sql } from "kysely";
import type { GroupClass } from "@shuke/contract";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { storesByIds } from "#modules/org";
import { codesByIds } from "./rows.ts";
import { groupClassOf } from "./rules.ts";
import type { LiveCodeRow } from "./types.ts";

export type ChatHome = { liveCodeId: string; storeId: string | null; storeName: string | null; seatLimit: number };

/** The code and store that a group belongs to; groups outside every pool are absent. */
export async function homeOfChats(ctx: Ctx, chatIds: readonly string[]): Promise<Map<string, ChatHome>> {
  if (chatIds.length === 0) return new Map();
  const { rows } = await sql<Omit<ChatHome, "storeName"> & { chatId: string }>`
    select g.chat_id as "chatId", c.id as "liveCodeId", c.store_id as "storeId", c.seat_limit as "seatLimit"
    from live_code_group g join live_code c on c.corp_id = g.corp_id and c.id = g.live_code_id
    where g.corp_id = ${ctx.corpId} and g.chat_id = any(${chatIds})`.execute(ctx.db);
  const stores = await storesByIds(ctx, [...new Set(rows.flatMap(({ storeId }) => storeId ?? []))]);
  return new Map(rows.map(({ chatId, ...home }) => [chatId, { ...home, storeName: stores.get(home.storeId ?? "")?.name ?? null }]));
}

/** As a condition: this chat stands in a code's pool and has as many members as its seats. */
export const fullPlace = (corpId: string, chatId: RawBuilder<unknown>, members: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (select from live_code_group p join live_code c on c.corp_id = p.corp_id and c.id = p.live_code_id
    where p.corp_id = ${corpId} and p.chat_id = ${chatId} and ${members} >= c.seat_limit)`;

/** The chats of a store's codes, oldest first. */
export async function chatsOfStores(ctx: Ctx, storeIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>(storeIds.map((id) => [id, []]));
  const { rows } = await sql<{ storeId: string; chatId: string }>`
    select c.store_id as "storeId", g.chat_id as "chatId" from live_code c
    join live_code_group g on g.corp_id = c.corp_id and g.live_code_id = c.id
    where c.corp_id = ${ctx.corpId} and c.kind = 'group' and c.store_id = any(${storeIds})
    order by c.created_at, c.id, g.place`.execute(ctx.db);
  for (const row of rows) found.get(row.storeId)?.push(row.chatId);
  return found;
}

/** The same as a condition: one column, `chat_id`. */
export const classChats = (corpId: string, classes: readonly GroupClass[]): RawBuilder<unknown> => sql`select g.chat_id from live_code c
  join live_code_group g on g.corp_id = c.corp_id and g.live_code_id = c.id
  where c.corp_id = ${corpId} and c.kind = 'group'
    and case when c.store_id is null then 'general' else 'store' end = any(${[...classes]}::text[])`;

/** As a list: the chats in the pool of this code. */
export const codeChats = (corpId: string, codeId: RawBuilder<unknown> | string): RawBuilder<unknown> =>
  sql`select chat_id from live_code_group where corp_id = ${corpId} and live_code_id = ${codeId}`;

/** The class of the groups under this code; of one that is gone, `general`. */
export async function groupClassOfCode(ctx: Ctx, codeId: string): Promise<GroupClass> {
  return groupClassOf((await codesByIds(ctx, [codeId])).get(codeId)?.storeId ?? null);
}

/** The chats under codes of these group classes (`groupClassOf`). */
export async function chatsOfClasses(ctx: Ctx, classes: readonly GroupClass[]): Promise<string[]> {
  if (classes.length === 0) return [];
  const { rows } = await sql<{ chatId: string }>`select x.chat_id as "chatId" from (${classChats(ctx.corpId, classes)}) x`.execute(ctx.db);
  return rows.map(({ chatId }) => chatId);
}

/** The group classes that these chats are of; a chat under no code has none. */
export async function groupClassesOf(ctx: Ctx, chatIds: readonly string[]): Promise<GroupClass[]> {
  if (chatIds.length === 0) return [];
  const { rows } = await sql<{
    classKey: GroupClass;
  }>`select distinct case when c.store_id is null then 'general' else 'store' end as "classKey"
    from live_code_group g join live_code c on c.corp_id = g.corp_id and c.id = g.live_code_id
    where g.corp_id = ${ctx.corpId} and g.chat_id = any(${[...chatIds]}) and c.kind = 'group' order by 1 desc`.execute(ctx.db);
  return rows.map(({ classKey }) => classKey);
}

/** Names of live codes by id; a channel that is none of our codes is absent. */
export async function codeNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== "");
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from live_code
    where corp_id = ${ctx.corpId} and id = any(${wanted})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The channels of codes, by id: a code without one is its own. */
export async function channelsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; channel: string }>`select id, coalesce(nullif(channel, ''), name) as channel from live_code
    where corp_id = ${ctx.corpId} and id = any(${[...ids]})`.execute(ctx.db);
  return new Map(rows.map(({ id, channel }) => [id, channel]));
}

/** Codes of a channel; of "", all codes: whoever came through none of them came by no channel. */
export async function codesOfChannel(ctx: Ctx, channel: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from live_code
    where corp_id = ${ctx.corpId} and (${channel} = '' or coalesce(nullif(channel, ''), name) = ${channel})`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** The code through which somebody came, by the `state` that WeCom reports. */
export async function codeByState(ctx: Ctx, state: string): Promise<LiveCodeRow | null> {
  return state === "" ? null : ((await codesByIds(ctx, [state])).get(state) ?? null);
}

/** The oldest staff code: whose offer is shown to a visitor who came through none. */
export async function firstStaffCode(ctx: Ctx): Promise<LiveCodeRow | null> {
  const { rows } = await sql<{ id: string }>`select id from live_code
    where corp_id = ${ctx.corpId} and kind = 'staff' order by state, created_at, id limit 1`.execute(ctx.db);
  return codeByState(ctx, rows[0]?.id ?? "");
}

/** What of a code stands on a poster; null: there is none, or WeCom has not made it yet. */
export async function codePoster(
  ctx: Ctx,
  id: string,
): Promise<{ qrUrl: string; name: string; channel: string; userIds: readonly string[]; storeName: string | null } | null> {
  const code = (await codesByIds(ctx, [id])).get(id);
  if (!code?.qrUrl) return null;
  const { qrUrl, name, channel, userIds, storeId } = code;
  const store = storeId === null ? undefined : (await storesByIds(ctx, [storeId])).get(storeId);
  return { qrUrl, name, channel, userIds, storeName: store?.name ?? null };
}

/** Every active code of a kind that WeCom has made, by store and name. */
export async function codesToPrint(
  ctx: Ctx,
  kind: "staff" | "group",
): Promise<Array<{ id: string; name: string; storeName: string | null }>> {
  const { rows } = await sql<{
    id: string;
    name: string;
    storeName: string | null;
  }>`select c.id, c.name, s.name as "storeName" from live_code c
    left join store s on s.corp_id = c.corp_id and s.id = c.store_id
    where c.corp_id = ${ctx.corpId} and c.kind = ${kind} and c.state = 'active' and c.qr_url is not null
    order by s.name nulls first, c.name, c.id`.execute(ctx.db);
  return rows;
}

/** What a printed code shows: the picture's address and the name under it. Posters hang in public, so no corp is asked for. */
export async function posterOf(db: Db, id: string): Promise<{ qrUrl: string; label: string } | null> {
  const { rows } = await sql<{ corpId: string; qrUrl: string | null; name: string; storeId: string | null }>`
    select corp_id as "corpId", qr_url as "qrUrl", name, store_id as "storeId" from live_code where id = ${id} limit 1`.execute(db);
  const [code] = rows;
  if (!code?.qrUrl) return null;
  const ctx = { db, corpId: code.corpId, actor: system("poster"), now: new Date(0) };
  const store = code.storeId ? (await storesByIds(ctx, [code.storeId])).get(code.storeId) : undefined;
  return { qrUrl: code.qrUrl, label: store?.name ?? code.name };
}
