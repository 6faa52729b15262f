import { sql } from "kysely";
import type { Db } from "#db/connect";

/**
 * The first fact that was recorded at that time or later, by halving the gapless log: some twenty looks by number instead of an
 * index by time, which every fact would have to write. One past the head when there is none.
 */
export async function firstSince(db: Db, corpId: string, at: Date): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    with recursive halve(before, first) as (
      select 0::bigint, coalesce((select seq from event_head where corp_id = ${corpId}), 0) + 1
      union all
      select case when e.recorded_at < ${at} then e.seq else h.before end, case when e.recorded_at < ${at} then h.first else e.seq end
      from halve h join event e on e.corp_id = ${corpId} and e.seq = (h.before + h.first) / 2
      where h.first - h.before > 1)
    select min(first) as seq from halve`.execute(db);
  return Number(rows[0]?.seq ?? 1);
}
