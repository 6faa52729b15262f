import { type RawBuilder, sql } from "kysely";
import type { api, GroupItem, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId, derivedId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { addDays, atLocal, localDay } from "#kit/tz";
import { namesOf } from "#modules/customers";
import { type ChatRow, dailyMoves, groupMembers, movesSince, readGroup, searchGroups } from "#modules/groups";
import { chatsOfStores, fullPlace, homeOfChats } from "#modules/live-codes";
import { staffNames } from "#modules/org";
import { enrolmentsOf } from "#modules/sops";
import { isoOfSec, readCursor, writeCursor } from "./cursor.ts";

const WEEK_MS = 7 * 86_400_000;
const DAYS_SHOWN = 30;

type SetupItem = OutputOf<typeof api.groups.get>["setup"][number];

/** Customer groups, the newest first. */
export async function listGroups(ctx: Ctx, input: ParsedInputOf<typeof api.groups.list>): Promise<OutputOf<typeof api.groups.list>> {
  const chatIds = input.storeId === undefined ? undefined : ((await chatsOfStores(ctx, [input.storeId])).get(input.storeId) ?? []);
  const start = readCursor(input.cursor);
  const filter = { query: input.query, chatIds, also: input.state && inState(ctx.corpId, input.state) };
  const rows = await searchGroups(ctx, filter, input.limit + 1, start && { createdSec: start.at, id: start.id });
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: await toItems(ctx, shown),
    nextCursor: rows.length > input.limit && last ? writeCursor(last.createdSec, last.id) : null,
  };
}

/** `stateOf` as a condition over `g`, a row of `group_chat`, so that a page is found without looking at every group. */
function inState(corpId: string, state: GroupItem["state"]): RawBuilder<boolean> {
  const unfinished = sql<boolean>`(g.name = '' or g.notice = '')`;
  const full = fullPlace(corpId, sql`g.chat_id`, sql`g.members`);
  switch (state) {
    case "dismissed":
      return sql<boolean>`g.state = 'dismissed'`;
    case "needs-setup":
      return sql<boolean>`g.state = 'open' and ${unfinished}`;
    case "full":
      return sql<boolean>`g.state = 'open' and not ${unfinished} and ${full}`;
    case "open":
      return sql<boolean>`g.state = 'open' and not ${unfinished} and not ${full}`;
  }
}

async function toItems(ctx: Ctx, rows: readonly ChatRow[]): Promise<GroupItem[]> {
  const [homes, staff, moves] = await Promise.all([
    homeOfChats(
      ctx,
      rows.map((row) => row.chatId),
    ),
    staffNames(ctx, [...new Set(rows.map((row) => row.owner))]),
    movesSince(
      ctx,
      rows.map((row) => row.id),
      new Date(ctx.now.getTime() - WEEK_MS),
    ),
  ]);
  return rows.map((row) => {
    const home = homes.get(row.chatId);
    return {
      id: row.id,
      chatId: row.chatId,
      name: row.name,
      ownerUserId: row.owner,
      ownerName: staff.get(row.owner) ?? row.owner,
      storeId: home?.storeId ?? null,
      storeName: home?.storeName ?? null,
      liveCodeId: home?.liveCodeId ?? null,
      members: row.members,
      customers: row.customers,
      joined7d: moves.get(row.id)?.joined ?? 0,
      left7d: moves.get(row.id)?.left ?? 0,
      seatLimit: home?.seatLimit ?? null,
      state: stateOf(row, home?.seatLimit ?? null),
      createdAt: isoOfSec(row.createdSec),
    };
  });
}

/** Without a name or a notice nobody may be led into a group: that comes before being full. */
function stateOf(row: ChatRow, seatLimit: number | null): GroupItem["state"] {
  if (row.dismissed) return "dismissed";
  if (row.name === "" || row.notice === "") return "needs-setup";
  return seatLimit !== null && row.members >= seatLimit ? "full" : "open";
}

/** One group: who leads it, what is still to be set up, how it grew. */
export async function getGroup(ctx: Ctx, input: { id: string }): Promise<OutputOf<typeof api.groups.get>> {
  const row = await readGroup(ctx, input.id);
  const [item] = row ? await toItems(ctx, [row]) : [];
  if (!row || !item) throw notFound("group", input.id);
  const [setup, days, sops] = await Promise.all([setupOf(ctx, row), daysOf(ctx, row), enrolmentsOf(ctx, row.chatId)]);
  return { ...item, notice: row.notice, admins: row.admins, setup, days, sops };
}

/** WeCom shows name, notice, admins and colleagues; that a welcome was attached nobody can see, so it stays a claim. */
async function setupOf(ctx: Ctx, row: ChatRow): Promise<SetupItem[]> {
  const taskId = derivedId("tsk", ctx.corpId, "setup", row.chatId);
  const { rows } = await sql<{ note: string | null }>`select data ->> 'note' as note from event
    where corp_id = ${ctx.corpId} and subject = ${`task:${taskId}`} and type = 'task.claimed' order by seq desc limit 1`.execute(ctx.db);
  const [claim] = rows;
  const seen = (key: SetupItem["key"], done: boolean, note = ""): SetupItem => ({ key, done, grade: done ? "A" : null, note });
  const names = await staffNames(ctx, row.admins);
  const admins = row.admins.map((userId) => names.get(userId) ?? userId);
  return [
    seen("name", row.name !== "", row.name),
    seen("notice", row.notice !== ""),
    seen("admins", admins.length > 0, admins.join("、")),
    { key: "welcome", done: claim !== undefined, grade: claim === undefined ? null : "C", note: claim?.note ?? "" },
    seen("seed-members", row.members - row.customers >= 2),
  ];
}

/** The last thirty local days, each with the members at its end. */
async function daysOf(ctx: Ctx, row: ChatRow): Promise<OutputOf<typeof api.groups.get>["days"]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  const firstDay = addDays(today, 1 - DAYS_SHOWN);
  const moves = await dailyMoves(ctx, row.id, timeZone, atLocal(firstDay, "00:00", timeZone));
  const byDay = new Map(moves.map((move) => [move.day, move]));
  const days: OutputOf<typeof api.groups.get>["days"] = [];
  let { members } = row;
  for (let back = 0; back < DAYS_SHOWN; back += 1) {
    const day = addDays(today, -back);
    const { joined = 0, left = 0 } = byDay.get(day) ?? {};
    days.push({ day, joined, left, members });
    members -= joined - left;
  }
  return days.toReversed();
}

/** Who is in the group, or who was; the newest first. */
export async function listMembers(ctx: Ctx, input: ParsedInputOf<typeof api.groups.members>): Promise<OutputOf<typeof api.groups.members>> {
  const row = await readGroup(ctx, input.id);
  if (!row) throw notFound("group", input.id);
  const after = readCursor(input.cursor);
  const found = await groupMembers(ctx, row.id, input.left, input.limit + 1, after && { joinedSec: after.at, memberId: after.id });
  const rows = found.slice(0, input.limit);
  const [people, staff] = await Promise.all([
    namesOf(
      ctx,
      rows.flatMap((one) => (one.memberType === 2 ? [one.memberId] : [])),
    ),
    staffNames(
      ctx,
      rows.flatMap((one) => (one.memberType === 2 ? [] : [one.memberId])),
    ),
  ]);
  const last = rows.at(-1);
  return {
    items: rows.map(({ memberType, joinedSec, leftAt, ...one }) => ({
      ...one,
      kind: memberType === 2 ? ("customer" as const) : ("staff" as const),
      name: people.get(one.memberId) ?? staff.get(one.memberId) ?? (one.name || one.memberId),
      customerId: memberType === 2 ? customerId(ctx.corpId, one.memberId) : null,
      joinedAt: isoOfSec(joinedSec),
      leftAt: leftAt?.toISOString() ?? null,
    })),
    nextCursor: found.length > input.limit && last ? writeCursor(last.joinedSec, last.memberId) : null,
  };
}
