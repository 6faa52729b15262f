import { type RawBuilder, sql } from "kysely";
import { beyond } from "#kit/beyond";
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

/** How many of the first people are looked at before the whole answer is put together: what one in forty is, then what one in four hundred. */
const WINDOWS = [2_000, 20_000];

/**
 * What makes a search quick whatever it finds, see `firstPage`: `near`, conditions that the order's index answers (state, time of
 * adding); `hint`, the ids that can fit at all, where an index knows them and `where` asks each person; `isRare`: so few fit that
 * nobody need look at the first ones.
 */
export type Ways = { near: RawBuilder<boolean>; hint: RawBuilder<boolean> | null; isRare: boolean };

export type Page = { limit: number; after: Place | null; sort: Sort };

/** People by when they were added. One more than `limit` says that there is a further page. */
export async function searchCustomers(ctx: Ctx, where: RawBuilder<boolean>, page: Page): Promise<CustomerRow[]> {
  const { order, further } = orderOf(page);
  const { rows } = await sql<CustomerRow>`select ${COLUMNS} from customer c
    where c.corp_id = ${ctx.corpId} and ${where} and ${further}
    order by ${order} limit ${page.limit}`.execute(ctx.db);
  return rows;
}

/**
 * The same for a person who waits. The planner cannot know whether the people who fit stand at the beginning of the list: a walk
 * that finds few goes through everybody (10 s of 1.8 million were seen), a set that is sorted may be half of everybody. So the
 * first some thousand are looked at, then ten times as many, which finds whatever is common; what is not found there is rare, and
 * its set is small.
 */
export async function firstPage(ctx: Ctx, where: RawBuilder<boolean>, ways: Ways, page: Page): Promise<CustomerRow[]> {
  const { near, hint, isRare } = ways;
  const { order, further } = orderOf(page);
  for (const window of isRare ? [] : WINDOWS) {
    const found = await ofTheFirst(window);
    if (found.length >= page.limit) return found;
  }
  // The fence (offset 0) keeps the limit from turning this into a walk, and the place from being looked for among everybody.
  const { rows } = await sql<CustomerRow>`select ${COLUMNS} from (
      select * from customer c where c.corp_id = ${ctx.corpId} and ${hint ?? sql`true`} and ${where} offset 0) c
    where ${further} order by ${order} limit ${page.limit}`.execute(ctx.db);
  return rows;

  async function ofTheFirst(window: number): Promise<CustomerRow[]> {
    const { rows } = await sql<CustomerRow>`select ${COLUMNS} from (
        select * from customer c where c.corp_id = ${ctx.corpId} and ${near} and ${further} order by ${order} limit ${window}) c
      where ${where} order by ${order} limit ${page.limit}`.execute(ctx.db);
    return rows;
  }
}

function orderOf({ after, sort }: Page): { order: RawBuilder<unknown>; further: RawBuilder<boolean> } {
  const order = sort === "newest" ? sql`c.added_sec desc, c.id` : sql`c.added_sec, c.id desc`;
  if (after === null) return { order, further: sql<boolean>`true` };
  return { order, further: beyond([sql`c.added_sec`, sql`c.id`], [after.addedSec, after.id], sort === "newest") };
}

/**
 * How to answer this filter quickly; null where the order's index alone does. A name is found by its letters (index of migration
 * 0095): trigrams know nothing of names with two characters.
 */
export function waysOf(corpId: string, filter: CustomerFilter): Ways | null {
  const query = filter.query?.trim() ?? "";
  const lists = [filter.tagIds, filter.anyTagIds, filter.noTagIds, filter.also].some((list) => (list?.length ?? 0) > 0);
  if (query === "" && !lists && filter.userId === undefined && filter.code === undefined) return null;
  const hints: RawBuilder<boolean>[] = [];
  // A letter alone may be everybody's surname; two together are in few names.
  const isRare = new Set(query.toLowerCase()).size > 1;
  if (query !== "" && !EXTERNAL_ID.test(query)) {
    const letters = sql`string_to_array(lower(${query}), null)`;
    const like = likeOf(query);
    hints.push(sql`c.id in (
      select id from customer where corp_id = ${corpId} and external_user_id = ${query}
      union all select id from customer where corp_id = ${corpId} and name is not null
        and string_to_array(lower(name), null) @> ${letters} and name ilike ${like}
      union all select customer_id from relation where corp_id = ${corpId} and remark <> ''
        and string_to_array(lower(remark), null) @> ${letters} and remark ilike ${like})`);
  }
  if (filter.code)
    hints.push(sql`c.id in (select customer_id from relation where corp_id = ${corpId} and channel_state = ${filter.code.state} and channel_state <> ''
      union all select c.id from customer c where c.corp_id = ${corpId} and ${filter.code.orJoined})`);
  return {
    near: sql<boolean>`${sql.join(plainTerms(filter), sql` and `)}`,
    hint: hints.length === 0 ? null : sql.join(hints, sql` and `),
    isRare,
  };
}

const likeOf = (query: string) => `%${query.replaceAll(/[\\%_]/g, "\\$&")}%`;

function plainTerms(filter: CustomerFilter): RawBuilder<boolean>[] {
  const terms: RawBuilder<boolean>[] = [sql`true`];
  // A friend has a day on which she became one; strangers have none and are first in the order of the oldest.
  if (filter.state === "friend") terms.push(sql`c.state = 'friend' and c.added_sec > 0`);
  else if (filter.state !== undefined) terms.push(sql`c.state = ${filter.state}`);
  if (filter.addedFromSec !== undefined) terms.push(sql`c.added_sec >= ${filter.addedFromSec}`);
  if (filter.addedToSec !== undefined) terms.push(sql`c.added_sec < ${filter.addedToSec} and c.added_sec > 0`);
  return terms;
}

/** A filter as SQL over `c`, a row of `customer`. */
export function filterSql(corpId: string, filter: CustomerFilter): RawBuilder<boolean> {
  const where = plainTerms(filter);
  const relation = (condition: RawBuilder<boolean>) => sql<boolean>`exists (select from relation r
    where r.corp_id = ${corpId} and r.customer_id = c.id and ${condition})`;
  const query = filter.query?.trim() ?? "";
  if (EXTERNAL_ID.test(query)) where.push(sql`c.external_user_id = ${query}`);
  else if (query !== "") {
    const like = likeOf(query);
    where.push(sql`(c.external_user_id = ${query} or c.name ilike ${like} or ${relation(sql`r.remark ilike ${like}`)})`);
  }
  if (filter.tagIds && filter.tagIds.length > 0) where.push(sql`c.tag_ids @> ${filter.tagIds}::text[]`);
  if (filter.anyTagIds && filter.anyTagIds.length > 0) where.push(sql`c.tag_ids && ${filter.anyTagIds}::text[]`);
  if (filter.noTagIds && filter.noTagIds.length > 0) where.push(sql`not c.tag_ids && ${filter.noTagIds}::text[]`);
  if (filter.userId !== undefined) where.push(relation(sql`r.user_id = ${filter.userId} and r.state in ('active', 'one-way')`));
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
