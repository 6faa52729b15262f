import { ControlError } from "./errors.ts";

const DAY_MS = 86_400_000;
/** WeCom's "natural day" is China Standard Time, which has no daylight saving. */
const CST_MS = 8 * 3_600_000;

/** `2026-03-01` of the natural day in China. */
export function naturalDay(ms: number): string {
  return new Date(ms + CST_MS).toISOString().slice(0, 10);
}

/** `2026-03` of the natural month in China. */
export function naturalMonth(ms: number): string {
  return naturalDay(ms).slice(0, 7);
}

/** Virtual ms at which the natural day of `ms` ends. */
export function endOfNaturalDay(ms: number): number {
  return (Math.floor((ms + CST_MS) / DAY_MS) + 1) * DAY_MS - CST_MS;
}

/** Number of days in the natural month of `ms`. */
export function daysInMonth(ms: number): number {
  const shifted = new Date(ms + CST_MS);
  return new Date(Date.UTC(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, 0)).getUTCDate();
}

/** Number of the natural week (Monday first) of `ms`. */
export function naturalWeek(ms: number): number {
  return Math.floor((Math.floor((ms + CST_MS) / DAY_MS) + 3) / 7);
}

/** Unix seconds. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** Reads `3600000`, "3d", "36h", "20m", "30s", "2 days"; throws ControlError when it is no duration ≥ 0. */
export function parseDuration(input: unknown): number {
  if (typeof input === "number" && Number.isFinite(input) && input >= 0) return Math.round(input);
  if (typeof input === "string") {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|sec\w*|min\w*|hour\w*|day\w*)\s*$/.exec(input);
    if (match?.[1] && match[2]) {
      const unit = match[2] === "ms" ? 1 : UNITS[match[2].slice(0, 1)];
      if (unit) return Math.round(Number(match[1]) * unit);
    }
  }
  throw new ControlError(`advance must be milliseconds or a text such as "3d", "36h", "20m", "30s"; got ${JSON.stringify(input)}`);
}

const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/;

/** Milliseconds of an ISO time, NaN when it is none. Without an offset it is UTC on every machine. */
export function instantOf(text: string): number {
  const match = ISO.exec(text);
  if (!match) return Number.NaN;
  return Date.parse(text.includes("T") && match.groups?.zone === undefined ? `${text}Z` : text);
}

/** Reads an ISO time to ms; throws ControlError when it is none. */
export function parseIso(input: unknown, field: string): number {
  const ms = typeof input === "string" ? instantOf(input) : Number.NaN;
  if (Number.isNaN(ms)) throw new ControlError(`${field} must be an ISO time, got ${JSON.stringify(input)}`);
  return ms;
}
