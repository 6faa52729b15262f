import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { matching } from "./compile.ts";
import { ALL } from "./families.ts";
import { treeOf } from "./read.ts";
import type { Frame, SegmentRow } from "./types.ts";

export type Touched = { id: number; customerId: string; families: number; segmentId: string | null };
export type Change = { segment: SegmentRow; came: string[]; gone: string[] };

/** Notes for a segment that is being computed anew wait for its end. */
export const isFree = sql<boolean>`(t.segment_id is null or not exists (select from segment s
  where s.corp_id = t.corp_id and s.id = t.segment_id and s.computing_since is not null))`;

/** The oldest notes; what is taken is deleted by `dropTouched` in the same transaction. */
export async function takeTouched(db: Db, corpId: string, limit: number): Promise<Touched[]> {
  const { rows } = await sql<Touched>`select id, customer_id as "customerId", families, segment_id as "segmentId"
    from segment_touched t where t.corp_id = ${corpId} and ${isFree} order by t.id limit ${limit}`.execute(db);
  return rows;
}

export async function dropTouched(db: Db, corpId: string, touched: readonly Touched[]): Promise<void> {
  await sql`delete from segment_touched where corp_id = ${corpId} and id = any(${touched.map(({ id }) => id)}::bigint[])`.execute(db);
}

/**
 * Looks at the touched again, segment by segment, each after those it stands on. One that is being computed anew at this moment
 * may have read older rows than these: it gets its share back for afterwards. One that waits for it reads everything then.
 */
export async function applyTouched(
  db: Db,
  frame: Frame,
  now: Date,
  segments: readonly SegmentRow[],
  touched: readonly Touched[],
): Promise<Change[]> {
  const changes: Change[] = [];
  const moved = new Map<string, Set<string>>();
  for (const segment of segments) {
    const mine = new Set(touched.flatMap((note) => (concerns(note, segment) ? [note.customerId] : [])));
    for (const below of segment.depends) for (const id of moved.get(below) ?? []) mine.add(id);
    if (mine.size === 0) continue;
    const ids = [...mine].toSorted();
    if (segment.computingSince) await touchAgain(db, frame.corpId, segment.id, sql`unnest(${ids}::text[])`);
    if (segment.computingSince || segment.wanted !== null || segment.computedVersion !== segment.version) continue;
    const change = await evaluate(db, frame, now, segment, ids);
    if (change.came.length + change.gone.length === 0) continue;
    changes.push(change);
    moved.set(segment.id, new Set([...change.came, ...change.gone]));
  }
  return changes;
}

const concerns = (note: Touched, segment: SegmentRow) =>
  note.segmentId === null ? (note.families & segment.families) !== 0 : note.segmentId === segment.id;

/** One segment, restricted to some people: rows that differ are written, and told. */
async function evaluate(db: Db, frame: Frame, now: Date, segment: SegmentRow, ids: readonly string[]): Promise<Change> {
  const of = sql`corp_id = ${frame.corpId} and segment_id = ${segment.id}`;
  const { rows } = await sql<{ came: string[] | null; gone: string[] | null }>`
    with fresh as materialized (${matching(frame, treeOf(segment), ids)}), came as (
      insert into segment_member (corp_id, segment_id, customer_id, since)
      select ${frame.corpId}, ${segment.id}, f.id, ${now} from fresh f order by f.id on conflict do nothing returning customer_id
    ), gone as (
      delete from segment_member where ${of} and customer_id = any(${ids}::text[])
        and not exists (select from fresh f where f.id = customer_id) returning customer_id
    )
    select (select array_agg(customer_id order by customer_id) from came) as came,
      (select array_agg(customer_id order by customer_id) from gone) as gone`.execute(db);
  return { segment, came: rows[0]?.came ?? [], gone: rows[0]?.gone ?? [] };
}

/** Notes people for one segment, whatever it asks for. */
export async function touchAgain(db: Db, corpId: string, segmentId: string, people: RawBuilder<unknown>): Promise<void> {
  await sql`insert into segment_touched (corp_id, customer_id, families, segment_id)
    select ${corpId}, p.id, ${ALL}::int, ${segmentId} from (select * from ${people}) p(id)`.execute(db);
}
