import type { ContentAttachment } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { likeOf } from "./list-contents.ts";

export type QuickReply = { id: string; name: string; text: string; attachments: ContentAttachment[]; favourite: boolean };
type Look = { query: string; favourites: boolean; group: boolean; cursor?: string | undefined; limit: number };

/**
 * Contents that a member of staff may put into a chat: what goes out now, with no gap that a chat leaves open. Her own first, then by name.
 * A group has no nickname.
 */
export async function quickReplies(
  ctx: Ctx,
  userId: string,
  { query, favourites, group, cursor, limit }: Look,
): Promise<{ items: QuickReply[]; nextCursor: string | null }> {
  const like = likeOf(query);
  const [, rank, after = ""] = /^([01])\|(.*)$/u.exec(cursor ?? "") ?? [];
  const isHers = sql`(f.content_id is not null)`;
  const { rows } = await sql<QuickReply>`select c.id, c.name, v.body as text, v.attachments, ${isHers} as favourite
    from content c join content_version v on v.corp_id = c.corp_id and v.content_id = c.id and v.n = c.live_n
      left join content_favourite f on f.corp_id = c.corp_id and f.content_id = c.id and f.user_id = ${userId}
    where c.corp_id = ${ctx.corpId} and c.archived_at is null and (c.expires_at is null or c.expires_at > ${ctx.now})
      and position('{{channel}}' in v.body) = 0 and (${!group} or position('{{name}}' in v.body) = 0)
      and (${!favourites} or ${isHers})
      and (${query === ""} or c.name ilike ${like} or v.body ilike ${like} or v.attachments::text ilike ${like})
      and (${rank === undefined} or (case when ${isHers} then 0 else 1 end, c.name) > (${Number(rank ?? 0)}::int, ${after}))
    order by case when ${isHers} then 0 else 1 end, c.name limit ${limit + 1}`.execute(ctx.db);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `${last.favourite ? 0 : 1}|${last.name}` : null };
}

export async function keepFavourite(ctx: Ctx, userId: string, contentId: string, on: boolean): Promise<void> {
  if (!on) {
    await sql`delete from content_favourite where corp_id = ${ctx.corpId} and user_id = ${userId} and content_id = ${contentId}`.execute(
      ctx.db,
    );
    return;
  }
  const { rows } = await sql`select from content where corp_id = ${ctx.corpId} and id = ${contentId}`.execute(ctx.db);
  if (rows.length === 0) throw notFound("content", contentId);
  await sql`insert into content_favourite (corp_id, user_id, content_id, at) values (${ctx.corpId}, ${userId}, ${contentId}, ${ctx.now})
    on conflict do nothing`.execute(ctx.db);
}
