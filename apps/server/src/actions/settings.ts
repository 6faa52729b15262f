import { sql } from "kysely";
import type { Db } from "#db/connect";

/** What a corp may set about contacts. Every [p] of the requirements is a default here, never a constant elsewhere. */
export type GateSettings = {
  timeZone: string;
  /** Local times between which nothing is sent but answers. `from` is in the evening, `to` in the morning. */
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

export async function gateSettings(db: Db, corpId: string): Promise<GateSettings> {
  const { rows } = await sql<{ time_zone: string; gate: Partial<GateSettings> | null }>`
    select time_zone, settings->'gate' as gate from corp where corp_id = ${corpId}`.execute(db);
  const row = rows[0];
  return { ...defaultGateSettings, ...row?.gate, timeZone: row?.time_zone ?? defaultGateSettings.timeZone };
}
