import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";
import { append } from "#log";
import { matching } from "./compile.ts";
import { touchAgain } from "./increments.ts";
import { frameAt, SEGMENT, treeOf } from "./read.ts";
import { changeFacts, computedFact, count } from "./record.ts";
import type { Frame, SegmentRow } from "./types.ts";

/** People of one change that are told by name; with more, the counts are told and the table is read. */
const TELL = 10_000;
/** Reasons that are ours, not the customers': nobody entered or left by something that happened. */
const OURS = new Set(["new", "rules", "back"]);

/** Bounds of one computation: two hash tables of this size at most exist at once per condition, the rest goes to disk. */
const SETTINGS = sql`select set_config('work_mem', '48MB', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('jit', 'off', true), set_config('statement_timeout', '600s', true), set_config('max_parallel_workers_per_gather', '2', true)`;

/**
 * Computes one segment anew that wants it and whose foundations do not. Answers whether there was one. The claim is committed
 * first, so that increments know; the lock dies with the process, so that a claim without one is taken for interrupted.
 */
export async function recomputeNext(db: Db, corpId: string, now: Date): Promise<boolean> {
  return db.connection().execute(async (held) => {
    const claimed = await claim(held, corpId, now);
    if (!claimed) return false;
    const { segment, why } = claimed;
    const key = lockKey("segment", corpId, segment.id);
    try {
      await recompute(held, corpId, segment, why, now);
    } catch (error) {
      await fail(held, corpId, segment, why, now, error);
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(held);
    }
    return true;
  });
}

async function claim(held: Db, corpId: string, now: Date): Promise<{ segment: SegmentRow; why: string } | null> {
  const { rows } = await sql<SegmentRow>`select ${SEGMENT} from segment s where corp_id = ${corpId} and state = 'active'
    and (computing_since is not null or (wanted is not null and (retry_at is null or retry_at <= ${now})))
    and not exists (select from segment b where b.corp_id = ${corpId} and b.id = any(s.depends) and b.state = 'active'
      and b.id <> s.id and (b.wanted is not null or b.computing_since is not null))
    order by members, id`.execute(held);
  for (const found of rows) {
    const key = lockKey("segment", corpId, found.id);
    const { rows: got } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}) as got`.execute(held);
    if (!got[0]?.got) continue;
    // Looked at again under the lock: another process may have done it meanwhile.
    const { rows: mine } = await sql<SegmentRow & { why: string }>`
      update segment s set computing_since = ${now}, wanted = null
      from (select id as of_id, coalesce(wanted, 'interrupted') as why from segment where corp_id = ${corpId} and id = ${found.id}) w
      where s.corp_id = ${corpId} and s.id = w.of_id and (s.wanted is not null or s.computing_since is not null) and s.state = 'active'
      returning ${SEGMENT}, w.why`.execute(held);
    const [row] = mine;
    if (row) return { segment: row, why: row.why };
    await sql`select pg_advisory_unlock(${key})`.execute(held);
  }
  return null;
}

async function recompute(held: Db, corpId: string, segment: SegmentRow, why: string, now: Date): Promise<void> {
  const started = performance.now();
  await held.transaction().execute(async (tx) => {
    await SETTINGS.execute(tx);
    const frame = await frameAt(tx, corpId, now);
    const change = await difference(tx, frame, segment, now);
    const members = await count(tx, frame, segment.id, change.came.n, change.gone.n);
    await sql`update segment set computed_version = ${segment.version}, computed_at = ${now}, computing_since = null, retry_at = null,
      took_ms = ${Math.round(performance.now() - started)}, last_error = null, failures = 0
      where corp_id = ${corpId} and id = ${segment.id}`.execute(tx);
    const listed = change.came.ids && change.gone.ids ? { segment, came: change.came.ids, gone: change.gone.ids } : null;
    await passOn(tx, corpId, segment, listed && [...listed.came, ...listed.gone]);
    const facts = listed && !OURS.has(why) ? changeFacts(listed, now, why) : [];
    const told = computedFact(segment, now, { members, entered: change.came.n, left: change.gone.n, why });
    await append(tx, corpId, [...facts, told], { actor: system("segments"), now });
  });
}

/** How many, and who if they are few. */
type Moved = { n: number; ids: string[] | null };

async function difference(tx: Db, frame: Frame, segment: SegmentRow, now: Date): Promise<{ came: Moved; gone: Moved }> {
  const of = sql`m.corp_id = ${frame.corpId} and m.segment_id = ${segment.id}`;
  const fresh = matching(frame, treeOf(segment));
  const { rows: known } = await sql`select from segment_member m where ${of} limit 1`.execute(tx);
  if (known.length === 0) {
    const { numAffectedRows } = await sql`insert into segment_member (corp_id, segment_id, customer_id, since)
      select ${frame.corpId}, ${segment.id}, f.id, ${now} from (${fresh}) f order by f.id on conflict do nothing`.execute(tx);
    const n = Number(numAffectedRows ?? 0);
    return { came: { n, ids: n === 0 ? [] : null }, gone: { n: 0, ids: [] } };
  }
  // A table of its own, because only a plain query is computed on several cores, and it is asked twice.
  await sql`create temporary table segment_fresh on commit drop as ${fresh}`.execute(tx);
  await sql`analyze segment_fresh`.execute(tx);
  const listed = sql`count(*)::int as n, case when count(*) <= ${TELL} then coalesce(array_agg(customer_id order by customer_id), '{}') end as ids`;
  const { rows: gone } = await sql<Moved>`with gone as (delete from segment_member m where ${of}
      and not exists (select from segment_fresh f where f.id = m.customer_id) returning customer_id)
    select ${listed} from gone`.execute(tx);
  const { rows: came } = await sql<Moved>`with came as (insert into segment_member (corp_id, segment_id, customer_id, since)
      select ${frame.corpId}, ${segment.id}, f.id, ${now} from segment_fresh f
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
async function fail(held: Db, corpId: string, segment: SegmentRow, why: string, now: Date, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  log.error({ corpId, segment: segment.id, err: text }, "a segment could not be computed and keeps its members");
  await sql`update segment set computing_since = null, wanted = coalesce(wanted, ${why}), last_error = ${text.slice(0, 1000)},
    failures = failures + 1, retry_at = ${now}::timestamptz
      + least(${LONGEST_PAUSE_MS}, ${FIRST_PAUSE_MS} * 2 ^ least(failures, 10)) * interval '1 millisecond'
    where corp_id = ${corpId} and id = ${segment.id}`.execute(held);
}
