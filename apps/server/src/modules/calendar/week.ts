import { sql } from "kysely";
import type { CalendarSlot, CalendarWeek, GroupClass, SlotResults } from "@shuke/contract";
import { calendarPhrases, fill } from "@shuke/phrases";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { addDays, localDay } from "#kit/tz";
import { liveContents } from "#modules/assets";
import { sendFigures } from "#modules/sends";
import { lastTalking } from "./fill.ts";
import { type ClassSettings, settingsOf, sizeOf } from "./reach.ts";
import { readColumns, readSlots, readWeekRow } from "./rows.ts";
import { type Found, isRefusal, type Judged, judgeWeek, mixOf } from "./rules.ts";
import type { ColumnRow, Placed, SlotRow } from "./types.ts";
import { daysOf, weekOf } from "./weeks.ts";

export type Which = { groupClass: GroupClass; week?: string | undefined };

/** The Monday that is meant; `ahead`: how many weeks from now, where nothing is said. */
export async function mondayFor(ctx: Ctx, { week }: Which, ahead = 0): Promise<string> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const monday = weekOf(week, addDays(localDay(ctx.now, timeZone), 7 * ahead));
  if (monday === null) throw new Problem("calendarWeekUnknown", { week: week ?? "" });
  return monday;
}

export type Look = { monday: string; own: ClassSettings; rows: SlotRow[]; columns: Map<string, ColumnRow>; judged: Judged };

/** Everything by which a week is judged; `rows` instead of what is stored, to judge what somebody is about to save. */
export async function lookAt(ctx: Ctx, classKey: GroupClass, monday: string): Promise<Look> {
  const days = daysOf(monday);
  const all = await readSlots(ctx, classKey, { from: addDays(monday, -7), to: days[6] ?? monday });
  const [columns, settings, own, size] = [
    new Map((await readColumns(ctx)).map((row) => [row.id, row])),
    await gateSettings(ctx.db, ctx.corpId),
    await settingsOf(ctx, classKey),
    await sizeOf(ctx, classKey),
  ];
  const placed = await place(ctx, all.filter(counts));
  const plans = new Map([...columns].map(([id, { plan, archivedAt }]) => [id, { ...plan, archived: archivedAt !== null }]));
  const judged: Judged = {
    slots: placed.filter(({ day }) => day >= monday),
    columns: plans,
    days,
    before: lastTalking(
      placed.filter(({ day }) => day < monday),
      plans,
    ),
    settings,
    now: ctx.now,
    mark: own.mark,
    groups: size.groups,
    owners: size.owners,
  };
  return { monday, own, rows: all.filter(({ day }) => day >= monday), columns, judged };
}

/** What went nowhere spends nothing and stands beside nothing. */
const counts = ({ state }: SlotRow): boolean => state !== "cancelled" && state !== "missed";

/** Slots as the rules look at them, with the words that would go out. */
export async function place(ctx: Ctx, rows: readonly SlotRow[]): Promise<Placed[]> {
  const contents = await liveContents(
    ctx,
    rows.flatMap(({ plan, state }) => (state === "draft" && plan.contentId !== null ? [plan.contentId] : [])),
  );
  return rows.map(({ id, columnId, day, at, dueAt, road, plan, words, state }) => {
    const base = { id, columnId, day, at, dueAt, road };
    if (state !== "draft") return { ...base, words, content: null, fixed: true };
    if (plan.contentId === null) return { ...base, words: plan.text, content: null, fixed: false };
    const live = contents.get(plan.contentId);
    const content = live === undefined ? "gone" : live.attachments.length > 0 ? "files" : null;
    return { ...base, words: live?.text ?? "", content, fixed: false };
  });
}

export async function getWeek(ctx: Ctx, which: Which): Promise<CalendarWeek> {
  return weekAt(ctx, which.groupClass, await mondayFor(ctx, which));
}

export async function weekAt(ctx: Ctx, classKey: GroupClass, monday: string): Promise<CalendarWeek> {
  const { rows, columns, judged, own } = await lookAt(ctx, classKey, monday);
  const { revision, canUndo } = await readWeekRow(ctx, classKey, monday);
  const words = new Map(judged.slots.map((slot) => [slot.id, slot.words]));
  const sends = await sendFigures(
    ctx,
    rows.flatMap(({ id, road, state }) => (road === "send" && state !== "draft" ? [id] : [])),
  );
  const results = await resultsOf(ctx, rows);
  const slots = rows.map((row): CalendarSlot => {
    const plan = columns.get(row.columnId)?.plan;
    const send = sends.get(row.id);
    // Handed in and planned, and refused for every group: it will never be anybody's.
    const nobody = row.state === "given" && send !== undefined && send.recipients > 0 && send.refused === send.recipients;
    return {
      id: row.id,
      columnId: row.columnId,
      column: plan?.name ?? "",
      value: plan?.value ?? "information",
      selling: plan?.selling ?? false,
      day: row.day,
      at: row.at,
      road: row.road,
      ...row.plan,
      state: nobody ? "missed" : row.state === "published" && send?.state === "waiting" ? "waiting" : row.state,
      reason: nobody ? send.refusedFor : row.reason,
      words: words.get(row.id) ?? row.words,
      sendId: send ? row.id : null,
      results: results.get(row.id) ?? null,
    };
  });
  const counted = slots.filter(({ state }) => state !== "cancelled" && state !== "missed");
  const selling = counted.filter((slot) => slot.selling).length;
  return {
    groupClass: classKey,
    week: monday,
    days: [...judged.days],
    today: localDay(ctx.now, judged.settings.timeZone),
    timeZone: judged.settings.timeZone,
    revision,
    groups: judged.groups,
    owners: judged.owners,
    slots,
    problems: judgeWeek(judged).map((one) => inPhrases(ctx, one)),
    mix: mixOf(counted.map(({ value }) => value)),
    service: counted.length - selling,
    selling,
    mark: own.mark,
    auto: own.auto,
    canUndo,
    path: `/m/week?c=${classKey}&w=${monday}`,
  };
}

export const inPhrases = (ctx: Ctx, { code, slotId, day, params }: Found): CalendarWeek["problems"][number] => ({
  code,
  refuses: isRefusal(code),
  slotId,
  day,
  message: fill(calendarPhrases[ctx.language ?? "zh-CN"].problems[code], params),
});

type Measured = SlotResults & { id: string; reached: number; planned: number };

/** What was measured of posts that went out; absent: not yet. */
async function resultsOf(ctx: Ctx, rows: readonly SlotRow[]): Promise<Map<string, SlotResults>> {
  const ids = rows.filter(({ state }) => state === "given").map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const { rows: found } = await sql<Measured>`select id, planned, reached, members, opened, talked from calendar_slot
    where corp_id = ${ctx.corpId} and id = any(${ids}) and measured_at is not null`.execute(ctx.db);
  return new Map(
    found.map(({ id, planned, reached, members, opened, talked }) => [id, { groups: { planned, reached }, members, opened, talked }]),
  );
}
