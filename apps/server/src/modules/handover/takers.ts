import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { friendCounts } from "#modules/customers";
import { groupCounts, ownedBy } from "#modules/groups";
import { homeOfChats } from "#modules/live-codes";
import { servingStaff, type Serving, storesManagedBy } from "#modules/org";
import type { Handover, Taker } from "./types.ts";

/** More candidates than these are not weighed: the nearest come first. */
const MOST_TAKERS = 200;

/** Where members of staff belong: their departments, the stores they manage and those whose groups they own. */
export async function placesOf(ctx: Ctx, staff: ReadonlyArray<Pick<Serving, "userId" | "departments">>): Promise<Map<string, string[]>> {
  const ids = staff.map(({ userId }) => userId);
  const [managed, owned] = [await storesManagedBy(ctx, ids), await ownedBy(ctx, ids)];
  const homes = await homeOfChats(ctx, [...owned.values()].flat());
  return new Map(
    staff.map(({ userId, departments }) => {
      const ofGroups = (owned.get(userId) ?? []).flatMap((chatId) => homes.get(chatId)?.storeId ?? []);
      const stores = new Set([...(managed.get(userId) ?? []), ...ofGroups]);
      return [userId, [...[...stores].sort().map((id) => `store:${id}`), ...departments.map((id) => `department:${id}`)]];
    }),
  );
}

/** Who is not to be asked: whoever hands something over just now, or is about to. */
async function leaving(ctx: Ctx): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select user_id as id from handover where corp_id = ${ctx.corpId}
    and state = 'running' and reason <> 'moves'`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}

/** Those who share a place with the leaver, else everybody; whoever has fewest comes first. */
export async function proposeTakers(ctx: Ctx, userId: string, places: readonly string[]): Promise<string[]> {
  const gone = await leaving(ctx);
  const staff = (await servingStaff(ctx)).filter((one) => one.userId !== userId && !gone.has(one.userId));
  const theirs = await placesOf(ctx, staff);
  const shares = (id: string, prefix: string) => (theirs.get(id) ?? []).some((place) => place.startsWith(prefix) && places.includes(place));
  for (const prefix of ["store:", "department:"]) {
    const near = staff.filter((one) => shares(one.userId, prefix));
    if (near.length > 0) return near.slice(0, MOST_TAKERS).map((one) => one.userId);
  }
  return staff.slice(0, MOST_TAKERS).map((one) => one.userId);
}

/** The takers of a plan who may still take, with what they carry, what is on its way to them included. */
export async function readTakers(ctx: Ctx, plan: Pick<Handover, "id" | "userId" | "takers" | "spoiled">): Promise<Taker[]> {
  const gone = await leaving(ctx);
  const wanted = plan.takers.filter((id) => id !== plan.userId && !plan.spoiled.includes(id) && !gone.has(id));
  const staff = await servingStaff(ctx, wanted);
  const ids = staff.map(({ userId }) => userId);
  const [places, friends, groups, coming] = [
    await placesOf(ctx, staff),
    await friendCounts(ctx, ids),
    await groupCounts(ctx, ids),
    await onTheWay(ctx, ids),
  ];
  return staff.map(({ userId }) => ({
    userId,
    places: places.get(userId) ?? [],
    customers: (friends.get(userId) ?? 0) + (coming.get(`customer ${userId}`) ?? 0),
    groups: (groups.get(userId) ?? 0) + (coming.get(`group ${userId}`) ?? 0),
  }));
}

/** What running plans give them, and they do not have yet. */
async function onTheWay(ctx: Ctx, userIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ slot: string; n: number }>`select i.kind || ' ' || i.to_user as slot, count(*)::int as n
    from handover h join handover_item i on i.corp_id = h.corp_id and i.handover_id = h.id
    where h.corp_id = ${ctx.corpId} and h.state = 'running' and i.state in ('planned', 'asked', 'waiting')
      and i.to_user = any(${[...userIds]}) group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.slot, row.n]));
}
