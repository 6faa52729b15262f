import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { log } from "#kit/log";
import { append } from "#log";
import { touchAgain } from "./increments.ts";
import { changeFacts, computedFact, count } from "./record.ts";
import type { Frame, SegmentRow } from "./types.ts";

/** People of one change that are told by name; with more, the counts are told and the table is read. */
const TELL = 10_000;
/** Reasons that are ours, not the customers': nobody entered or left by something that happened. */
const OURS = new Set(["new", "rules", "back"]);

/** A segment to be computed, and why. */
export type Wanted = SegmentRow & { why: string };

/** Has it the members that it should have. `fresh` is who that is, `started` when the work on it began. */
export async function replaceMembers(
  tx: Db,
  frame: Frame,
  segment: Wanted,
  { fresh, now, started }: { fresh: Fresh; now: Date; started: number },
): Promise<void> {
  const { corpId } = frame;
  const change = await difference(tx, frame, segment, { fresh, now });
  const members = await count(tx, frame, segment.id, change.came.n, change.gone.n);
  await sql`update segment set computed_version = ${segment.version}, computed_at = ${now}, computing_since = null, retry_at = null,
    took_ms = ${Math.round(performance.now() - started)}, last_error = null, failures = 0
    where corp_id = ${corpId} and id = ${segment.id}`.execute(tx);
  const listed = change.came.ids && change.gone.ids ? { segment, came: change.came.ids, gone: change.gone.ids } : null;
  await passOn(tx, corpId, segment, listed && [...listed.came, ...listed.gone]);
  const facts = listed && !OURS.has(segment.why) ? changeFacts(listed, now, segment.why) : [];
  const told = computedFact(segment, now, { members, entered: change.came.n, left: change.gone.n, why: segment.why });
  await append(tx, corpId, [...facts, told], { actor: system("segments"), now });
}

/** Ids of those who fulfil the rules; `isReady` when that is no more than reading a table. */
export type Fresh = { ids: RawBuilder<{ id: string }>; isReady: boolean };

/** How many, and who if they are few. */
type Moved = { n: number; ids: string[] | null };

async function difference(
  tx: Db,
  frame: Frame,
  segment: SegmentRow,
  { fresh, now }: { fresh: Fresh; now: Date },
): Promise<{ came: Moved; gone: Moved }> {
  const of = sql`m.corp_id = ${frame.corpId} and m.segment_id = ${segment.id}`;
  const { rows: known } = await sql`select from segment_member m where ${of} limit 1`.execute(tx);
  if (known.length === 0) {
    const { numAffectedRows } = await sql`insert into segment_member (corp_id, segment_id, customer_id, since)
      select ${frame.corpId}, ${segment.id}, f.id, ${now} from (${fresh.ids}) f order by f.id on conflict do nothing`.execute(tx);
    const n = Number(numAffectedRows ?? 0);
    return { came: { n, ids: n === 0 ? [] : null }, gone: { n: 0, ids: [] } };
  }
  if (!fresh.isReady) {
    // A table of its own, because only a plain query is computed on several cores, and it is asked twice.
    await sql`create temporary table segment_fresh on commit drop as ${fresh.ids}`.execute(tx);
    await sql`analyze segment_fresh`.execute(tx);
  }
  const ids = fresh.isReady ? fresh.ids : sql`select id from segment_fresh`;
  const listed = sql`count(*)::int as n, case when count(*) <= ${TELL} then coalesce(array_agg(customer_id order by customer_id), '{}') end as ids`;
  const { rows: gone } = await sql<Moved>`with gone as (delete from segment_member m where ${of}
      and not exists (select from (${ids}) f where f.id = m.customer_id) returning customer_id)
    select ${listed} from gone`.execute(tx);
  const { rows: came } = await sql<Moved>`with came as (insert into segment_member (corp_id, segment_id, customer_id, since)
      select ${frame.corpId}, ${segment.id}, f.id, ${now} from (${ids}) f
      where not exists (select from segment_member m where ${of} and m.customer_id = f.id) order by f.id
      on conflict do nothing returning customer_id)
    select ${listed} from came`.execute(tx);
  const none = { n: 0, ids: [] };
  return { came: came[0] ?? none, gone: gone[0] ?? none };
}

/** Segments that stand on this one follow: for those who moved, or as a whole when they are many. */
async function passOn(tx: Db, corpId: string, segment: SegmentRow, moved: readonly string[] | null): Promise<void> {
  if (moved?.length === 0) return;
  const { rows } = await sql<{ id: string }>`select id from segment where corp_id = ${corpId} and state = 'active'
    and ${segment.id} = any(depends) and wanted is null`.execute(tx);
  for (const { id } of rows) {
    if (moved) await touchAgain(tx, corpId, id, sql`unnest(${moved}::text[])`);
    else await sql`update segment set wanted = 'below' where corp_id = ${corpId} and id = ${id} and wanted is null`.execute(tx);
  }
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** It keeps the members that it had, says what went wrong, and is tried again later and later. */
export async function noteFailure(held: Db, corpId: string, segment: Wanted, now: Date, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  log.error({ corpId, segment: segment.id, err: text }, "a segment could not be computed and keeps its members");
  await sql`update segment set computing_since = null, wanted = coalesce(wanted, ${segment.why}), last_error = ${text.slice(0, 1000)},
    failures = failures + 1, retry_at = ${now}::timestamptz
      + least(${LONGEST_PAUSE_MS}, ${FIRST_PAUSE_MS} * 2 ^ least(failures, 10)) * interval '1 millisecond'
    where corp_id = ${corpId} and id = ${segment.id}`.execute(held);
}
