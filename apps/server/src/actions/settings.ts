import { sql } from "kysely";
import type { Db } from "#db/connect";

/** What a corp may set about contacts. Every [p] of the requirements is a default here, never a constant elsewhere. */
export type GateSettings = {
  timeZone: string;
  /** Local times between which nothing is sent but answers, as a rule from the evening to the morning. */
  quiet: { from: string; to: string };
  /** One-to-one interruptions of a customer within `days`, over all staff, SOPs and campaigns (E9). */
  person: { weight: number; days: number };
  /** Official posts per group and local day. */
  group: { perDay: number };
  /** Mass-send confirmations and hand tasks per member of staff and local day (E9: 3 and 5). */
  staff: { confirmationsPerDay: number; tasksPerDay: number };
};

export const defaultGateSettings: GateSettings = {
  timeZone: "Asia/Shanghai",
  quiet: { from: "21:30", to: "08:30" },
  person: { weight: 3, days: 7 },
  group: { perDay: 1 },
  staff: { confirmationsPerDay: 3, tasksPerDay: 5 },
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
    person: { ...base.person, ...gate?.person },
    group: { ...base.group, ...gate?.group },
    staff: { ...base.staff, ...gate?.staff },
  };
}
