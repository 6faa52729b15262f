/** Yuan as people write them: `18`, `18.5`, `¥1,018.50`, `18.50元`. Null for what is no amount, or less than nothing. */
export function readYuan(text: string): number | null {
  const plain = text
    .replaceAll(/[\s,，]/gu, "")
    .replace(/^[¥￥$]/u, "")
    .replace(/元$/u, "");
  const [, whole, part = ""] = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/u.exec(plain) ?? [];
  return whole === undefined ? null : Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

export function readFen(text: string): number | null {
  return /^\d{1,14}$/u.test(text.trim()) ? Number(text) : null;
}

const TIME =
  /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/u;

/**
 * A time as files write it. `local`: its fields as if they were UTC, for `fromLocal`, unless it names its own offset (then
 * `at` is the instant). Null for what is no time.
 */
export function readTime(text: string): { local: number } | { at: number } | null {
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [, y, m1, d1, m2, d2, hour = "0", minute = "0", second = "0", zone] = found;
  const [year, month, day] = [Number(y), Number(m1 ?? m2), Number(d1 ?? d2)];
  const local = Date.UTC(year, month - 1, day, Number(hour), Number(minute), Number(second));
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 1970 && year < 2200;
  if (!isReal || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (zone === undefined) return { local };
  if (zone === "Z") return { at: local };
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return { at: local - (zone.startsWith("-") ? -1 : 1) * minutes * 60_000 };
}
