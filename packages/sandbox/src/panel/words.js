import { en } from "./phrases-en.js";
import { zh } from "./phrases-zh.js";

const KEPT = "shuke-panel-language";

/** "zh" or "en". */
export let language = localStorage.getItem(KEPT) === "en" ? "en" : "zh";

export function setLanguage(next) {
  language = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next === "en" ? "en" : "zh-CN";
  document.title = t("title");
}

/** A phrase in the language chosen; `{name}` is filled in. */
export function t(key, values = {}) {
  const phrase = (language === "en" ? en : zh)[key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

const zone = "Asia/Shanghai";
const format = (options) =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", { timeZone: zone, hourCycle: "h23", ...options });

/** The local day of an instant, to compare. */
export const dayOf = (at) => format({ year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));

/** 「今天 14:05」, 「昨天 09:00」, 「3月2日 14:05」 by the virtual clock. */
export function when(at, now) {
  const time = format({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
  if (dayOf(at) === dayOf(now)) return t("today", { time });
  if (dayOf(at) === dayOf(new Date(now).getTime() - 86_400_000)) return t("yesterday", { time });
  return `${format({ month: "short", day: "numeric" }).format(new Date(at))} ${time}`;
}

/** Exact: 「2026年3月2日 周一 14:05:09」. */
export function exactly(at) {
  return format({
    dateStyle: undefined,
    year: "numeric",
    month: "short",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(at));
}

export function clockTime(at, seconds = false) {
  return format({ hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }) }).format(new Date(at));
}
