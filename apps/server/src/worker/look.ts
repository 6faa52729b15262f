import { sql } from "kysely";
import { type Glance, type GlanceJson, glanceSql, toGlance } from "#actions";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { type Places, type PlacesJson, placesSql, toPlaces } from "#log";

/** What the worker must know of a corp before it does anything. */
export type Look = {
  readonly corpId: string;
  /** When each duty has something to do next; null: nothing waits. */
  readonly duties: ReadonlyMap<Duty, Date | null>;
  readonly places: Places;
  readonly glance: Glance;
};

/** Looks at all corps. One query, so that a world at rest costs one round trip. */
export async function look(db: Db, duties: readonly Duty[], now: Date): Promise<Look[]> {
  const corp = sql<string>`looked.corp_id`;
  const columns = duties.map((duty, i) =>
    "dueAt" in duty ? sql`(${duty.dueAt(corp)})::timestamptz as ${sql.ref(`d${i}`)}` : sql`null as ${sql.ref(`d${i}`)}`,
  );
  const asked = sql.join([corp, sql`${placesSql(corp)} as places`, sql`${glanceSql(corp)} as glance`, ...columns]);
  const { rows } = await sql<Row>`select ${asked} from corp looked order by 1`.execute(db);
  return rows.map((row) => ({
    corpId: row.corp_id,
    places: toPlaces(row.places),
    glance: toGlance(row.glance),
    duties: new Map(duties.map((duty, i) => [duty, "dueAt" in duty ? (row[`d${i}`] ?? null) : duty.nextDueAt(row.corp_id, now)])),
  }));
}

type Row = { corp_id: string; places: PlacesJson; glance: GlanceJson } & { [duty: `d${number}`]: Date | null };
