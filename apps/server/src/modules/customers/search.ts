import { type RawBuilder, sql } from "kysely";
import { beyond } from "#kit/beyond";
import type { Ctx } from "#kit/ctx";
import type { Search, SearchSet } from "./filter.ts";
import type { CustomerState, RelationState } from "./types.ts";

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

export type Sort = "newest" | "oldest";

/** How many of the first people are looked at before the whole answer is put together: what one in forty is, then what one in four hundred. */
const [FEW, MANY] = [2_000, 20_000];
/** Who is asked for by her id is found without being read: the order's index has it. */
const MANY_IDS = 100_000;
/** A set of as many ids is read at once rather than asked for each. */
const FEW_IDS = 300_000;
/** And how many of those whom an index names: as much work as a walk to the first fifty of one in four hundred. */
const MOST_OF_A_SET = 3_000;

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
 * that finds few goes through everybody (10 s of 1.8 million were seen), a set that is sorted may be half of everybody. So whom an
 * index names is read up to some thousand, which is the whole answer for whatever is rare; what has more is common, and is found
 * among the first people of the list.
 */
export async function firstPage(ctx: Ctx, { all, set }: Search, page: Page): Promise<CustomerRow[]> {
  const { order, further } = orderOf(page);
  const size = set === null || set.index === null ? 0 : await sizeOf(ctx, set.index, FEW_IDS);
  const isLarge = size > MOST_OF_A_SET;
  const asked = all.byId?.[isLarge && size <= FEW_IDS ? "hashed" : "probe"] ?? null;
  if (set === null || !set.isRare || isLarge) {
    const found = await ofTheFirst(FEW);
    if (found.length >= page.limit) return found;
  }
  if (set !== null && !isLarge) {
    const found = await ofTheSet(set, MOST_OF_A_SET);
    if (found !== null) return found;
  }
  const found = await ofTheFirst(asked === null ? MANY : MANY_IDS);
  if (found.length >= page.limit) return found;
  if (set !== null) return (await ofTheSet(set, null)) ?? [];
  // The fence (offset 0) keeps the limit from turning this into a walk, and the place from being looked for among everybody.
  const { rows } = await sql<CustomerRow>`select ${COLUMNS} from (
      select * from customer c where c.corp_id = ${ctx.corpId} and ${all.plain} and ${all.all} offset 0) c
    where ${further} order by ${order} limit ${page.limit}`.execute(ctx.db);
  return rows;

  async function ofTheFirst(window: number): Promise<CustomerRow[]> {
    const first = (columns: RawBuilder<unknown>, where: RawBuilder<boolean>) => sql`select ${columns} from customer c
      where c.corp_id = ${ctx.corpId} and ${where} and ${further} order by ${order} limit ${window}`;
    const { rows } = await (
      asked === null
        ? sql<CustomerRow>`select ${COLUMNS} from (${first(sql`*`, all.plain)}) c where ${all.others} order by ${order} limit ${page.limit}`
        : // The fences keep the order of the list, so that nobody is read after the page is full.
          sql<CustomerRow>`select ${COLUMNS} from (select c.id, c.added_sec from (${first(sql`c.id, c.added_sec`, sql`true`)}) c
            where ${asked} order by ${order} offset 0) w
          cross join lateral (select * from customer c where c.corp_id = ${ctx.corpId} and c.id = w.id offset 0) c
          where ${all.plain} and ${all.others} order by ${orderOf(page, "w").order} limit ${page.limit}`
    ).execute(ctx.db);
    return rows;
  }

  /** Null when the set has more than `most`, so that the answer would be of a part. */
  async function ofTheSet({ people, rest }: SearchSet, most: number | null): Promise<CustomerRow[] | null> {
    const { rows } = await sql<CustomerRow & { isCut: boolean; isNobody: boolean }>`
      with pool as materialized (select * from (${people}) s limit ${most === null ? null : most + 1}),
        page as (select ${COLUMNS} from pool c where ${rest} and ${further} order by ${order} limit ${page.limit})
      select ${most === null ? sql`false` : sql`(select count(*) from pool) > ${most}`} as "isCut", page.id is null as "isNobody", page.*
      from (select) one left join page on true
      order by ${page.sort === "newest" ? sql`page."addedSec" desc, page.id` : sql`page."addedSec", page.id desc`}`.execute(ctx.db);
    if (rows[0]?.isCut) return null;
    return rows.filter(({ isNobody }) => !isNobody);
  }
}

/** At most one more than `most`. */
async function sizeOf(ctx: Ctx, rows: RawBuilder<unknown>, most: number): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from (select from (${rows}) r limit ${most + 1}) x`.execute(ctx.db);
  return found.rows[0]?.n ?? 0;
}

function orderOf({ after, sort }: Page, of: "c" | "w" = "c"): { order: RawBuilder<unknown>; further: RawBuilder<boolean> } {
  const [added, id] = [sql.ref(`${of}.added_sec`), sql.ref(`${of}.id`)];
  const order = sort === "newest" ? sql`${added} desc, ${id}` : sql`${added}, ${id} desc`;
  if (after === null) return { order, further: sql<boolean>`true` };
  return { order, further: beyond([sql`c.added_sec`, sql`c.id`], [after.addedSec, after.id], sort === "newest") };
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
