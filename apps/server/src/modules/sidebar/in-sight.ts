import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { forbidden, Problem } from "#kit/problem";
import { standingOf } from "#modules/org";

/** Who looks: the member of staff of the page's token, as long as she works here. */
export async function whoLooks(ctx: Ctx): Promise<{ userId: string; name: string }> {
  if (ctx.actor.kind !== "staff") throw forbidden("sidebar");
  const standing = await standingOf(ctx, ctx.actor.userId);
  // Whom the directory has not told of yet may look at her own things; who has left may not.
  if (standing?.removed) throw new Problem("sidebarLeft", {}, 403);
  return { userId: ctx.actor.userId, name: standing?.name ?? ctx.actor.userId };
}

export type Person = {
  customerId: string;
  externalUserId: string;
  /** How the one who looks knows her. */
  by: "friend" | "group";
};

/**
 * A person in the sight of one member of staff: a friend of hers, or somebody who is in a living group together with her.
 * Everybody else is unknown, whether or not the corp knows them.
 */
export async function personInSight(ctx: Ctx, userId: string, externalUserId: string): Promise<Person | null> {
  const { rows } = await sql<{ id: string; state: string | null; together: boolean }>`
    select c.id, r.state, exists (
        select from group_member hers
        join group_chat g on g.corp_id = hers.corp_id and g.id = hers.group_id and g.state = 'open'
        where hers.corp_id = c.corp_id and hers.member_id = c.external_user_id and hers.left_at is null
          and ${isHers(userId)}) as together
    from customer c left join relation r on r.corp_id = c.corp_id and r.customer_id = c.id and r.user_id = ${userId}
    where c.corp_id = ${ctx.corpId} and c.external_user_id = ${externalUserId}`.execute(ctx.db);
  const [row] = rows;
  if (!row) return null;
  const by = row.state !== null && row.state !== "ended" ? "friend" : row.together ? "group" : null;
  return by && { customerId: row.id, externalUserId, by };
}

/** Over `g`, a row of `group_chat`: she owns it or is in it. */
const isHers = (userId: string) => sql<boolean>`(g.owner = ${userId} or exists (select from group_member mine
  where mine.corp_id = g.corp_id and mine.group_id = g.id and mine.member_id = ${userId} and mine.left_at is null))`;

export const groupInSight = async (ctx: Ctx, userId: string, chatId: string): Promise<boolean> =>
  (await hersAmong(ctx, userId, [chatId])).size > 0;

/** Which of these groups she is in, or owns. */
export async function hersAmong(ctx: Ctx, userId: string, chatIds: readonly string[]): Promise<Set<string>> {
  if (chatIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select g.chat_id as id from group_chat g where g.corp_id = ${ctx.corpId}
    and g.chat_id = any(${[...chatIds]}) and ${isHers(userId)}`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}

/** For verbs: the person, or a refusal that tells nothing about her. */
export async function needPerson(ctx: Ctx, externalUserId: string): Promise<Person & { userId: string }> {
  const { userId } = await whoLooks(ctx);
  const person = await personInSight(ctx, userId, externalUserId);
  if (!person) throw new Problem("sidebarNotYours", {}, 404);
  return { ...person, userId };
}
