import type { CalendarSlot, CalendarWeek, Column, SlotPlan } from "@shuke/contract";

/** A slot as it is saved. */
export const planOf = ({ id, columnId, day, at, road, text, contentId, link }: CalendarSlot): SlotPlan => ({
  id,
  columnId,
  day,
  at,
  road,
  text,
  contentId,
  link,
});

/** What a week is saved as: its drafts, with one of them changed, added or taken out. */
export function draftsWith(week: CalendarWeek, change: { put?: SlotPlan; drop?: string } = {}): SlotPlan[] {
  const { put, drop } = change;
  const kept = week.slots.filter(({ id, state }) => state === "draft" && id !== drop && id !== put?.id).map(planOf);
  return put ? [...kept, put] : kept;
}

const STEP = 30;
const minutes = (at: string) => Number(at.slice(0, 2)) * 60 + Number(at.slice(3, 5));
const timeOf = (total: number) => `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;

/** Where an arrow key takes a post: a day on, or half an hour; null where the week or the day ends. */
export function arrowMove(
  days: readonly string[],
  slot: Pick<CalendarSlot, "day" | "at">,
  key: string,
): { day: string; at: string } | null {
  const place = days.indexOf(slot.day);
  const sideways = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (sideways !== 0) {
    const day = days[place + sideways];
    return day === undefined ? null : { day, at: slot.at };
  }
  const later = key === "ArrowUp" ? -STEP : key === "ArrowDown" ? STEP : 0;
  const total = minutes(slot.at) + later;
  return later === 0 || total < 0 || total >= 24 * 60 ? null : { day: slot.day, at: timeOf(total) };
}

/** What a new post of a column begins with, on a day: its usual hour of that weekday, else its first, else noon. */
export function startOf(column: Column | undefined, day: string): Omit<SlotPlan, "columnId"> {
  const weekday = ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  const time = column?.times.find((one) => one.weekday === weekday) ?? column?.times[0];
  return {
    day,
    at: time?.at ?? "12:00",
    road: column?.road ?? "hand",
    text: column?.contentId ? "" : (column?.text ?? ""),
    contentId: column?.contentId ?? null,
    link: column?.link ?? null,
  };
}
