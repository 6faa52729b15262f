import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import type { StaffMember, StoreRow } from "./types.ts";

/** Members of staff by user id; those who left or never were are absent. */
export async function staffByIds(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, StaffMember>> {
  const { rows } = await sql<StaffMember>`select id, user_id as "userId", name, departments, position, follows
    from staff where corp_id = ${ctx.corpId} and user_id = any(${userIds}) and not removed`.execute(ctx.db);
  return new Map(rows.map((row) => [row.userId, row]));
}

/** User ids of those who may serve customers, in order, after one of them. */
export async function servingAfter(ctx: Ctx, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select user_id as id from staff
    where corp_id = ${ctx.corpId} and follows and not removed and user_id > ${after} order by user_id limit ${limit}`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** Names of staff, also of those who left: old facts keep their names. */
export async function staffNames(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ user_id: string; name: string }>`select user_id, name from staff
    where corp_id = ${ctx.corpId} and user_id = any(${userIds})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.user_id, row.name]));
}

/** Stores by id; unknown ids are absent. */
export async function storesByIds(ctx: Ctx, ids: readonly string[]): Promise<Map<string, StoreRow>> {
  const { rows } = await sql<StoreRow>`select id, code, name, province, city, district, address, lng, lat, state, opens,
    closes, manager_user_id as "managerUserId" from store
    where corp_id = ${ctx.corpId} and id = any(${ids})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ids of stores by the brand's own numbers, else by name (shops write either); what is unknown is absent. */
export async function storeIdsByCode(ctx: Ctx, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<{ id: string; code: string }>`
    select id, name as code from store where corp_id = ${ctx.corpId} and name = any(${[...codes]})
    union all select id, code from store where corp_id = ${ctx.corpId} and code = any(${[...codes]})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.code, row.id]));
}

export type Serving = { userId: string; name: string; departments: number[] };

/** Who may serve customers now, by user id: these, or everybody. */
export async function servingStaff(ctx: Ctx, userIds?: readonly string[]): Promise<Serving[]> {
  const { rows } = await sql<Serving>`select user_id as "userId", name, departments from staff
    where corp_id = ${ctx.corpId} and not removed and follows and status = 1
      and (${userIds === undefined} or user_id = any(${[...(userIds ?? [])]})) order by user_id`.execute(ctx.db);
  return rows;
}

export type Standing = Serving & { removed: boolean; follows: boolean; status: number; position: string };

/** How somebody stands in the directory, also after leaving; null when the directory never named this person. */
export async function standingOf(ctx: Ctx, userId: string): Promise<Standing | null> {
  const { rows } = await sql<Standing>`select user_id as "userId", name, departments, removed, follows, status, position
    from staff where corp_id = ${ctx.corpId} and user_id = ${userId}`.execute(ctx.db);
  return rows[0] ?? null;
}

/** Those who left, or may not serve customers any more, by user id. */
export async function notServing(ctx: Ctx): Promise<Standing[]> {
  const { rows } = await sql<Standing>`select user_id as "userId", name, departments, removed, follows, status, position
    from staff where corp_id = ${ctx.corpId} and (removed or not follows or status <> 1) order by user_id`.execute(ctx.db);
  return rows;
}

/** Members of staff by name or id, also those who left. */
export async function searchStaff(ctx: Ctx, query: string, limit: number): Promise<Standing[]> {
  const like = `%${query.replaceAll(/[\\%_]/gu, "\\$&")}%`;
  const { rows } = await sql<Standing>`select user_id as "userId", name, departments, removed, follows, status, position
    from staff where corp_id = ${ctx.corpId} and (name ilike ${like} or user_id ilike ${like}) order by user_id limit ${limit}`.execute(
    ctx.db,
  );
  return rows;
}

/** Which of these left the company. */
export async function leftAmong(ctx: Ctx, userIds: readonly string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select user_id as id from staff
    where corp_id = ${ctx.corpId} and user_id = any(${[...userIds]}) and removed`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}

/** Stores by their managers' user ids. */
export async function storesManagedBy(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ userId: string; ids: string[] }>`select manager_user_id as "userId", array_agg(id order by id) as ids
    from store where corp_id = ${ctx.corpId} and manager_user_id = any(${[...userIds]}) group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.userId, row.ids]));
}
