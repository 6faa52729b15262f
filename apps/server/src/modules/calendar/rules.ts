import type { CalendarProblem, ColumnPlan, ValueMix } from "@shuke/contract";
import { columnValues, refusals } from "@shuke/contract/calendar-words";
import { type GateSettings, isQuiet, lastConfirm } from "#actions";
import { weekday } from "#kit/tz";
import type { Placed } from "./types.ts";

/** Less time than this before the quiet hours nobody can be expected to look at a phone (as in sends). */
export const LEAST_MS = 30 * 60_000;
/** So long an official post waits for its owner's confirmation; a greeting that comes at noon is none. */
export const WAIT_MS = 4 * 3_600_000;
const NEAR_MINUTES = 30;
/** More of the posts than this must not sell. */
const MOST_SELLING = 0.4;

export type Code = CalendarProblem["code"];
export type Found = { code: Code; slotId: string | null; day: string | null; params: Record<string, string | number> };
export type Judged = {
  slots: readonly Placed[];
  columns: ReadonlyMap<string, ColumnPlan & { archived: boolean }>;
  days: readonly string[];
  /** The last post of the week before, where one is known. */
  before: Pick<Placed, "columnId"> | null;
  settings: GateSettings;
  now: Date;
  mark: string;
  groups: number;
  /** People who own living groups of the class and may serve. */
  owners: number;
};

export const isRefusal = (code: Code): boolean => refusals.some((one) => one === code);
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
export const inOrder = <T extends Pick<Placed, "day" | "at" | "id">>(slots: readonly T[]): T[] =>
  slots.toSorted((a, b) => a.day.localeCompare(b.day) || a.at.localeCompare(b.at) || a.id.localeCompare(b.id));

/** Everything that is wrong with a week: first what cannot be delivered, then what harms it; each in the order of the week. */
export function judgeWeek(week: Judged): Found[] {
  const slots = inOrder(week.slots);
  const found = [...slots.flatMap((slot) => slotFaults(week, slot)), ...dayFaults(week, slots), ...weekFaults(week, slots)];
  const placeOf = (one: Found) => `${isRefusal(one.code) ? 0 : 1} ${one.day ?? "9"} ${one.slotId === null ? 1 : 0}`;
  return found.toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)));
}

function slotFaults({ columns, settings, now, groups, owners }: Judged, slot: Placed): Found[] {
  const found: Found[] = [];
  const say = (code: Code, params: Found["params"] = {}) => found.push({ code, slotId: slot.id, day: slot.day, params });
  const column = columns.get(slot.columnId);
  const name = column?.name ?? "";
  // What has been published was judged then; its hour may have passed since.
  if (slot.fixed) return found;
  if (column === undefined || column.archived) say("column-archived", { name });
  if (slot.content === "gone") say("content-gone", { name });
  else if (slot.content === "files" && slot.road === "hand") say("content-files", { name });
  else if (slot.words.trim() === "") say("no-words", { name });
  else if (/\{\{[^{}]*\}\}/u.test(slot.words)) say("gaps", { name });
  if (slot.dueAt <= now) say("past", { name, time: slot.at });
  const closes = lastConfirm(slot.dueAt, settings);
  const late = slot.road === "send" && closes.getTime() - slot.dueAt.getTime() < LEAST_MS;
  if (isQuiet(slot.dueAt, settings) || late) say("quiet", { name, time: slot.at, from: settings.quiet.from, to: settings.quiet.to });
  if (groups === 0) say("no-groups", { name });
  else if (owners === 0) say("no-owner", { name });
  return found;
}

/** On whose weekdays columns greet they greet; where they have no times of their own, or there are none, every day is to have its greeting. */
function isGreeted(columns: Judged["columns"], which: "morning" | "evening", day: string): boolean {
  const own = [...columns.values()].filter(({ greeting, archived }) => greeting === which && !archived);
  return own.length === 0 || own.some(({ times }) => times.length === 0 || times.some((time) => time.weekday === weekday(day)));
}

/** What a day bears: posts of a group, and what each of its owners is asked for. Only what would be too much is named, not all of it. */
function dayFaults({ columns, days, settings }: Judged, slots: readonly Placed[]): Found[] {
  const found: Found[] = [];
  const { group, staff } = settings;
  for (const day of days) {
    const of = slots.filter((slot) => slot.day === day);
    const over = (code: Code, these: readonly Placed[], most: number) => {
      for (const slot of these.slice(most).filter(({ fixed }) => !fixed))
        found.push({ code, slotId: slot.id, day, params: { name: columns.get(slot.columnId)?.name ?? "", most, count: these.length } });
    };
    const first = (these: readonly Placed[]) => these.toSorted((a, b) => Number(b.fixed) - Number(a.fixed));
    const official = first(of.filter(({ road }) => road === "send"));
    const byHand = first(of.filter(({ road }) => road === "hand"));
    over("official-full", official, group.perDay);
    over("selling-full", first(of.filter(({ columnId }) => columns.get(columnId)?.selling)), group.sellingPerDay);
    if (group.perDay > staff.confirmationsPerDay) over("confirmations-full", official, staff.confirmationsPerDay);
    over("tasks-full", byHand, staff.tasksPerDay);
    for (const [n, slot] of of.entries()) {
      const next = of[n + 1];
      if (next && minutesOf(next.at) - minutesOf(slot.at) < NEAR_MINUTES)
        found.push({ code: "too-close", slotId: next.id, day, params: { minutes: NEAR_MINUTES } });
    }
    if (of.length === 0) continue;
    const greets = (which: "morning" | "evening", slot: Placed | undefined) => columns.get(slot?.columnId ?? "")?.greeting === which;
    if (isGreeted(columns, "morning", day) && !greets("morning", of[0])) found.push({ code: "no-morning", slotId: null, day, params: {} });
    if (isGreeted(columns, "evening", day) && !greets("evening", of.at(-1)))
      found.push({ code: "no-evening", slotId: null, day, params: {} });
  }
  return found;
}

function weekFaults({ columns, before, mark }: Judged, slots: readonly Placed[]): Found[] {
  const found: Found[] = [];
  const sells = (slot: Pick<Placed, "columnId"> | null | undefined) => columns.get(slot?.columnId ?? "")?.selling === true;
  // Greetings say good morning and good night: they part nothing.
  const talking = slots.filter(({ columnId }) => (columns.get(columnId)?.greeting ?? null) === null);
  for (const [n, slot] of talking.entries()) {
    const previous = n === 0 ? before : talking[n - 1];
    if (sells(slot) && sells(previous))
      found.push({ code: "two-selling", slotId: slot.id, day: slot.day, params: { name: columns.get(slot.columnId)?.name ?? "" } });
  }
  const official = slots.filter(({ road }) => road === "send");
  if (official.length > 0 && mark === "") found.push({ code: "no-mark", slotId: null, day: null, params: {} });
  for (const [columnId, these] of Map.groupBy(official, (slot) => slot.columnId)) {
    const [one] = these;
    for (const slot of these)
      if (one && slot.at !== one.at && !slot.fixed)
        found.push({ code: "odd-hour", slotId: slot.id, day: slot.day, params: { name: columns.get(columnId)?.name ?? "", time: one.at } });
  }
  const selling = slots.filter(sells).length;
  if (slots.length >= 5 && selling / slots.length > MOST_SELLING)
    found.push({ code: "selling-heavy", slotId: null, day: null, params: { selling, count: slots.length } });
  return found;
}

/** How the posts share the five values; each value is named, also where it has none. */
export function mixOf(values: readonly ColumnPlan["value"][]): ValueMix {
  return columnValues.map((value) => {
    const posts = values.filter((one) => one === value).length;
    return { value, posts, share: values.length === 0 ? 0 : posts / values.length };
  });
}
