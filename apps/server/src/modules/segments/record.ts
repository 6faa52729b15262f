import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { NewEvent } from "#log";
import type { Change } from "./increments.ts";
import type { Frame, SegmentRow } from "./types.ts";

/** Ids in one fact at most: a fact is read whole by everybody who listens. */
const PER_FACT = 1000;

/** The counters of a segment and of its day. */
export async function count(db: Db, frame: Frame, segmentId: string, came: number, gone: number): Promise<number> {
  const { rows } = await sql<{ members: number }>`
    with moved as (
      update segment set members = members + ${came}::int - ${gone}::int
      where corp_id = ${frame.corpId} and id = ${segmentId} returning members
    ), day as (
      insert into segment_day as d (corp_id, segment_id, day, members, entered, left_n)
      select ${frame.corpId}, ${segmentId}, ${frame.today}::date, members, ${came}::int, ${gone}::int from moved
      on conflict (corp_id, segment_id, day) do update set members = excluded.members, entered = d.entered + excluded.entered,
        left_n = d.left_n + excluded.left_n
    )
    select members from moved`.execute(db);
  return rows[0]?.members ?? 0;
}

/** Who came and who went, a thousand at a time. */
export function changeFacts({ segment, came, gone }: Change, now: Date, why: string): NewEvent[] {
  const base = { segmentId: segment.id, version: segment.version, why };
  const facts = (type: "segment.entered" | "segment.left", ids: readonly string[]): NewEvent[] =>
    Array.from({ length: Math.ceil(ids.length / PER_FACT) }, (_, i) => ({
      type,
      subject: `segment:${segment.id}`,
      data: { ...base, customerIds: ids.slice(i * PER_FACT, (i + 1) * PER_FACT) },
      occurredAt: now,
    }));
  return [...facts("segment.entered", came), ...facts("segment.left", gone)];
}

export function computedFact(
  segment: SegmentRow,
  now: Date,
  result: { members: number; entered: number; left: number; why: string },
): NewEvent {
  return {
    type: "segment.computed",
    subject: `segment:${segment.id}`,
    data: { segmentId: segment.id, version: segment.version, ...result },
    occurredAt: now,
  };
}
