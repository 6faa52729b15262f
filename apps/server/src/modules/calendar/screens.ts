import { sql } from "kysely";
import type { api, ColumnValue, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { addDays, localDay } from "#kit/tz";
import { classChats } from "#modules/live-codes";
import { reachedChats } from "#modules/sends";
import { readColumns, readSlots } from "./rows.ts";
import { mixOf } from "./rules.ts";
import { mondayFor } from "./week.ts";
import { mondayOf } from "./weeks.ts";

/** The weeks that a month touches, whole. */
export async function getMonth(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.month>): Promise<OutputOf<typeof api.calendar.month>> {
  const first = `${input.month}-01`;
  if (Number.isNaN(Date.parse(`${first}T00:00:00Z`))) throw new Problem("calendarWeekUnknown", { week: input.month });
  const from = mondayOf(first);
  const next = addDays(first, 31).slice(0, 7);
  const to = addDays(mondayOf(addDays(`${next}-01`, -1)), 6);
  const columns = new Map((await readColumns(ctx)).map((row) => [row.id, row.plan]));
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const slots = (await readSlots(ctx, input.groupClass, { from, to })).map(({ id, columnId, day, at, road, state }) => {
    const plan = columns.get(columnId);
    return {
      id,
      columnId,
      column: plan?.name ?? "",
      value: plan?.value ?? ("information" as const),
      selling: plan?.selling ?? false,
      day,
      at,
      road,
      state,
    };
  });
  return { from, to, today: localDay(ctx.now, timeZone), slots };
}

/** What really reached each group of a class in a week: official posts that arrived, posts by hand that were seen there. */
export async function getGroups(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.groups>): Promise<OutputOf<typeof api.calendar.groups>> {
  const monday = await mondayFor(ctx, input);
  const given = (await readSlots(ctx, input.groupClass, { from: monday, to: addDays(monday, 6) })).filter(({ state }) => state === "given");
  const { rows: chats } = await sql<{
    id: string;
    chatId: string;
    name: string;
  }>`select g.id, g.chat_id as "chatId", g.name from group_chat g
    where g.corp_id = ${ctx.corpId} and g.state = 'open' and g.chat_id in (${classChats(ctx.corpId, [input.groupClass])})
      and g.id > ${input.cursor ?? ""} order by g.id limit ${input.limit + 1}`.execute(ctx.db);
  const shown = chats.slice(0, input.limit);
  const columns = new Map((await readColumns(ctx)).map((row) => [row.id, row.plan]));
  const chatIds = shown.map(({ chatId }) => chatId);
  const sent = await reachedChats(
    ctx,
    given.flatMap(({ id, road }) => (road === "send" ? [id] : [])),
    chatIds,
  );
  const { rows: posted } = await sql<{ id: string; chats: string[] }>`select slot_id as id, array_agg(chat_id) as chats from calendar_post
    where corp_id = ${ctx.corpId} and slot_id = any(${given.map(({ id }) => id)}) and chat_id = any(${chatIds}) and shown_at is not null
    group by 1`.execute(ctx.db);
  const reached = new Map([...sent, ...posted.map(({ id, chats: these }) => [id, these] as const)]);
  const got = new Map<string, Array<{ value: ColumnValue; selling: boolean }>>(chatIds.map((id) => [id, []]));
  for (const { id, columnId } of given) {
    const plan = columns.get(columnId);
    if (plan) for (const chatId of reached.get(id) ?? []) got.get(chatId)?.push({ value: plan.value, selling: plan.selling });
  }
  const last = shown.at(-1);
  return {
    items: shown.map(({ id, chatId, name }) => {
      const posts = got.get(chatId) ?? [];
      return {
        id,
        name,
        posts: posts.length,
        selling: posts.filter(({ selling }) => selling).length,
        mix: mixOf(posts.map(({ value }) => value)),
      };
    }),
    nextCursor: chats.length > input.limit && last ? last.id : null,
  };
}
