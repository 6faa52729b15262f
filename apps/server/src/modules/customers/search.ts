import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import type { CustomerState, RelationState } from "./types.ts";

export type CustomerFilter = {
  query?: string | undefined;
  /** Carries all of these, one of those, none of these. */
  tagIds?: readonly string[] | undefined;
  anyTagIds?: readonly string[] | undefined;
  noTagIds?: readonly string[] | undefined;
  userId?: string | undefined;
  state?: CustomerState | undefined;
  /** Unix seconds, `to` exclusive. */
  addedFromSec?: number | undefined;
  addedToSec?: number | undefined;
  /** Came through this code: by the `state` that WeCom reports of a friendship, or by joining a group through it. */
  code?: { state: string; orJoined: RawBuilder<boolean> } | undefined;
  /** Conditions over `c`, a row of `customer`, from modules that know more. */
  also?: readonly RawBuilder<boolean>[] | undefined;
};

export type CustomerRow = {
  id: string;
  externalUserId: string;
  name: string | null;
  state: CustomerState;
  addedSec: number;
  tagIds: string[];
  unionid: string;
  gender: number | null;
  avatar: string;
};

export type Place = { addedSec: number; id: string };

const COLUMNS = sql`c.id, c.external_user_id as "externalUserId", c.name, c.state, c.added_sec as "addedSec",
  c.tag_ids as "tagIds", c.unionid, c.gender, c.avatar`;

/** WeCom's ids of external contacts; whoever pastes one wants this person and nobody like it. */
const EXTERNAL_ID = /^w[mo][A-Za-z0-9_-]{12,}$/;

export type Sort = "newest" | "oldest";

/** People by when they were added. One more than `limit` says that there is a further page. */
export async function searchCustomers(
  ctx: Ctx,
  where: RawBuilder<boolean>,
  { limit, after, sort }: { limit: number; after: Place | null; sort: Sort },
): Promise<CustomerRow[]> {
  const order = sort === "newest" ? sql`c.added_sec desc, c.id` : sql`c.added_sec, c.id desc`;
  const beyond =
    after === null
      ? sql<boolean>`true`
      : sort === "newest"
        ? sql<boolean>`(c.added_sec < ${after.addedSec} or (c.added_sec = ${after.addedSec} and c.id > ${after.id}))`
        : sql<boolean>`(c.added_sec > ${after.addedSec} or (c.added_sec = ${after.addedSec} and c.id < ${after.id}))`;
  const { rows } = await sql<CustomerRow>`select ${COLUMNS} from customer c
    where c.corp_id = ${ctx.corpId} and ${where} and ${beyond}
    order by ${order} limit ${limit}`.execute(ctx.db);
  return rows;
}

/** A filter as SQL over `c`, a row of `customer`. */
export function filterSql(corpId: string, filter: CustomerFilter): RawBuilder<boolean> {
  const where: RawBuilder<boolean>[] = [sql`true`];
  const relation = (condition: RawBuilder<boolean>) => sql<boolean>`exists (select from relation r
    where r.corp_id = ${corpId} and r.customer_id = c.id and ${condition})`;
  const query = filter.query?.trim() ?? "";
  if (EXTERNAL_ID.test(query)) where.push(sql`c.external_user_id = ${query}`);
  else if (query !== "") {
    const like = `%${query.replaceAll(/[\\%_]/g, "\\$&")}%`;
    where.push(sql`(c.external_user_id = ${query} or c.name ilike ${like} or ${relation(sql`r.remark ilike ${like}`)})`);
  }
  if (filter.tagIds && filter.tagIds.length > 0) where.push(sql`c.tag_ids @> ${filter.tagIds}::text[]`);
  if (filter.anyTagIds && filter.anyTagIds.length > 0) where.push(sql`c.tag_ids && ${filter.anyTagIds}::text[]`);
  if (filter.noTagIds && filter.noTagIds.length > 0) where.push(sql`not c.tag_ids && ${filter.noTagIds}::text[]`);
  if (filter.userId !== undefined) where.push(relation(sql`r.user_id = ${filter.userId} and r.state in ('active', 'one-way')`));
  if (filter.state !== undefined) where.push(sql`c.state = ${filter.state}`);
  if (filter.addedFromSec !== undefined) where.push(sql`c.added_sec >= ${filter.addedFromSec}`);
  if (filter.addedToSec !== undefined) where.push(sql`c.added_sec < ${filter.addedToSec} and c.added_sec > 0`);
  if (filter.code) where.push(sql`(${relation(sql`r.channel_state = ${filter.code.state}`)} or ${filter.code.orJoined})`);
  return sql<boolean>`${sql.join([...where, ...(filter.also ?? [])], sql` and `)}`;
}

export async function readCustomer(ctx: Ctx, id: string): Promise<CustomerRow | null> {
  const { rows } = await sql<CustomerRow>`select ${COLUMNS} from customer c
    where c.corp_id = ${ctx.corpId} and c.id = ${id}`.execute(ctx.db);
  return rows[0] ?? null;
}

export type RelationView = {
  customerId: string;
  userId: string;
  state: RelationState;
  remark: string;
  description: string;
  createdSec: number;
  endedAt: Date | null;
  addWay: number | null;
  channelState: string;
  tagIds: string[];
};

/** All friendships of these people, also those that are over; the oldest first. */
export async function relationsOf(ctx: Ctx, customerIds: readonly string[]): Promise<Map<string, RelationView[]>> {
  const found = new Map<string, RelationView[]>(customerIds.map((id) => [id, []]));
  const { rows } = await sql<RelationView>`
    select customer_id as "customerId", user_id as "userId", state, remark, description, created_sec as "createdSec",
      case state when 'ended' then ended_at when 'one-way' then one_way_at end as "endedAt", add_way as "addWay",
      channel_state as "channelState", tag_ids as "tagIds"
    from relation where corp_id = ${ctx.corpId} and customer_id = any(${customerIds})
    order by created_sec, user_id`.execute(ctx.db);
  for (const row of rows) found.get(row.customerId)?.push(row);
  return found;
}
