import { sql } from "kysely";
import type { Db } from "#db/connect";
import { lanes } from "./lanes.ts";
import { type GateSettings, type StoredGate, toGateSettings } from "./settings.ts";

export type Glance = {
  settings: GateSettings;
  /** When the first action expires. */
  endsAt: Date | null;
  /** Somebody has something in hand, or an outcome is unknown. */
  open: boolean;
  /** When the first unknown outcome that nobody has in hand is asked about. */
  askAt: Date | null;
  /** The first planned action of each lane that has any. */
  firstOf: ReadonlyMap<string, Date>;
};

/** All that a round has to know before it does anything, in one query: a corp at rest costs no more than this. */
export async function glance(db: Db, corpId: string): Promise<Glance> {
  const { rows } = await sql<{
    time_zone: string | null;
    gate: StoredGate | null;
    ends_at: Date | null;
    open: boolean;
    ask_at: Date | null;
    lanes: Record<string, string> | null;
  }>`select
      (select time_zone from corp where corp_id = ${corpId}) as time_zone,
      (select settings->'gate' from corp where corp_id = ${corpId}) as gate,
      (select min(run_until) from planned_action where corp_id = ${corpId} and status in ('planned', 'awaiting_approval')
        and run_until is not null) as ends_at,
      exists (select from planned_action where corp_id = ${corpId} and status in ('claimed', 'unknown')) as open,
      (select min(coalesce(ask_after, created_at)) from planned_action
        where corp_id = ${corpId} and status = 'unknown' and lease_by is null) as ask_at,
      (select jsonb_object_agg(l.lane, p.run_after) from unnest(${[...lanes.keys()]}::text[]) as l(lane)
        cross join lateral (select run_after from planned_action where corp_id = ${corpId} and status = 'planned'
          and lane = l.lane order by run_after limit 1) p) as lanes`.execute(db);
  const row = rows[0];
  return {
    settings: toGateSettings(row?.time_zone ?? undefined, row?.gate),
    endsAt: row?.ends_at ?? null,
    open: row?.open ?? false,
    askAt: row?.ask_at ?? null,
    firstOf: new Map(Object.entries(row?.lanes ?? {}).map(([lane, at]) => [lane, new Date(at)])),
  };
}
