import { type RawBuilder, sql } from "kysely";
import { beyond } from "#kit/beyond";
import type { Ctx } from "#kit/ctx";
import { chooseWay, type Step, type Weighed } from "./choose-way.ts";
import { allOf, type Search, type Term } from "./filter.ts";
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

const COLUMNS = sql`c.id, c.external_user_id as "externalUserId", nullif(c.name, '') as name, c.state, c.added_sec as "addedSec",
  c.tag_ids as "tagIds", c.unionid, c.gender, c.avatar`;

export type Sort = "newest" | "oldest";

/** What a walk shows of a condition of which the statistics know nothing. */
const SAMPLE = 2_000;
/** As many ids are counted in some milliseconds. */
const COUNTED = 50_000;

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
 * that finds few goes through everybody (10 s of 1.8 million were seen), a set that is sorted may be half of everybody. So how
 * large each condition's set is comes first, from the statistics, and then what chooseWay says.
 */
export async function firstPage(ctx: Ctx, { plain, terms }: Search, page: Page, choose = chooseWay): Promise<CustomerRow[]> {
  const { order, further } = orderOf(page);
  const [everybody, ...sizes] = await Promise.all([
    guess(ctx, sql`select from customer c where c.corp_id = ${ctx.corpId}`),
    ...terms.map((term) => sizeOf(ctx, term)),
  ]);
  const weighed = terms.map(({ byId, isColumn }, at): Weighed => {
    return { size: sizes[at] ?? null, by: byId !== undefined ? "id" : isColumn ? "column" : "person" };
  });
  const unknown = terms.findIndex(({ isMeasured }) => isMeasured);
  if (unknown >= 0) {
    const found = await ofTheFirst({ window: SAMPLE, hashed: [] });
    if (found.length >= page.limit) return found;
    const others = weighed.reduce((all, { size }) => (size === null ? all : (all * Math.min(size, everybody)) / everybody), 1);
    weighed[unknown] = { size: (everybody * found.length) / SAMPLE / Math.max(others, 1 / everybody), by: "person" };
  }
  for (const step of choose(everybody, weighed, page.limit)) {
    const found = await (step.kind === "walk" ? ofTheFirst(step) : ofTheSet(step));
    if (found !== null && (step.kind === "set" || found.length >= page.limit)) return found;
  }
  // The fence (offset 0) keeps the limit from turning this into a walk, and the place from being looked for among everybody.
  const { rows } = await sql<CustomerRow>`select ${COLUMNS} from (
      select * from customer c where c.corp_id = ${ctx.corpId} and ${plain} and ${allOf(terms.map(({ is }) => is))} offset 0) c
    where ${further} order by ${order} limit ${page.limit}`.execute(ctx.db);
  return rows;

  async function ofTheFirst({ window, hashed }: Pick<Extract<Step, { kind: "walk" }>, "window" | "hashed">): Promise<CustomerRow[]> {
    const first = (columns: RawBuilder<unknown>, where: RawBuilder<boolean>) => sql`select ${columns} from customer c
      where c.corp_id = ${ctx.corpId} and ${where} and ${further} order by ${order} limit ${window}`;
    const asked = terms.flatMap(({ byId }, at) => (byId === undefined ? [] : [hashed[at] ? byId.hashed : byId.probe]));
    const others = allOf(terms.flatMap(({ byId, is }) => (byId === undefined ? [is] : [])));
    const columns = terms.flatMap(({ isColumn, is }) => (isColumn ? [is] : []));
    if (columns.length > 0) {
      // Those before the last of the window, through both indexes at once: only who is in both is read.
      const bound = sql`(select min(b.added_sec) from (${first(sql`c.added_sec`, plain)}) b)`;
      const last = sql`(select max(b.added_sec) from (${first(sql`c.added_sec`, plain)}) b)`;
      const edge = page.sort === "newest" ? sql<boolean>`c.added_sec >= ${bound}` : sql<boolean>`c.added_sec <= ${last}`;
      const { rows } = await sql<CustomerRow>`select ${COLUMNS} from (select * from customer c
          where c.corp_id = ${ctx.corpId} and ${allOf(columns)} and ${plain} and ${edge} and ${further} offset 0) c
        where ${allOf([...asked, others])} order by ${order} limit ${page.limit}`.execute(ctx.db);
      return rows;
    }
    const { rows } = await (
      asked.length === 0
        ? sql<CustomerRow>`select ${COLUMNS} from (${first(sql`*`, plain)}) c where ${others} order by ${order} limit ${page.limit}`
        : // The fences keep the order of the list, so that nobody is read after the page is full.
          sql<CustomerRow>`select ${COLUMNS} from (select c.id, c.added_sec from (${first(sql`c.id, c.added_sec`, sql`true`)}) c
            where ${allOf(asked)} order by ${order} offset 0) w
          cross join lateral (select * from customer c where c.corp_id = ${ctx.corpId} and c.id = w.id offset 0) c
          where ${plain} and ${others} order by ${orderOf(page, "w").order} limit ${page.limit}`
    ).execute(ctx.db);
    return rows;
  }

  /** Null when the set has more than `most`, so that the answer would be of a part. */
  async function ofTheSet({ at, most, hashed }: Extract<Step, { kind: "set" }>): Promise<CustomerRow[] | null> {
    const rest = allOf([
      plain,
      ...terms.flatMap(({ is, byId }, nth) => (nth === at ? [] : [byId?.[hashed[nth] ? "hashed" : "probe"] ?? is])),
    ]);
    const { rows } = await sql<CustomerRow & { isCut: boolean; isNobody: boolean }>`
      with pool as materialized (select * from (${terms[at]?.people}) c ${most === null ? sql`where ${rest}` : sql`limit ${most + 1}`}),
        page as (select ${COLUMNS} from pool c where ${most === null ? sql`true` : rest} and ${further} order by ${order} limit ${page.limit})
      select ${most === null ? sql`false` : sql`(select count(*) from pool) > ${most}`} as "isCut", page.id is null as "isNobody", page.*
      from (select) one left join page on true
      order by ${page.sort === "newest" ? sql`page."addedSec" desc, page.id` : sql`page."addedSec", page.id desc`}`.execute(ctx.db);
    if (rows[0]?.isCut) return null;
    return rows.filter(({ isNobody }) => !isNobody);
  }
}

/**
 * How many fulfil a condition: by the statistics, and where those say few, up to some number of them counted in an index of ids. Of
 * two columns together the statistics know nothing.
 */
async function sizeOf(ctx: Ctx, { people, index = people, byId, isMeasured }: Term): Promise<number | null> {
  if (index === undefined || isMeasured) return null;
  const guessed = await guess(ctx, index);
  if (byId === undefined || guessed > COUNTED) return guessed;
  const found = await sql<{ n: number }>`select count(*)::int as n from (select from (${index}) r limit ${COUNTED}) x`.execute(ctx.db);
  return Math.max(found.rows[0]?.n ?? 0, 1);
}

/** About how many rows, by the statistics: nothing is read. */
async function guess(ctx: Ctx, rows: RawBuilder<unknown>): Promise<number> {
  const plan = await sql<{ "QUERY PLAN": Array<{ Plan: { "Plan Rows": number } }> }>`explain (format json) ${rows}`.execute(ctx.db);
  return plan.rows[0]?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
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
