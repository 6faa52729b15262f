import { fill } from "@shuke/phrases";
import type { ConsolePhrases, Language } from "../i18n.ts";

export type TimeWords = ConsolePhrases["time"];
export type Place = { now: Date; timeZone: string; language: Language; words: TimeWords };

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, options);
    formats.set(key, made);
  }
  return made;
}

/** The local calendar day of an instant, `YYYY-MM-DD`. */
export const localDay = (at: Date, timeZone: string): string => format("sv-SE", { timeZone, dateStyle: "short" }).format(at);

const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

/** The day `days` after a `YYYY-MM-DD`. */
export const shiftDay = (day: string, days: number): string => new Date((dayNumber(day) + days) * 86_400_000).toISOString().slice(0, 10);

export const localTime = (at: Date, timeZone: string): string =>
  format("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** `2027-03-05 14:05:09`, for the hover. */
export const exactTime = (at: Date, timeZone: string): string =>
  format("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);

/** 「今天 14:05」「3 天前」「3月5日」, in the corp's time zone. */
export function whenWords(at: Date, { now, timeZone, language, words }: Place): string {
  const time = localTime(at, timeZone);
  const days = dayNumber(localDay(at, timeZone)) - dayNumber(localDay(now, timeZone));
  const ago = now.getTime() - at.getTime();
  if (ago >= 0 && ago < 60_000) return words.now;
  if (days === 0) return fill(words.today, { time });
  if (days === -1) return fill(words.yesterday, { time });
  if (days === 1) return fill(words.tomorrow, { time });
  if (days < 0 && days >= -6) return fill(words.daysAgo, { n: -days });
  if (days > 0 && days <= 6) return fill(words.inDays, { n: days });
  const sameYear = localDay(at, timeZone).slice(0, 4) === localDay(now, timeZone).slice(0, 4);
  return format(language, {
    timeZone,
    month: language === "en" ? "short" : "long",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  } as const).format(at);
}

/** `3/5` or `Mar 5` of a `YYYY-MM-DD`: short enough for an axis. */
export const dayWords = (day: string, language: Language): string =>
  format(language, { timeZone: "UTC", month: language === "en" ? "short" : "numeric", day: "numeric" }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A length of time in its two largest words at most: 「2 小时 5 分钟」. */
export function lengthWords(ms: number, words: TimeWords): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return fill(words.seconds, { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return fill(words.minutes, { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48)
    return minutes % 60 === 0
      ? fill(words.hours, { n: hours })
      : `${fill(words.hours, { n: hours })} ${fill(words.minutes, { n: minutes % 60 })}`;
  return fill(words.days, { n: Math.round(hours / 24) });
}

export type PartOfDay = "night" | "morning" | "noon" | "afternoon" | "evening";

export function partOfDay(at: Date, timeZone: string): PartOfDay {
  const hour = Number(localTime(at, timeZone).slice(0, 2));
  if (hour < 5) return "night";
  if (hour < 11) return "morning";
  if (hour < 13) return "noon";
  if (hour < 18) return "afternoon";
  return hour < 23 ? "evening" : "night";
}
