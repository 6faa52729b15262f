import { type RawBuilder, sql } from "kysely";
import type { api, customerDownloads, OutputOf, ParsedDownload, ParsedInputOf } from "@shuke/contract";
import { files } from "@shuke/phrases";
import { gateSettings, withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import { beyond } from "#kit/beyond";
import type { Ctx } from "#kit/ctx";
import { localStamp } from "#kit/tz";
import { marksOf } from "#modules/customers";
import { chatsOfStores, homeOfChats } from "#modules/live-codes";
import { storesByIds } from "#modules/org";
import { isoOfSec, readCursor, writeCursor } from "./cursor.ts";

type Input = ParsedDownload<typeof customerDownloads.overlaps>;
type Item = OutputOf<typeof api.overlaps.list>["items"][number];

/** People in several of the brand's groups, those in most first. */
export async function listOverlaps(ctx: Ctx, input: ParsedInputOf<typeof api.overlaps.list>): Promise<OutputOf<typeof api.overlaps.list>> {
  const rows = await page(ctx, await whereOf(ctx, input), readCursor(input.cursor), input.limit + 1);
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: await toItems(ctx, shown),
    nextCursor: rows.length > input.limit && last ? writeCursor(last.groups, last.memberId) : null,
  };
}

/** How many they are, and what that costs: every group beyond the first takes a seat from somebody new. */
export async function countOverlaps(ctx: Ctx, input: Input): Promise<OutputOf<typeof api.overlaps.count>> {
  const { rows } = await sql<{ people: number; seats: number; most: number }>`select count(*)::int as people,
      coalesce(sum(o.groups - 1), 0)::int as seats, coalesce(max(o.groups), 0)::int as most
    from group_overlap o where o.corp_id = ${ctx.corpId} and ${await whereOf(ctx, input)}`.execute(ctx.db);
  return rows[0] ?? { people: 0, seats: 0, most: 0 };
}

type Row = { memberId: string; customerId: string; name: string | null; groups: number };

async function page(ctx: Ctx, where: RawBuilder<boolean>, after: { at: number; id: string } | null, limit: number): Promise<Row[]> {
  const further = after ? beyond([sql`o.groups`, sql`o.member_id`], [after.at, after.id]) : sql<boolean>`true`;
  const { rows } = await sql<Row>`select o.member_id as "memberId", o.customer_id as "customerId", c.name, o.groups
    from group_overlap o join customer c on c.corp_id = o.corp_id and c.id = o.customer_id
    where o.corp_id = ${ctx.corpId} and ${where} and ${further} order by o.groups desc, o.member_id limit ${limit}`.execute(ctx.db);
  return rows;
}

async function whereOf(ctx: Ctx, input: Input): Promise<RawBuilder<boolean>> {
  const terms = [sql<boolean>`o.groups >= ${input.atLeast}`];
  const marked = sql<boolean>`exists (select from customer_mark m where m.corp_id = o.corp_id and m.customer_id = o.customer_id)`;
  // Staff and test accounts sit in many groups for a reason.
  if (!input.withMarked) terms.push(sql<boolean>`not ${marked}`);
  if (input.storeId !== undefined || input.city !== undefined) {
    const storeIds = input.storeId === undefined ? await storesIn(ctx, input.city ?? "") : [input.storeId];
    const chats = [...(await chatsOfStores(ctx, storeIds)).values()].flat();
    terms.push(sql<boolean>`exists (select from group_member m where m.corp_id = o.corp_id and m.member_id = o.member_id
      and m.left_at is null and m.chat_id = any(${chats}))`);
  }
  return sql<boolean>`${sql.join(terms, sql` and `)}`;
}

async function storesIn(ctx: Ctx, city: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from store where corp_id = ${ctx.corpId} and city = ${city}`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

type Stay = { memberId: string; group: Item["groups"][number] };

async function toItems(ctx: Ctx, rows: readonly Row[]): Promise<Item[]> {
  const [stays, marks] = [
    await staysOf(ctx, rows),
    await marksOf(
      ctx,
      rows.map(({ customerId }) => customerId),
    ),
  ];
  return rows.map((row) => ({
    customerId: row.customerId,
    externalUserId: row.memberId,
    name: row.name,
    marks: marks.get(row.customerId) ?? [],
    groups: (stays.get(row.memberId) ?? []).map(({ group }) => group),
  }));
}

/** The open groups that they sit in, the first one first. */
async function staysOf(ctx: Ctx, rows: readonly Row[]): Promise<Map<string, Stay[]>> {
  const { rows: found } = await sql<{ memberId: string; id: string; chatId: string; name: string; joinedSec: number }>`
    select m.member_id as "memberId", g.id, g.chat_id as "chatId", g.name, min(m.joined_sec) as "joinedSec" from group_member m
    join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
    where m.corp_id = ${ctx.corpId} and m.member_id = any(${rows.map(({ memberId }) => memberId)}) and m.left_at is null
    group by 1, 2, 3, 4 order by 5, 2`.execute(ctx.db);
  const homes = await homeOfChats(ctx, [...new Set(found.map(({ chatId }) => chatId))]);
  const stores = await storesByIds(ctx, [...new Set([...homes.values()].flatMap(({ storeId }) => storeId ?? []))]);
  const stays = found.map(({ memberId, id, name, chatId, joinedSec }): Stay => {
    const home = homes.get(chatId);
    const storeId = home?.storeId ?? null;
    const city = stores.get(storeId ?? "")?.city ?? null;
    return { memberId, group: { id, name, storeId, storeName: home?.storeName ?? null, city, joinedAt: isoOfSec(joinedSec) } };
  });
  return Map.groupBy(stays, ({ memberId }) => memberId);
}

const PAGE = 1000;

/** One line per person and group. */
export async function* exportOverlaps(ctx: Ctx, input: Input): AsyncGenerator<string> {
  const where = await whereOf(ctx, input);
  const words = files[ctx.language ?? "zh-CN"];
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  await withUnit(ctx, (unit) => unit.audit("overlaps.export", "customers", { filter: input }));
  const head = words.overlaps;
  yield csvLine([head.externalUserId, head.name, head.marks, head.groups, head.extra, head.group, head.store, head.city, head.joinedAt]);
  let after: { at: number; id: string } | null = null;
  for (;;) {
    const rows: Row[] = await page(ctx, where, after, PAGE);
    const items = await toItems(ctx, rows);
    yield items
      .flatMap((item) =>
        item.groups.map((group) =>
          csvLine([
            item.externalUserId,
            item.name,
            item.marks.map((mark) => words.marks[mark]).join("、"),
            item.groups.length,
            item.groups.length - 1,
            group.name,
            group.storeName,
            group.city,
            localStamp(new Date(group.joinedAt), timeZone),
          ]),
        ),
      )
      .join("");
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = { at: last.groups, id: last.memberId };
  }
}
