import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";

/** A friendship that both sides keep; `state` is the channel (contact way) through which it came. */
export type ActiveRelation = { userId: string; createdSec: number; state: string; tagIds: string[] };

/** Active friendships (not one-way, not ended), oldest first. People without any are absent from the answer. */
export async function activeRelations(ctx: Ctx, externalUserIds: readonly string[]): Promise<Map<string, ActiveRelation[]>> {
  const found = new Map<string, ActiveRelation[]>();
  if (externalUserIds.length === 0) return found;
  const { rows } = await sql<ActiveRelation & { externalUserId: string }>`
    select r.external_user_id as "externalUserId", r.user_id as "userId", r.created_sec as "createdSec",
      r.channel_state as state, r.tag_ids as "tagIds"
    from customer c join relation r on r.corp_id = c.corp_id and r.customer_id = c.id
    where c.corp_id = ${ctx.corpId} and c.external_user_id = any(${externalUserIds}) and r.state = 'active'
    order by r.created_sec, r.user_id`.execute(ctx.db);
  for (const { externalUserId, ...relation } of rows) {
    const mine = found.get(externalUserId);
    if (mine) mine.push(relation);
    else found.set(externalUserId, [relation]);
  }
  return found;
}

/** WeCom's ids by ours, sorted by ours; unknown ones are absent. */
export async function externalIdsOf(ctx: Ctx, customerIds: readonly string[]): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; external: string }>`select id, external_user_id as external from customer
    where corp_id = ${ctx.corpId} and id = any(${customerIds}) order by id`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.external]));
}

/** Names by external user id; people whose name WeCom has not told yet are absent. */
export async function namesOf(ctx: Ctx, externalUserIds: readonly string[]): Promise<Map<string, string>> {
  if (externalUserIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select external_user_id as id, name from customer
    where corp_id = ${ctx.corpId} and external_user_id = any(${externalUserIds}) and name is not null`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Who is behind a unionid or an id of ours; null when WeCom never told us of such a person. */
export async function findCustomer(
  ctx: Ctx,
  by: { externalUserId: string } | { unionid: string } | { id: string },
): Promise<{ id: string; externalUserId: string; name: string | null } | null> {
  const where =
    "id" in by
      ? sql`id = ${by.id}`
      : "unionid" in by
        ? sql`unionid = ${by.unionid} and unionid <> ''`
        : sql`external_user_id = ${by.externalUserId}`;
  const { rows } = await sql<{ id: string; externalUserId: string; name: string | null }>`
    select id, external_user_id as "externalUserId", name from customer
    where corp_id = ${ctx.corpId} and ${where} order by added_sec desc, id limit 1`.execute(ctx.db);
  return rows[0] ?? null;
}

const keep = createKeep();

/** Friends (active) per member of staff. Of many they may be some minutes old, and say so. */
export async function friendCounts(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const counts = await keep(ctx, JSON.stringify([ctx.corpId, userIds]), async () => {
    const { rows } = await sql<{ user: string; n: number }>`select user_id as user, count(*)::int as n from relation
      where corp_id = ${ctx.corpId} and user_id = any(${userIds}) and state = 'active' group by 1`.execute(ctx.db);
    return { value: rows, rows: rows.reduce((sum, row) => sum + row.n, 0) };
  });
  return new Map(counts.map((row) => [row.user, row.n]));
}

/** People per tag, as WeCom would show them. */
export async function peopleByTag(ctx: Ctx): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; people: number }>`
    select tag_id as id, sum(people)::int as people from tag_people where corp_id = ${ctx.corpId} group by tag_id having sum(people) > 0`.execute(
    ctx.db,
  );
  return new Map(rows.map((row) => [row.id, row.people]));
}

/** Names by our own ids; people whose name WeCom has not told yet are absent. */
export async function customerNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from customer
    where corp_id = ${ctx.corpId} and id = any(${ids}) and name <> ''`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Active friends of a member of staff, by external user id; `also`: which of these others are their friends, too. */
export async function friendsOf(
  ctx: Ctx,
  userId: string,
  among: readonly string[],
  only?: readonly string[],
): Promise<Array<{ externalUserId: string; also: string[] }>> {
  const { rows } = await sql<{ externalUserId: string; also: string[] | null }>`
    select r.external_user_id as "externalUserId",
      (select array_agg(o.user_id order by o.user_id) from relation o where o.corp_id = r.corp_id and o.customer_id = r.customer_id
        and o.user_id = any(${[...among]}) and o.user_id <> r.user_id and o.state = 'active') as also
    from relation r where r.corp_id = ${ctx.corpId} and r.user_id = ${userId} and r.state = 'active'
      and (${only === undefined} or r.external_user_id = any(${[...(only ?? [])]}))
    order by r.external_user_id`.execute(ctx.db);
  return rows.map(({ externalUserId, also }) => ({ externalUserId, also: also ?? [] }));
}

/** Which of these deleted the member: WeCom goes on listing them, and nobody can be given to anybody. */
export async function oneWayAmong(ctx: Ctx, userId: string, externalUserIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select external_user_id as id from relation where corp_id = ${ctx.corpId}
    and user_id = ${userId} and external_user_id = any(${[...externalUserIds]}) and state = 'one-way'`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}
