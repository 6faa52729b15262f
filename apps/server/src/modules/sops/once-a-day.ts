import { sql } from "kysely";
import { type GateSettings, staffAsked, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { atLocal, localDay } from "#kit/tz";
import type { Pack } from "./pack.ts";

/** What is due at one hour may come in several runs: those minutes are one occasion. */
const OCCASION_MS = 600_000;

/**
 * Packs whose member of staff was asked for the same step earlier today: a step costs her one confirmation a day (D4), however the
 * newcomers trickle in. Steps by hand are one task per subject and counted by the staff budget alone.
 */
export async function askedToday(unit: Unit, packs: readonly Pack[], settings: GateSettings): Promise<Set<Pack>> {
  const gathered = packs.filter((pack) => pack.definition.kind !== "staff-task");
  if (gathered.length === 0) return new Set();
  const from = atLocal(localDay(unit.now, settings.timeZone), "00:00", settings.timeZone);
  const asked = await staffAsked(
    unit,
    gathered.map((pack) => ({ staff: pack.sender, plannedBy: `sop:${pack.sopId}/${pack.step}` })),
    { from, to: new Date(unit.now.getTime() - OCCASION_MS) },
  );
  return new Set(gathered.filter((pack) => asked.has(`${pack.sender} sop:${pack.sopId}/${pack.step}`)));
}

/** At which local hour steps without one of their own are done together on the next day: `corp.settings.sops.gatherAt`. */
export async function gatherHour(db: Db, corpId: string): Promise<string> {
  const { rows } = await sql<{ at: string | null }>`select settings->'sops'->>'gatherAt' as at from corp where corp_id = ${corpId}`.execute(
    db,
  );
  return rows[0]?.at ?? "10:00";
}
