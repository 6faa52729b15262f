import { type RawBuilder, sql } from "kysely";
import { beyond } from "#kit/beyond";
import type { Ctx } from "#kit/ctx";
import { groupId } from "#kit/ids";
import { chatInScope } from "#kit/scope";

export type ChatRow = {
  id: string;
  chatId: string;
  name: string;
  owner: string;
  notice: string;
  admins: string[];
  createdSec: number;
  dismissed: boolean;
  members: number;
  customers: number;
};

const COLUMNS = sql`id, chat_id as "chatId", name, owner, notice, admins, created_sec as "createdSec",
  state = 'dismissed' as dismissed, members, customers`;

export type GroupPlace = { createdSec: number; id: string };

/** Groups, the newest first. */
export async function searchGroups(
  ctx: Ctx,
  filter: {
    query?: string | undefined;
    chatIds?: readonly string[] | undefined;
    /** A condition over `g`, a row of `group_chat`, from a module that knows more. */
    also?: RawBuilder<boolean> | undefined;
  },
  limit: number,
  after: GroupPlace | null,
): Promise<ChatRow[]> {
  const where: RawBuilder<boolean>[] = [sql`corp_id = ${ctx.corpId}`, chatInScope(ctx, sql`chat_id`)];
  const query = filter.query?.trim() ?? "";
  if (query !== "") {
    const like = `%${query.replaceAll(/[\\%_]/g, "\\$&")}%`;
    where.push(sql`(name ilike ${like} or chat_id = ${query} or owner = ${query})`);
  }
  if (filter.chatIds) where.push(sql`chat_id = any(${filter.chatIds})`);
  if (filter.also) where.push(filter.also);
  if (after) where.push(beyond([sql`created_sec`, sql`id`], [after.createdSec, after.id]));
  const { rows } = await sql<ChatRow>`select ${COLUMNS} from group_chat g where ${sql.join(where, sql` and `)}
    order by created_sec desc, id limit ${limit}`.execute(ctx.db);
  return rows;
}

export async function readGroup(ctx: Ctx, id: string): Promise<ChatRow | null> {
  const { rows } = await sql<ChatRow>`select ${COLUMNS} from group_chat
    where corp_id = ${ctx.corpId} and (id = ${id} or chat_id = ${id}) and ${chatInScope(ctx, sql`chat_id`)}`.execute(ctx.db);
  return rows[0] ?? null;
}

/** Customers who joined and left since, by group. */
export async function movesSince(
  ctx: Ctx,
  groupIds: readonly string[],
  since: Date,
): Promise<Map<string, { joined: number; left: number }>> {
  const { rows } = await sql<{ id: string; joined: number; left: number }>`
    select id, sum(joined)::int as joined, sum("left")::int as "left" from (
      select group_id as id, 1 as joined, 0 as "left" from group_member
        where corp_id = ${ctx.corpId} and group_id = any(${groupIds}) and member_type = 2
          and joined_sec >= ${Math.floor(since.getTime() / 1000)}
      union all
      select group_id, 0, 1 from group_member
        where corp_id = ${ctx.corpId} and group_id = any(${groupIds}) and member_type = 2 and left_at >= ${since}
    ) moves group by id`.execute(ctx.db);
  return new Map(rows.map(({ id, ...moves }) => [id, moves]));
}

/** Joins and leaves of everybody per local day, oldest first; days without either are left out. */
export async function dailyMoves(
  ctx: Ctx,
  groupId: string,
  timeZone: string,
  since: Date,
): Promise<Array<{ day: string; joined: number; left: number }>> {
  const { rows } = await sql<{ day: string; joined: number; left: number }>`
    select day, sum(joined)::int as joined, sum("left")::int as "left" from (
      select to_char(to_timestamp(joined_sec) at time zone ${timeZone}, 'YYYY-MM-DD') as day, 1 as joined, 0 as "left"
      from group_member where corp_id = ${ctx.corpId} and group_id = ${groupId}
        and joined_sec >= ${Math.floor(since.getTime() / 1000)}
      union all
      select to_char(left_at at time zone ${timeZone}, 'YYYY-MM-DD'), 0, 1
      from group_member where corp_id = ${ctx.corpId} and group_id = ${groupId} and left_at >= ${since}
    ) moves group by day order by day`.execute(ctx.db);
  return rows;
}

export type MemberRow = {
  memberId: string;
  memberType: number;
  name: string;
  joinedSec: number;
  leftAt: Date | null;
  joinScene: number;
  invitor: string;
};

/** Stays in a group, the newest first; `left`: those that are over. */
export async function groupMembers(
  ctx: Ctx,
  groupId: string,
  left: boolean,
  limit: number,
  after: { joinedSec: number; memberId: string } | null,
): Promise<MemberRow[]> {
  const further = after ? sql`and ${beyond([sql`joined_sec`, sql`member_id`], [after.joinedSec, after.memberId])}` : sql``;
  const { rows } = await sql<MemberRow>`
    select member_id as "memberId", member_type as "memberType", name, joined_sec as "joinedSec", left_at as "leftAt",
      join_scene as "joinScene", invitor
    from group_member where corp_id = ${ctx.corpId} and group_id = ${groupId}
      and ${left ? sql`left_at is not null` : sql`left_at is null`} ${further}
    order by joined_sec desc, member_id limit ${limit}`.execute(ctx.db);
  return rows;
}

/** For the people's list, over `c`, a row of `customer`: is (or was, for a join way) in one of these groups; and who all are. */
export function memberCondition(
  ctx: Ctx,
  which: { chatIds: readonly string[] } | { joinState: string },
): { is: RawBuilder<boolean>; people: RawBuilder<unknown>; isRare: true } {
  const where =
    "chatIds" in which
      ? sql`m.group_id = any(${which.chatIds.map((chatId) => groupId(ctx.corpId, chatId))}) and m.left_at is null`
      : sql`m.state = ${which.joinState} and m.state <> ''`;
  return {
    is: sql`exists (select from group_member m where m.corp_id = ${ctx.corpId} and m.member_id = c.external_user_id and ${where})`,
    people: sql`select c.* from customer c where c.corp_id = ${ctx.corpId}
      and c.external_user_id in (select m.member_id from group_member m where m.corp_id = ${ctx.corpId} and ${where})`,
    isRare: true,
  };
}
