import { boot, fill, sayIn, words } from "./boot.ts";

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: boot.timeZone,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

const monthName = new Intl.DateTimeFormat("en-GB", { timeZone: boot.timeZone, month: "short" });

/** The fields of an instant on the corp's clocks. */
function local(at: Date) {
  const of = new Map(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(of.get(type));
  return {
    dayNumber: Date.UTC(number("year"), number("month") - 1, number("day")) / 86_400_000,
    month: number("month"),
    monthName: monthName.format(at),
    day: number("day"),
    time: `${of.get("hour")}:${of.get("minute")}`,
  };
}

/** Business time: the page's own when it was made, moved on by the phone's clock. */
const opened = Date.now();
const pageTime = Date.parse(boot.now);
export const now = () => new Date(pageTime + (Date.now() - opened));

/** 「今天 14:05」, or the day and the time. */
export function when(iso: string): string {
  const at = local(new Date(iso));
  const days = at.dayNumber - local(now()).dayNumber;
  const w = words.time;
  if (days === 0) return fill(w.today, at);
  if (days === 1) return fill(w.tomorrow, at);
  if (days === -1) return fill(w.yesterday, at);
  return fill(w.dayTime, at);
}

export const dayOf = (iso: string): string => fill(words.time.day, local(new Date(iso)));

/** How long ago, by days; the hour where it was today or yesterday. */
export function ago(iso: string): string {
  const days = local(now()).dayNumber - local(new Date(iso)).dayNumber;
  return days <= 1 ? when(iso) : sayIn(words.time, "daysAgo", { count: days });
}

export const daysSince = (iso: string): number => local(now()).dayNumber - local(new Date(iso)).dayNumber;

/** Money, from fen. */
export const yuan = (fen: number): string => `¥${(fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2 })}`;
