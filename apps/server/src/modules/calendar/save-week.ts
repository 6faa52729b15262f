import { sql } from "kysely";
import { type api, type CalendarWeek, type GroupClass, type OutputOf, type ParsedInputOf, slotPlan, type SlotPlan } from "@shuke/contract";
import { z } from "zod";
import { gateSettings, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { atLocal } from "#kit/tz";
import { settingsOf } from "./reach.ts";
import { readColumns, readSlots } from "./rows.ts";
import { daysOf } from "./weeks.ts";
import { mondayFor, weekAt } from "./week.ts";

/** The drafts of a week become these. What was published stays as it is, whether it is named or not. */
export async function saveWeek(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.save>): Promise<CalendarWeek> {
  const monday = await mondayFor(ctx, input);
  await withUnit(ctx, async (unit) => {
    await arrange(unit, input.groupClass, monday, input.revision, async () => input.slots);
    await unit.audit("calendar.save", `calendar:${input.groupClass}/${monday}`, { slots: input.slots.length });
  });
  return weekAt(ctx, input.groupClass, monday);
}

/** What was there before the last arranging; that becomes what a second undo brings back. */
export async function undoWeek(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.undo>): Promise<CalendarWeek> {
  const monday = await mondayFor(ctx, input);
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ before: unknown }>`select before from calendar_week where corp_id = ${unit.corpId}
      and class_key = ${input.groupClass} and week = ${monday}::date for update`.execute(unit.db);
    const before = z.array(slotPlan).safeParse(rows[0]?.before);
    if (!before.success) throw new Problem("calendarNothingToUndo", {}, 409);
    await arrange(unit, input.groupClass, monday, input.revision, async () => before.data);
    await unit.audit("calendar.undo", `calendar:${input.groupClass}/${monday}`, { slots: before.data.length });
  });
  return weekAt(ctx, input.groupClass, monday);
}

/** Holds the week, refuses to write over somebody else's arranging, and puts the drafts down. `wanted` is asked once the week is held. */
export async function arrange(
  unit: Unit,
  classKey: GroupClass,
  monday: string,
  revision: number | undefined,
  wanted: (drafts: SlotPlan[]) => Promise<readonly SlotPlan[]>,
): Promise<void> {
  await holdWeek(unit, classKey, monday, revision);
  const days = daysOf(monday);
  const rows = await readSlots(unit, classKey, { from: monday, to: days[6] ?? monday });
  const drafts = rows.filter(({ state }) => state === "draft");
  const before = drafts.map(({ id, columnId, day, at, road, plan }): SlotPlan => ({ id, columnId, day, at, road, ...plan }));
  const fixed = new Set(rows.flatMap(({ id, state }) => (state === "draft" ? [] : [id])));
  const slots = (await wanted(before)).filter(({ id }) => id === undefined || !fixed.has(id));
  const known = new Set((await readColumns(unit)).map(({ id }) => id));
  for (const { columnId, day } of slots) {
    if (!known.has(columnId)) throw new Problem("columnUnknown", { id: columnId }, 404);
    if (!days.includes(day)) throw new Problem("calendarOtherWeek", { day, week: monday });
  }
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  // An id that is no draft of this week (any more) is a new slot: a slot never changes its week, and what was undone comes back.
  const own = new Set(drafts.map(({ id }) => id));
  const taken = new Set<string>();
  const json = slots.map(({ id, columnId, day, at, road, text, contentId, link }) => {
    const mine = id !== undefined && (own.has(id) || /^cal_[0-9a-z]+$/u.test(id)) && !taken.has(id) ? id : newId("cal", unit.now);
    taken.add(mine);
    return { id: mine, columnId, day, at, road, due: atLocal(day, at, timeZone).toISOString(), plan: { text, contentId, link } };
  });
  await sql`delete from calendar_slot where corp_id = ${unit.corpId} and class_key = ${classKey} and state = 'draft'
    and day between ${monday}::date and ${days[6]}::date`.execute(unit.db);
  await sql`insert into calendar_slot (corp_id, id, class_key, column_id, day, at, due_at, road, plan, created_at)
    select ${unit.corpId}, case when exists (select from calendar_slot o where o.corp_id = ${unit.corpId} and o.id = r.id)
        then 'cal_' || substr(md5(r.id || ${unit.now.toISOString()}), 1, 19) else r.id end,
      ${classKey}, r."columnId", r.day, r.at, r.due, r.road, r.plan, ${unit.now}
    from jsonb_to_recordset(${JSON.stringify(json)}::jsonb)
      as r(id text, "columnId" text, day date, at text, due timestamptz, road text, plan jsonb)`.execute(unit.db);
  await sql`update calendar_week set revision = revision + 1, before = ${JSON.stringify(before)}::jsonb
    where corp_id = ${unit.corpId} and class_key = ${classKey} and week = ${monday}::date`.execute(unit.db);
}

/** From here on nobody else arranges or publishes this week until the caller commits. */
export async function holdWeek(unit: Unit, classKey: GroupClass, monday: string, revision: number | undefined): Promise<void> {
  await sql`insert into calendar_week (corp_id, class_key, week) values (${unit.corpId}, ${classKey}, ${monday}::date)
    on conflict do nothing`.execute(unit.db);
  const { rows } = await sql<{ revision: number }>`select revision from calendar_week where corp_id = ${unit.corpId}
    and class_key = ${classKey} and week = ${monday}::date for update`.execute(unit.db);
  const now = rows[0]?.revision ?? 0;
  if (revision !== undefined && revision !== now) throw new Problem("calendarSavedMeanwhile", { revision: now }, 409);
}

/** What every official post of the class begins with. */
export async function saveMark(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.calendar.saveMark>,
): Promise<OutputOf<typeof api.calendar.saveMark>> {
  const auto = input.auto ?? (await settingsOf(ctx, input.groupClass)).auto;
  await withUnit(ctx, async (unit) => {
    await sql`update corp set settings = jsonb_set(settings, '{calendar}', coalesce(settings->'calendar', '{}'::jsonb)
        || ${JSON.stringify({ [input.groupClass]: { mark: input.mark, auto } })}::jsonb) where corp_id = ${unit.corpId}`.execute(unit.db);
    await unit.audit("calendar.saveMark", `calendar:${input.groupClass}`, { mark: input.mark, auto });
  });
  return { mark: input.mark, auto, savedAt: ctx.now.toISOString() };
}
