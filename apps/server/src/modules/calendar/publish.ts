import { sql } from "kysely";
import type { api, CalendarWeek, ParsedInputOf, SlotLink } from "@shuke/contract";
import { gateSettings, lastConfirm, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { callOff, handIn } from "#modules/sends";
import { holdWeek } from "./save-week.ts";
import { isRefusal, judgeWeek, WAIT_MS } from "./rules.ts";
import { readColumn, readSlot } from "./rows.ts";
import { dropTasks } from "./give.ts";
import type { Placed, SlotRow } from "./types.ts";
import { inPhrases, lookAt, mondayFor, weekAt } from "./week.ts";
import { mondayOf } from "./weeks.ts";

/**
 * Every draft of a week goes out by its road. All of it or nothing: what cannot be delivered is refused here, with its reasons, and not
 * found out on the day. Official posts are handed in as sends at once, so that whoever must approve sees them in time.
 */
export async function publishWeek(ctx: Ctx, input: ParsedInputOf<typeof api.calendar.publish>): Promise<CalendarWeek> {
  const monday = await mondayFor(ctx, input);
  await withUnit(ctx, async (unit) => {
    await holdWeek(unit, input.groupClass, monday, input.revision);
    const look = await lookAt(unit, input.groupClass, monday);
    const drafts = look.rows.filter(({ state }) => state === "draft");
    if (drafts.length === 0) throw new Problem("calendarNoDrafts", {}, 409);
    const problems = judgeWeek(look.judged);
    const ids = new Set(drafts.map(({ id }) => id));
    const refused = problems.filter(({ code }) => isRefusal(code));
    const told = (these: typeof problems) => ({
      count: these.length,
      first: these[0] ? inPhrases(ctx, these[0]).message : "",
      problems: these.map((one) => inPhrases(ctx, one)),
    });
    if (refused.length > 0) throw new Problem("calendarRefused", told(refused), 409);
    const cautions = problems.filter(({ slotId }) => slotId === null || ids.has(slotId));
    if (cautions.length > 0 && !input.despite) throw new Problem("calendarCautions", told(cautions), 409);
    const words = new Map(look.judged.slots.map((slot) => [slot.id, slot]));
    for (const row of drafts) {
      const slot = words.get(row.id);
      if (slot) await publishOne(unit, row, slot, look.judged);
    }
    await sql`update calendar_week set revision = revision + 1, before = null where corp_id = ${unit.corpId}
      and class_key = ${input.groupClass} and week = ${monday}::date`.execute(unit.db);
    await unit.audit("calendar.publish", `calendar:${input.groupClass}/${monday}`, { slots: drafts.length });
  });
  return weekAt(ctx, input.groupClass, monday);
}

async function publishOne(unit: Unit, row: SlotRow, slot: Placed, { mark, columns, groups }: Awaited<ReturnType<typeof lookAt>>["judged"]) {
  const column = columns.get(row.columnId);
  const official = row.road === "send" && mark !== "";
  const words = official ? `${mark}\n${slot.words}` : slot.words;
  await sql`update calendar_slot set state = 'published', words = ${words}, planned = ${groups}
    where corp_id = ${unit.corpId} and id = ${row.id}`.execute(unit.db);
  if (row.road === "hand") return;
  const settings = await gateSettings(unit.db, unit.corpId);
  const closes = lastConfirm(row.dueAt, settings);
  const until = new Date(Math.min(row.dueAt.getTime() + WAIT_MS, closes.getTime()));
  await handIn(unit, {
    // What comes of it is told under the slot's own name.
    id: row.id,
    reach: groups,
    plan: {
      name: `${column?.name ?? ""} ${row.day} ${row.at}`.trim().slice(0, 60),
      to: "groups",
      audience: { everyone: false, classes: [row.classKey], ...NOBODY, except: NOBODY },
      // What hangs on a content goes along; its words are those that were published, with the mark.
      content: {
        text: words.slice(0, 1200),
        ...(row.plan.contentId === null ? {} : { contentId: row.plan.contentId }),
        ...linkOf(row.plan.link),
      },
      variants: [],
      rules: [],
      holdOutPercent: 0,
      from: row.dueAt.toISOString(),
      until: until.toISOString(),
      hours: { from: "00:00", to: "23:59" },
      spreadHours: 0,
      selling: column?.selling ?? false,
      topic: null,
    },
  });
}

const NOBODY = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };
const linkOf = (link: SlotLink | null) => (link === null ? {} : { link });

/** Nothing further of it goes out. Its place in the week is free again. */
export async function withdrawSlot(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.calendar.withdraw>): Promise<CalendarWeek> {
  const row = await readSlot(ctx, id);
  const monday = mondayOf(row.day);
  await withUnit(ctx, async (unit) => {
    await holdWeek(unit, row.classKey, monday, undefined);
    const slot = await readSlot(unit, id, true);
    const { plan } = await readColumn(unit, slot.columnId);
    if (slot.state !== "published" && slot.state !== "given") throw new Problem("calendarNotPublished", { name: plan.name }, 409);
    const stopped = slot.road === "send" ? await callOff(unit, id, why) : slot.state === "published" || (await dropTasks(unit, slot));
    if (!stopped) throw new Problem("calendarSent", { name: plan.name }, 409);
    await sql`update calendar_slot set state = 'cancelled', reason = ${why === "" ? "withdrawn" : why}
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await sql`update calendar_week set revision = revision + 1 where corp_id = ${unit.corpId} and class_key = ${slot.classKey}
      and week = ${monday}::date`.execute(unit.db);
    await unit.audit("calendar.withdraw", `calendar:${slot.classKey}/${monday}`, { slot: id, why });
  });
  return weekAt(ctx, row.classKey, monday);
}
