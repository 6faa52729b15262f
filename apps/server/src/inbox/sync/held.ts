import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { customerId, groupId } from "#kit/ids";
import { sortedIds } from "./clean.ts";
import type { Held, HeldRelation } from "./compare-customer.ts";
import type { HeldGroup, HeldMembers, HeldStay } from "./compare-group.ts";

// The inbox lies below the modules and may not import them, so it reads their rows (never writes them) to learn what
// the house believes.

export async function heldCustomers(db: Db, corpId: string, externalUserIds: readonly string[]): Promise<Map<string, Held>> {
  const ids = new Map(externalUserIds.map((external) => [customerId(corpId, external), external]));
  const keys = [...ids.keys()];
  const { rows: people } = await sql<{
    id: string;
    name: string | null;
    type: number | null;
    gender: number | null;
    unionid: string;
    avatar: string;
  }>`
    select id, name, type, gender, unionid, avatar from customer
    where corp_id = ${corpId} and id = any(${keys}) and detailed_at is not null`.execute(db);
  const { rows: relations } = await sql<HeldRelation & { customerId: string }>`
    select customer_id as "customerId", user_id as "userId", remark, description, created_sec as "createdSec",
      coalesce(add_way, 0) as "addWay", channel_state as state, tag_ids as "tagIds", state = 'ended' as ended,
      state = 'half' as half, detailed_at is not null as detailed
    from relation where corp_id = ${corpId} and customer_id = any(${keys})`.execute(db);
  const byId = new Map(people.map(({ id, ...customer }) => [id, customer]));
  const held = new Map<string, Held>();
  for (const [id, external] of ids) {
    const mine = relations.filter((row) => row.customerId === id);
    held.set(external, {
      customer: byId.get(id) ?? null,
      relations: new Map(mine.map((relation) => [relation.userId, relation])),
    });
  }
  return held;
}

export async function heldGroups(
  db: Db,
  corpId: string,
  chatIds: readonly string[],
): Promise<Map<string, HeldGroup & { members: number }>> {
  const { rows } = await sql<HeldGroup & { members: number; chatId: string }>`
    select chat_id as "chatId", name, owner, notice, created_sec as "createdSec", admins, member_version as "memberVersion",
      state = 'dismissed' as dismissed, detailed_at is not null as detailed, members
    from group_chat where corp_id = ${corpId} and chat_id = any(${chatIds})`.execute(db);
  return new Map(rows.map(({ chatId, ...group }) => [chatId, group]));
}

export async function heldMembers(db: Db, corpId: string, chatIds: readonly string[]): Promise<Map<string, HeldMembers>> {
  const ids = new Map(chatIds.map((chatId) => [groupId(corpId, chatId), chatId]));
  const keys = [...ids.keys()];
  const { rows: stays } = await sql<{ groupId: string; memberId: string; joinedSec: number; leftAt: Date | null }>`
    select group_id as "groupId", member_id as "memberId", joined_sec as "joinedSec", left_at as "leftAt"
    from group_member where corp_id = ${corpId} and group_id = any(${keys})`.execute(db);
  const { rows: leaves } = await sql<{ groupId: string; memberId: string; leftAt: Date }>`
    select group_id as "groupId", member_id as "memberId", left_at as "leftAt" from group_leave
    where corp_id = ${corpId} and group_id = any(${keys})`.execute(db);
  const found = new Map(chatIds.map((chatId) => [chatId, { stays: new Map<string, HeldStay[]>(), leaves: new Map<string, number>() }]));
  for (const { groupId: id, memberId, joinedSec, leftAt } of stays) {
    const group = found.get(ids.get(id) ?? "");
    const stay = { joinedSec, leftAt: leftAt?.getTime() ?? null };
    const mine = group?.stays.get(memberId);
    if (mine) mine.push(stay);
    else group?.stays.set(memberId, [stay]);
  }
  for (const { groupId: id, memberId, leftAt } of leaves) found.get(ids.get(id) ?? "")?.leaves.set(memberId, leftAt.getTime());
  return found;
}

/** Chat ids of groups that we take for living. */
export async function livingGroups(db: Db, corpId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select chat_id as id from group_chat
    where corp_id = ${corpId} and state = 'open'`.execute(db);
  return rows.map((row) => row.id);
}

export type Listed = { userId: string; externalUserId: string; detailed: boolean };

/** Whom we take for listed with these members of staff; `detailed: false` still lacks details. */
export async function listedWith(db: Db, corpId: string, userIds: readonly string[]): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select user_id as "userId", external_user_id as "externalUserId", detailed_at is not null as detailed from relation
    where corp_id = ${corpId} and user_id = any(${userIds}) and state in ('active', 'one-way')`.execute(db);
  return rows;
}

/** Those of whom we hold a friendship, be it a past one. */
export async function staffWithPeople(db: Db, corpId: string, userIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select u.id from unnest(${userIds}::text[]) as u(id)
    where exists (select from relation r where r.corp_id = ${corpId} and r.user_id = u.id)`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Whether we know any group. */
export async function knowsGroups(db: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`select exists (select from group_chat where corp_id = ${corpId}
    and detailed_at is not null) as known`.execute(db);
  return rows[0]?.known ?? false;
}

/**
 * A digest of the ids listed with each member of staff, so that an hour without change costs one query and no rows; null where
 * details are missing, nothing where nobody is listed.
 */
export async function listDigests(db: Db, corpId: string): Promise<Map<string, string | null>> {
  const { rows } = await sql<{ userId: string; digest: string | null }>`
    select user_id as "userId", case when bool_and(detailed_at is not null)
      then md5(string_agg(external_user_id, ',' order by external_user_id collate "C")) end as digest
    from relation where corp_id = ${corpId} and state in ('active', 'one-way') group by user_id`.execute(db);
  return new Map(rows.map((row) => [row.userId, row.digest]));
}

/** The same digest of a list as WeCom gave it. */
export function listDigest(externalUserIds: readonly string[]): string {
  return createHash("md5").update(sortedIds(externalUserIds).join(",")).digest("hex");
}
