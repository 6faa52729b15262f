import { sql } from "kysely";
import type { api, GroupItem, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId, derivedId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { addDays, atLocal, localDay } from "#kit/tz";
import { namesOf } from "#modules/customers";
import { type ChatRow, dailyMoves, groupMembers, movesSince, readGroup, searchGroups } from "#modules/groups";
import { chatsOfStores, homeOfChats } from "#modules/live-codes";
import { staffNames } from "#modules/org";
import { enrolmentsOf } from "#modules/sops";
import { isoOfSec, readCursor, writeCursor } from "./cursor.ts";

const WEEK_MS = 7 * 86_400_000;
const DAYS_SHOWN = 30;
const SCAN = 300;

type SetupItem = OutputOf<typeof api.groups.get>["setup"][number];

/** Customer groups, the newest first. */
export async function listGroups(ctx: Ctx, input: ParsedInputOf<typeof api.groups.list>): Promise<OutputOf<typeof api.groups.list>> {
  const chatIds = input.storeId === undefined ? undefined : ((await chatsOfStores(ctx, [input.storeId])).get(input.storeId) ?? []);
  const dismissed = input.state === undefined ? undefined : input.state === "dismissed";
  const items: GroupItem[] = [];
  const start = readCursor(input.cursor);
  let after = start && { createdSec: start.at, id: start.id };
  // Full and unfinished are judged from several modules, so pages are read until enough of them fit.
  for (;;) {
    const size = input.state === undefined ? input.limit + 1 - items.length : SCAN;
    const rows = await searchGroups(ctx, { query: input.query, chatIds, dismissed }, size, after);
    for (const item of await toItems(ctx, rows)) if (input.state === undefined || item.state === input.state) items.push(item);
    const last = rows.at(-1);
    if (rows.length < size || items.length > input.limit || !last) break;
    after = { createdSec: last.createdSec, id: last.id };
  }
  const shown = items.slice(0, input.limit);
  const last = shown.at(-1);
  const nextCursor = items.length > input.limit && last ? writeCursor(Date.parse(last.createdAt) / 1000, last.id) : null;
  return { items: shown, nextCursor };
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
