import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { lockKey } from "#kit/ids";
import { laneWidth } from "./kinds.ts";
import { answerLanes } from "./lanes.ts";
import type { ClaimedAction } from "./types.ts";

type Row = {
  id: string;
  kind: string;
  payload: never;
  planned_by: string;
  dedupe_key: string;
  attempts: number;
  created_at: Date;
  run_after: Date;
  recipients: string[] | null;
};

const returned = sql`a.id, a.kind, a.payload, a.planned_by, a.dedupe_key, a.attempts, a.created_at, a.run_after,
  (select array_agg(t.recipient order by t.recipient) from touch t where t.corp_id = a.corp_id and t.action_id = a.id
     and t.state = 'reserved' and t.budget <> 'staff') as recipients`;

/**
 * Takes due actions of open lanes for one worker, in the order (run_after, lane, dedupe_key): claimed first, committed, and
 * only then called (law 4).
 */
export async function claimDue(
  db: Db,
  corpId: string,
  options: { now: Date; workerId: string; limit: number; lanes: readonly string[] },
): Promise<ClaimedAction[]> {
  const narrow = options.lanes.filter((lane) => laneWidth[lane] !== undefined);
  if (options.lanes.length === 0) return [];
  if (narrow.length === 0) return take(db, corpId, due(corpId, options, []));
  return db.transaction().execute(async (tx) => {
    // Two workers that looked at once would each fill the lane. Whoever comes second leaves it for this round.
    const held: string[] = [];
    for (const lane of narrow) {
      const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${lockKey("lane", corpId, lane)}) as got`.execute(tx);
      if (rows[0]?.got) held.push(lane);
    }
    const lanes = options.lanes.filter((lane) => laneWidth[lane] === undefined || held.includes(lane));
    return take(tx, corpId, due(corpId, { ...options, lanes }, held));
  });
}

function due(
  corpId: string,
  { now, workerId, limit, lanes }: { now: Date; workerId: string; limit: number; lanes: readonly string[] },
  narrow: readonly string[],
): RawBuilder<Row> {
  const wide = (lane: string) => (narrow.includes(lane) ? (laneWidth[lane] ?? limit) : limit);
  return sql<Row>`
    with lane as materialized (
      select l.name, least(${limit}, l.width - case when l.name = any(${[...narrow]}) then (select count(*) from planned_action b
          where b.corp_id = ${corpId} and b.status = 'claimed' and b.lane = l.name) else 0 end) as room
      from unnest(${[...lanes]}::text[], ${lanes.map(wide)}::int[]) as l(name, width)),
    due as materialized (
      select d.id from lane cross join lateral (
        select p.id, p.run_after, p.lane, p.dedupe_key from planned_action p
        where p.corp_id = ${corpId} and p.status = 'planned' and p.lane = lane.name and p.run_after <= ${now}
          and (p.run_until is null or p.run_until > ${now})
        order by p.run_after, p.dedupe_key limit greatest(0, lane.room) for update skip locked) d
      order by d.run_after, d.lane, d.dedupe_key limit ${limit})
    update planned_action a set status = 'claimed', attempts = attempts + 1, asks = 0, ask_after = null,
      lease_by = ${workerId}
    from due where a.corp_id = ${corpId} and a.id = due.id returning ${returned}`;
}

/** Unknown ones that it is time to ask about, for one worker. */
export async function takeUnknown(
  db: Db,
  corpId: string,
  options: { now: Date; workerId: string; limit: number; lanes: readonly string[] },
): Promise<ClaimedAction[]> {
  return take(
    db,
    corpId,
    sql<Row>`
    with due as materialized (
      select id from planned_action where corp_id = ${corpId} and status = 'unknown' and lease_by is null
        and lane = any(${[...options.lanes]}) and (ask_after is null or ask_after <= ${options.now})
      order by run_after, lane, dedupe_key limit ${options.limit} for update skip locked)
    update planned_action a set asks = asks + 1, lease_by = ${options.workerId}
    from due where a.corp_id = ${corpId} and a.id = due.id returning ${returned}`,
  );
}

/**
 * What workers had in hand who are gone: nobody knows whether those calls were made. They become `unknown` at once, and are
 * asked about after the pause that every unanswered call has, since WeCom may be working on it still; but not answers, whose customer
 * waits and whose seconds are counted (WeCom takes a welcome's code once, whoever comes first). Rows that another worker
 * holds are left to it: two who take over at once would wait for each other in a circle.
 */
export async function takeOver(db: Db, corpId: string, workers: readonly string[], askAfter: Date): Promise<number> {
  if (workers.length === 0) return 0;
  const { rows } = await sql`with orphan as materialized (
      select id from planned_action where corp_id = ${corpId} and status in ('claimed', 'unknown') and lease_by = any(${[...workers]})
      for update skip locked)
    update planned_action a set lease_by = null,
      last_error = case when status = 'claimed' then 'the worker was gone before an answer came' else last_error end,
      ask_after = case when lane = any(${[...answerLanes]}) then null when status = 'claimed' then ${askAfter}::timestamptz else ask_after end,
      status = 'unknown'
    from orphan where a.corp_id = ${corpId} and a.id = orphan.id
    returning 1`.execute(db);
  return rows.length;
}

async function take(db: Db, corpId: string, query: RawBuilder<Row>): Promise<ClaimedAction[]> {
  const { rows } = await query.execute(db);
  return rows.map((row) => toClaimed(corpId, row)).toSorted((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
}

function toClaimed(corpId: string, row: Row): ClaimedAction {
  // The kind and its payload were written together by `planAll`; the union cannot be rebuilt from a row by checking.
  return {
    id: row.id,
    corpId,
    kind: row.kind as ClaimedAction["kind"],
    payload: row.payload,
    plannedBy: row.planned_by,
    dedupeKey: row.dedupe_key,
    attempts: row.attempts,
    createdAt: row.created_at,
    runAfter: row.run_after,
    recipients: row.recipients ?? [],
  };
}
