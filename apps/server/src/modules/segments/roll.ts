import { sql } from "kysely";
import type { Db } from "#db/connect";
import { changingAt, FAMILY } from "./families.ts";
import { touchAgain } from "./increments.ts";
import { treeOf } from "./read.ts";
import { SOURCES, wantAnew } from "./touched.ts";
import type { Frame, SegmentRow } from "./types.ts";

/** More days than this behind, everything is computed anew. */
const MOST_DAYS = 60;

/**
 * Moves windows on to today: those whose answer may change at a midnight in between are noted for the segments concerned. The
 * cost is theirs, not the base's. Answers whether the day was moved.
 */
export async function rollDay(db: Db, frame: Frame, segments: readonly SegmentRow[]): Promise<boolean> {
  const { rows } = await sql<{ day: string | null }>`select day::text from segment_head where corp_id = ${frame.corpId} for update`.execute(
    db,
  );
  const from = rows[0]?.day ?? null;
  if (from !== null && from >= frame.today) return false;
  if (from !== null && daysBetween(from, frame.today) > MOST_DAYS) await wantAll(db, frame.corpId, "days");
  else if (from !== null) {
    for (const segment of segments) {
      const people = changingAt(frame, treeOf(segment), from, frame.today);
      if (people && segment.computedVersion !== null) await touchAgain(db, frame.corpId, segment.id, sql`(${people}) q`);
    }
  }
  await sql`insert into segment_head (corp_id, day) values (${frame.corpId}, ${frame.today}::date)
    on conflict (corp_id) do update set day = excluded.day`.execute(db);
  return true;
}

/** Scores that were made anew since the last look: rows that changed carry when. Answers whether there was such a making. */
export async function noteScores(db: Db, corpId: string, segments: readonly SegmentRow[]): Promise<boolean> {
  if (!segments.some(({ families }) => families & FAMILY.rfm)) return false;
  const { rows } = await sql<{ was: Date | null; ran: Date }>`select h.rfm_at as was, r.ran_at as ran from rfm_run r
    join segment_head h on h.corp_id = r.corp_id where r.corp_id = ${corpId}
    and (h.rfm_at is null or r.ran_at > h.rfm_at)`.execute(db);
  const [run] = rows;
  if (!run) return false;
  // Before the first look everything was computed from nothing.
  if (run.was !== null) {
    await sql`insert into segment_touched (corp_id, customer_id, families)
      select s.corp_id, s.person_id, ${FAMILY.rfm}::int from rfm_score s
      where s.corp_id = ${corpId} and s.changed_at > ${run.was} order by s.person_id`.execute(db);
  } else await wantAnew(db, corpId, run.ran, { families: FAMILY.rfm, why: "scores" });
  await sql`update segment_head set rfm_at = ${run.ran} where corp_id = ${corpId}`.execute(db);
  return true;
}

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

export async function wantAll(db: Db, corpId: string, why: string): Promise<void> {
  await sql`update segment set wanted = ${why} where corp_id = ${corpId} and state = 'active' and wanted is null`.execute(db);
}

/**
 * Whether the projections stand where the notes are from. While one of them is being rebuilt its rows are half of the truth, so
 * nothing is computed; after it was, everything is computed anew.
 */
export async function sourcesReady(db: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean; sources: string; known: string | null }>`
    select coalesce(bool_or(c.seq < (select t.seq from handler_cursor t where t.corp_id = ${corpId} and t.handler = 'segments.touched')),
        false) as behind,
      coalesce(string_agg(c.handler || ' ' || c.version, ', ' order by c.handler), '') as sources,
      (select h.sources from segment_head h where h.corp_id = ${corpId}) as known
    from handler_cursor c where c.corp_id = ${corpId} and c.handler = any(${SOURCES})`.execute(db);
  const [row] = rows;
  if (!row || row.behind) return false;
  if (row.known === row.sources) return true;
  await sql`insert into segment_head (corp_id, sources) values (${corpId}, ${row.sources})
    on conflict (corp_id) do update set sources = excluded.sources`.execute(db);
  if (row.known !== null && row.known !== "") await wantAll(db, corpId, "rebuilt");
  return true;
}
