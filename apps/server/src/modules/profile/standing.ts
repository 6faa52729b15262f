import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { told } from "#kit/problem";
import { seesStaff, staffInScope } from "#kit/scope";
import { type RelationView, wishesOf } from "#modules/customers";
import { staffNames } from "#modules/org";
import { refusalOf, tagNames } from "#modules/tags";
import { isoOfSec } from "./cursor.ts";

type Profile = OutputOf<typeof api.customers.get>;

const SERVED = ["relation.added", "welcome.sent", "remark.set"];

/**
 * Where a person can be met, as far as facts show it. The official account and the mini program have no interface yet:
 * unknown is not no.
 */
export async function poolsOf(
  ctx: Ctx,
  person: { id: string; externalUserId: string; state: string; inGroups: number },
): Promise<Profile["pools"]> {
  const { rows } = await sql<{ opened: boolean; bought: boolean }>`select
      exists (select from event where corp_id = ${ctx.corpId} and subject = ${`customer:${person.id}`} and type = 'page.opened') as opened,
      exists (select from order_stats where corp_id = ${ctx.corpId} and person_id = ${person.id}) as bought`.execute(ctx.db);
  const yes = (is: boolean) => (is ? ("yes" as const) : ("no" as const));
  return {
    friend: yes(person.state === "friend"),
    group: yes(person.inGroups > 0),
    pages: yes(rows[0]?.opened ?? false),
    // Somebody whose orders carry no key of hers may have bought all the same.
    orders: rows[0]?.bought ? "yes" : "unknown",
    officialAccount: "unknown",
    miniProgram: "unknown",
  };
}

/** Whose customer she is: who added her first, and whose name the newest fact of service carries. */
export async function guideOf(ctx: Ctx, id: string, relations: readonly RelationView[]): Promise<Profile["guide"]> {
  const [first] = relations.filter(({ createdSec }) => createdSec > 0);
  const { rows } = await sql<{ userId: string; at: Date }>`select data ->> 'userId' as "userId", occurred_at as at from event
    where corp_id = ${ctx.corpId} and subject = ${`customer:${id}`} and type = any(${SERVED})
      and ${staffInScope(ctx, sql`data ->> 'userId'`)} order by seq desc limit 1`.execute(ctx.db);
  const [last] = rows;
  const names = await staffNames(ctx, [...(first ? [first.userId] : []), ...(last ? [last.userId] : [])]);
  const shown = (userId: string, at: string) => ({ userId, name: names.get(userId) ?? userId, at });
  return {
    first: first ? shown(first.userId, isoOfSec(first.createdSec)) : null,
    last: last ? shown(last.userId, last.at.toISOString()) : null,
  };
}

/** Tags that WeCom was asked for and has not set, in words. */
export async function wishViews(ctx: Ctx, id: string): Promise<Profile["wishes"]> {
  const wishes = (await wishesOf(ctx, id)).filter(({ userId }) => seesStaff(ctx, userId));
  if (wishes.length === 0) return [];
  const staff = await staffNames(
    ctx,
    wishes.map(({ userId }) => userId),
  );
  const tags = await tagNames(
    ctx,
    wishes.flatMap(({ add, remove }) => [...add, ...remove]),
  );
  const named = (ids: readonly string[]) => ids.map((one) => tags.get(one)?.name ?? one);
  return wishes.map((wish) => {
    const isOver = ["failed", "cancelled", "expired"].includes(wish.status);
    return {
      actionId: wish.actionId,
      jobId: wish.jobId,
      staff: staff.get(wish.userId) ?? wish.userId,
      add: named(wish.add),
      remove: named(wish.remove),
      state: isOver ? "refused" : "asked",
      problem: isOver ? told(refusalOf(wish.error ?? wish.status), ctx.language) : null,
      at: wish.askedAt.toISOString(),
      by: wish.askedBy,
    };
  });
}
