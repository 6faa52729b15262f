import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import type { EventType, StoredEvent } from "./events.ts";

export type EventRow = {
  corp_id: string;
  seq: number;
  type: EventType;
  subject: string;
  actor: Actor;
  data: never;
  occurred_at: Date;
  recorded_at: Date;
  cause_seq: number | null;
};

export function toEvent(row: EventRow): StoredEvent {
  // Type and data were written together by `append`; a row cannot prove it.
  return {
    corpId: row.corp_id,
    seq: row.seq,
    type: row.type,
    subject: row.subject,
    actor: row.actor,
    data: row.data,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    causeSeq: row.cause_seq,
  } as StoredEvent;
}

/** Bytes of facts (as stored) after which a reader gets no more at once: some facts carry a page of people or orders. */
const MOST_BYTES = 1_000_000;

/** Facts after `after` up to and including `upTo`, in order, of the wanted types. */
export async function readEvents(db: Db, corpId: string, range: EventRange): Promise<StoredEvent[]> {
  return (await readBatch(db, corpId, range)).events;
}

type EventRange = { after: number; upTo: number; types: readonly EventType[]; limit: number };

/** The same, with how far it went: `reached` is `upTo` when nothing is left, else the last fact's place. */
export async function readBatch(db: Db, corpId: string, range: EventRange): Promise<{ events: StoredEvent[]; reached: number }> {
  const { rows } = await sql<EventRow & { size: number; weight: number }>`
    select * from (
      select *, (sum(size) over (order by seq) - size)::int as weight from (
        select corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, cause_seq, pg_column_size(data) as size from event
        where corp_id = ${corpId} and seq > ${range.after} and seq <= ${range.upTo}
          and type = any(${range.types}) order by seq limit ${range.limit}) e) e
    where weight < ${MOST_BYTES} order by seq`.execute(db);
  const last = rows.at(-1);
  const isCut = rows.length === range.limit || (last !== undefined && last.weight + last.size >= MOST_BYTES);
  return { events: rows.map(toEvent), reached: isCut && last ? last.seq : range.upTo };
}

/** All facts of a range, whatever their type; for a few handfuls that many handlers look at. */
export async function readAllEvents(db: Db, corpId: string, range: { after: number; upTo: number }): Promise<StoredEvent[]> {
  const { rows } = await sql<EventRow>`
    select corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, cause_seq from event
    where corp_id = ${corpId} and seq > ${range.after} and seq <= ${range.upTo} order by seq`.execute(db);
  return rows.map(toEvent);
}

/** Which types the newest facts have; far less to read than the facts. */
export async function readTypes(
  db: Db,
  corpId: string,
  range: { after: number; upTo: number },
): Promise<Array<{ seq: number; type: EventType }>> {
  const { rows } = await sql<{ seq: number; type: EventType }>`select seq, type from event
    where corp_id = ${corpId} and seq > ${range.after} and seq <= ${range.upTo}`.execute(db);
  return rows;
}

/** The last recorded sequence number of a corp; 0 before the first fact. */
export async function headOf(db: Db, corpId: string): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select seq from event_head where corp_id = ${corpId}`.execute(db);
  return rows[0]?.seq ?? 0;
}
