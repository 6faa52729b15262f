import { sql } from "kysely";
import { type ReportKind, type ReportSettings, reportSettings } from "@shuke/contract";
import type { Db } from "#db/connect";
import { addDays, atLocal, localDay, weekday } from "#kit/tz";

/** Off until somebody switches it on: whom it is for, nobody can know beforehand. */
export const noReports: ReportSettings = {
  day: { on: false, at: "09:00" },
  week: { on: false, at: "09:00", weekday: 1 },
  heads: true,
  storeManagers: true,
  also: [],
  never: [],
};

export async function readReportSettings(db: Db, corpId: string): Promise<ReportSettings> {
  const { rows } = await sql<{ stored: unknown }>`select settings->'reports' as stored from corp where corp_id = ${corpId}`.execute(db);
  const read = reportSettings.safeParse(rows[0]?.stored);
  return read.success ? read.data : noReports;
}

/** The first instant after `now` at which a report of this kind is due, on the corp's own clocks. */
export function nextReport(kind: ReportKind, settings: ReportSettings, now: Date, timeZone: string): Date {
  const at = settings[kind].at;
  const today = localDay(now, timeZone);
  for (let n = 0; n <= 8; n++) {
    const day = addDays(today, n);
    if (kind === "week" && weekday(day) !== settings.week.weekday) continue;
    const instant = atLocal(day, at, timeZone);
    if (instant > now) return instant;
  }
  throw new Error(`no ${kind} report within nine days of ${now.toISOString()}`);
}

/** The last instant up to `now` at which one was due: of several that were slept through only the newest is made. */
export function newestDue(kind: ReportKind, settings: ReportSettings, due: Date, now: Date, timeZone: string): Date {
  let newest = due;
  for (let next = nextReport(kind, settings, newest, timeZone); next <= now; next = nextReport(kind, settings, newest, timeZone))
    newest = next;
  return newest;
}
