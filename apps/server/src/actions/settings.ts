import { sql } from "kysely";
import type { Db } from "#db/connect";

/** What a corp may set about contacts. Every [p] of the requirements is a default here, never a constant elsewhere. */
export type GateSettings = {
  timeZone: string;
  /** Local times between which nothing is sent but answers, as a rule from the evening to the morning. */
  quiet: { from: string; to: string };
  /**
   * One-to-one interruptions of a customer within `days`, over all staff, SOPs and campaigns (E9). Each kind weighs its own; after `days`
   * a touch fades over `fadeDays` more, so that whoever had all of them gets them back one by one and not at once.
   */
  person: { weight: number; days: number; fadeDays: number; kinds: Record<PersonKind, number> };
  /** Official posts per group and local day, and posts that sell, by whichever road they come. */
  group: { perDay: number; sellingPerDay: number };
  /** Mass-send confirmations, hand tasks and moments per member of staff and local day (E9: 3 and 5). */
  staff: { confirmationsPerDay: number; tasksPerDay: number; momentsPerDay: number };
  /**
   * WeCom's own cap of mass messages per customer and per group, as the corp has set it in its console (wecom-api §6.2): as many a month
   * as the month has days, seven a week, or one a day. It counts what members send by themselves, too, which nobody tells us.
   */
  wecom: { cap: "month" | "week" | "day" };
};

/** What reaches one person: through a mass-send task, or put into her chat from the sidebar. */
export type PersonKind = "mass-send" | "sidebar";

export const defaultGateSettings: GateSettings = {
  timeZone: "Asia/Shanghai",
  quiet: { from: "21:30", to: "08:30" },
  person: { weight: 3, days: 7, fadeDays: 2, kinds: { "mass-send": 1, sidebar: 1 } },
  group: { perDay: 1, sellingPerDay: 1 },
  staff: { confirmationsPerDay: 3, tasksPerDay: 5, momentsPerDay: 1 },
  wecom: { cap: "month" },
};

/** As stored in `corp.settings.gate`: only what differs from the defaults. */
export type StoredGate = { [K in Exclude<keyof GateSettings, "timeZone">]?: Partial<GateSettings[K]> };

export async function gateSettings(db: Db, corpId: string): Promise<GateSettings> {
  const { rows } = await sql<{ time_zone: string; gate: StoredGate | null }>`
    select time_zone, settings->'gate' as gate from corp where corp_id = ${corpId}`.execute(db);
  return toGateSettings(rows[0]?.time_zone, rows[0]?.gate);
}

export function toGateSettings(timeZone: string | undefined, gate: StoredGate | null | undefined): GateSettings {
  const base = defaultGateSettings;
  return {
    timeZone: timeZone ?? base.timeZone,
    quiet: { ...base.quiet, ...gate?.quiet },
    person: { ...base.person, ...gate?.person, kinds: { ...base.person.kinds, ...gate?.person?.kinds } },
    group: { ...base.group, ...gate?.group },
    staff: { ...base.staff, ...gate?.staff },
    wecom: { ...base.wecom, ...gate?.wecom },
  };
}
