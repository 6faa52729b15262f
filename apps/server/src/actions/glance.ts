import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { lanes } from "./lanes.ts";
import { type GateSettings, type StoredGate, toGateSettings } from "./settings.ts";

export type Glance = {
  settings: GateSettings;
  /** When the first action expires. */
  endsAt: Date | null;
  /** The workers that have something in hand. */
  holders: readonly string[];
  /** When the first unknown outcome that nobody has in hand is asked about. */
  askAt: Date | null;
  /** The first planned action of each lane that has any. */
  firstOf: ReadonlyMap<string, Date>;
};

/** A glance as PostgreSQL says it, see `glanceSql`. */
export type GlanceJson = {
  zone: string | null;
  gate: StoredGate | null;
  endsAt: string | null;
  holders: string[] | null;
  askAt: string | null;
  lanes: Record<string, string> | null;
};

/** All that a round has to know before it does anything, as one value for whoever has more to ask in the same query. */
export const glanceSql = (corp: RawBuilder<string>): RawBuilder<GlanceJson> => sql`(select json_build_object(
  'zone', (select time_zone from corp where corp_id = ${corp}),
  'gate', (select settings->'gate' from corp where corp_id = ${corp}),
  'endsAt', (select q.run_until from action_unsent q where q.corp_id = ${corp} and q.status in ('planned', 'awaiting_approval')
    and q.run_until is not null order by q.run_until limit 1),
  'holders', (select json_agg(distinct lease_by) from action_held where corp_id = ${corp}),
  'askAt', (select q.ask_after from action_unsent q where q.corp_id = ${corp} and q.status = 'unknown' order by q.ask_after limit 1),
  'lanes', (select json_object_agg(l.lane, p.run_after) from unnest(${[...lanes.keys()]}::text[]) as l(lane)
    cross join lateral (select q.run_after from action_unsent q where q.corp_id = ${corp} and q.status = 'planned' and q.lane = l.lane
      order by q.run_after limit 1) p)))`;

export function toGlance(json: GlanceJson): Glance {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    settings: toGateSettings(json.zone ?? undefined, json.gate),
    endsAt: instant(json.endsAt),
    holders: json.holders ?? [],
    askAt: instant(json.askAt),
    firstOf: new Map(Object.entries(json.lanes ?? {}).map(([lane, at]) => [lane, new Date(at)])),
  };
}

export async function glanceAt(db: Db, corpId: string): Promise<Glance> {
  const { rows } = await sql<{ glance: GlanceJson }>`select ${glanceSql(sql`${corpId}`)} as glance`.execute(db);
  return toGlance(rows[0]?.glance ?? { zone: null, gate: null, endsAt: null, holders: null, askAt: null, lanes: null });
}
