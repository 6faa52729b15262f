import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import type { StaffMember, StoreRow } from "./types.ts";

/** Members of staff by user id; those who left or never were are absent. */
export async function staffByIds(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, StaffMember>> {
  const { rows } = await sql<StaffMember>`select id, user_id as "userId", name, departments, position, follows
    from staff where corp_id = ${ctx.corpId} and user_id = any(${userIds}) and not removed`.execute(ctx.db);
  return new Map(rows.map((row) => [row.userId, row]));
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
