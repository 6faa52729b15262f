import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { lockKey } from "#kit/ids";
import { laneOf, laneWidth } from "./kinds.ts";
import { answerLanes } from "./lanes.ts";
import type { ClaimedAction } from "./types.ts";

type Row = {
  id: string;
  kind: string;
  payload: never;
  planned_by: string;
  dedupe_key: string;
  attempts: number;
  created_ms: number;
  run_after_ms: number;
  reach: string;
  held: string;
  status: string;
};

const returned = sql`a.id, a.kind, a.payload, a.reach, a.planned_by, a.dedupe_key, a.attempts, a.status, held.id::text as held,
  -- A number is read in a tenth of the time.
  extract(epoch from a.created_at)::float8 * 1000 as created_ms, extract(epoch from a.run_after)::float8 * 1000 as run_after_ms`;

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
  if (narrow.length === 0) return take(db, corpId, claimSql(corpId, options, []));
  return db.transaction().execute(async (tx) => {
    // Two workers that looked at once would each fill the lane. Whoever comes second leaves it for this round.
    const held: string[] = [];
    for (const lane of narrow) {
      const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${lockKey("lane", corpId, lane)}) as got`.execute(tx);
      if (rows[0]?.got) held.push(lane);
    }
    const lanes = options.lanes.filter((lane) => laneWidth[lane] === undefined || held.includes(lane));
    return take(tx, corpId, claimSql(corpId, { ...options, lanes }, held));
  });
}

/** The statement that takes them; `narrow`: lanes of which only so many may be under way at once. */
export function claimSql(
  corpId: string,
  { now, workerId, limit, lanes }: { now: Date; workerId: string; limit: number; lanes: readonly string[] },
  narrow: readonly string[],
): RawBuilder<Row> {
  const wide = (lane: string) => (narrow.includes(lane) ? (laneWidth[lane] ?? limit) : limit);
  return sql<Row>`
    with lane as materialized (
      select l.name, least(${limit}, l.width - case when l.name = any(${[...narrow]}) then (select count(*) from action_held h
          cross join unnest(h.ids) i(id) join planned_action b on b.corp_id = ${corpId} and b.id = i.id
          where h.corp_id = ${corpId} and h.lane = l.name and b.status = 'claimed') else 0 end) as room
      from unnest(${[...lanes]}::text[], ${lanes.map(wide)}::int[]) as l(name, width)),
    due as materialized (
      select d.id from lane cross join lateral (
        select p.id, q.run_after, q.lane, q.dedupe_key from action_unsent q
          join planned_action p on p.corp_id = ${corpId} and p.id = q.id
        where q.corp_id = ${corpId} and q.status = 'planned' and q.lane = lane.name and q.run_after <= ${now}
          and (q.run_until is null or q.run_until > ${now})
          -- The action itself says so: it is what others change, and looked at once more when it was changed meanwhile.
          and p.status = 'planned' and p.run_after <= ${now}
        order by q.run_after, q.dedupe_key limit greatest(0, lane.room) for update of p skip locked) d
      order by d.run_after, d.lane, d.dedupe_key limit ${limit}),
    -- It waits no longer. What has no row to take away was claimed and given back since this statement began: the next one finds it.
    taken as (delete from action_unsent q using due where q.corp_id = ${corpId} and q.id = due.id returning q.id, q.lane),
    held as (insert into action_held (corp_id, lease_by, lane, ids)
      select ${corpId}, ${workerId}, lane, array_agg(id order by id) from taken group by lane returning id, lane)
    update planned_action a set status = 'claimed', attempts = attempts + 1
    from taken join held on held.lane = taken.lane where a.corp_id = ${corpId} and a.id = taken.id returning ${returned}`;
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
      select q.id from action_unsent q where q.corp_id = ${corpId} and q.status = 'unknown' and q.ask_after <= ${options.now} and q.lane = any(${[...options.lanes]})
      order by q.run_after, q.lane, q.dedupe_key limit ${options.limit} for update skip locked),
    -- Without a time to ask it is in somebody's hand: who comes a moment later, with an older look at it, finds that it is not his any more.
    asked as (update action_unsent q set asks = asks + 1, ask_after = null from due where q.corp_id = ${corpId} and q.id = due.id returning q.id),
    held as (insert into action_held (corp_id, lease_by, ids)
      select ${corpId}, ${options.workerId}, array_agg(id order by id) from asked having count(*) > 0 returning id)
    select ${returned} from asked cross join held join planned_action a on a.corp_id = ${corpId} and a.id = asked.id`,
  );
}

/**
 * What workers had in hand who are gone: nobody knows whether those calls were made. They become `unknown` at once, and are
 * asked about after the pause that every unanswered call has, since WeCom may be working on it still; but not answers, whose customer
 * waits and whose seconds are counted (WeCom takes a welcome's code once, whoever comes first). What another worker
 * is taking over is left to it: two who do so at once would wait for each other in a circle.
 */
export async function takeOver(db: Db, corpId: string, workers: readonly string[], by: { now: Date; askAfter: Date }): Promise<number> {
  if (workers.length === 0) return 0;
  const { rows } = await sql`with hand as materialized (
      select id, ids from action_held where corp_id = ${corpId} and lease_by = any(${[...workers]}) for update skip locked),
    left_by as (delete from action_held h using hand where h.corp_id = ${corpId} and h.id = hand.id),
    orphan as (select i.id from hand cross join unnest(hand.ids) i(id)),
    lost as (update planned_action a set status = 'unknown', last_error = 'the worker was gone before an answer came'
      from orphan where a.corp_id = ${corpId} and a.id = orphan.id and a.status = 'claimed'
      returning a.id, a.lane, a.run_after, a.run_until, a.dedupe_key, a.created_at),
    asked as (insert into action_unsent (corp_id, id, status, lane, run_after, run_until, dedupe_key, created_at, ask_after)
      select ${corpId}, id, 'unknown', lane, run_after, run_until, dedupe_key, created_at,
        case when lane = any(${[...answerLanes]}) then ${by.now}::timestamptz else ${by.askAfter}::timestamptz end
      from lost order by id
      on conflict (corp_id, id) do update set status = 'unknown', asks = 0, ask_after = excluded.ask_after),
    -- Whose question was under way is asked about anew.
    again as (update action_unsent q set ask_after = ${by.now} from orphan
      where q.corp_id = ${corpId} and q.id = orphan.id and q.status = 'unknown' and q.ask_after is null returning q.id)
    select from lost union all select from again`.execute(db);
  return rows.length;
}

async function take(db: Db, corpId: string, query: RawBuilder<Row>): Promise<ClaimedAction[]> {
  const { rows } = await query.execute(db);
  const recipients = await recipientsOf(db, corpId, rows);
  return rows.map((row) => toClaimed(corpId, row, recipients.get(row.id) ?? [])).toSorted(inOrder);
}

function inOrder(a: ClaimedAction, b: ClaimedAction): number {
  const [laneA, laneB] = [laneOf[a.kind], laneOf[b.kind]];
  const later = a.runAfter.getTime() - b.runAfter.getTime();
  if (later !== 0) return later;
  if (laneA !== laneB) return laneA < laneB ? -1 : 1;
  return a.dedupeKey < b.dedupeKey ? -1 : 1;
}

/**
 * Whom they reach, read once they are in hand: who was taken out a moment before stands in a snapshot that is older than that, and from then on
 * nobody is taken out any more.
 */
async function recipientsOf(db: Db, corpId: string, rows: readonly Row[]): Promise<Map<string, string[]>> {
  const ids = rows.flatMap(({ id, reach }) => (reach === "none" ? [] : [id]));
  if (ids.length === 0) return new Map();
  const { rows: found } = await sql<{
    id: string;
    recipients: string[];
  }>`select t.action_id as id, array_agg(t.recipient order by t.recipient) as recipients
    from touch t where t.corp_id = ${corpId} and t.action_id = any(${ids}) and t.state = 'reserved' and t.budget <> 'staff' group by 1`.execute(
    db,
  );
  return new Map(found.map(({ id, recipients }) => [id, recipients]));
}

function toClaimed(corpId: string, row: Row, recipients: string[]): ClaimedAction {
  // The kind and its payload were written together by `planAll`; the union cannot be rebuilt from a row by checking.
  return {
    id: row.id,
    corpId,
    kind: row.kind as ClaimedAction["kind"],
    payload: row.payload,
    plannedBy: row.planned_by,
    dedupeKey: row.dedupe_key,
    attempts: row.attempts,
    createdAt: new Date(row.created_ms),
    runAfter: new Date(row.run_after_ms),
    recipients,
    held: row.held,
    isAsked: row.status === "unknown",
  };
}
