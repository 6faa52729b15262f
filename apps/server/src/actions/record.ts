import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { counts, lateness } from "#kit/figures";
import { jsonbText } from "#kit/json";
import { log } from "#kit/log";
import { plainColumn, textColumn } from "#kit/pg-array";
import { append, type NewEvent } from "#log";
import { laneOf } from "./kinds.ts";
import type { ClaimedAction, Outcome } from "./types.ts";

/** `repeat`: it may be called again, when its lane and the hour allow. `uncalled`: nothing was tried. */
export type Finished = { action: ClaimedAction; outcome: Outcome | { status: "repeat" } | { status: "uncalled"; at: Date } };

/** What WeCom may need to finish a call whose answer never came. */
export const ASK_AFTER_MS = 2000;

/**
 * Writes what came of claimed actions: status, touches and facts in one transaction. Only what is still in this worker's
 * hands is written, so a late answer after a lost lease changes nothing, and writing twice is harmless. One that cannot be
 * written must not hold back the others: it is left unknown, with the reason.
 */
export async function record(
  db: Db,
  corpId: string,
  workerId: string,
  { finished, empty, now }: { finished: readonly Finished[]; empty: readonly string[]; now: Date },
): Promise<void> {
  if (finished.length === 0) return;
  try {
    return await write(db, corpId, workerId, { finished, empty, now });
  } catch (error) {
    log.error({ err: error, corpId }, "outcomes could not be recorded together");
  }
  for (const one of finished) {
    await write(db, corpId, workerId, { finished: [one], empty: [], now }).catch(async (error: unknown) => {
      const text = `could not be recorded: ${error instanceof Error ? error.message : String(error)}`;
      const unknown: Finished = { action: one.action, outcome: { status: "unknown", error: text } };
      await write(db, corpId, workerId, { finished: [unknown], empty: [], now });
    });
  }
  await openHands(db, corpId, workerId, empty);
}

type Results = { finished: readonly Finished[]; empty: readonly string[]; now: Date };

async function write(db: Db, corpId: string, workerId: string, { finished, empty, now }: Results): Promise<void> {
  const mine = await db.transaction().execute(async (tx) => {
    const hands = await handsOf(tx, corpId, workerId, finished);
    const held = finished.filter(({ action }) => hands.has(action.held));
    // Nearly all of them, and the only ones that need nothing but their own row.
    const isPlain = ({ action, outcome }: Finished) => outcome.status === "sent" && !action.isAsked;
    const rest = held.filter((one) => !isPlain(one)).map((one) => rowOf(one, now));
    const written = new Set([...(await writeSent(tx, corpId, held.filter(isPlain), now)), ...(await writeRest(tx, corpId, rest, now))]);
    await releaseTouches(
      tx,
      corpId,
      rest.filter((row) => written.has(row.id) && row.status === "failed"),
      now,
    );
    await openHands(tx, corpId, workerId, empty);
    const facts = held.filter(({ action }) => written.has(action.id)).flatMap(factsOf(now));
    await append(tx, corpId, facts, { actor: system("dispatch"), now });
    return written;
  });
  for (const one of finished) if (mine.has(one.action.id)) countOne(one, now);
}

/** Those of their hands that are this worker's still, locked: whoever wants to take them over leaves them until this is written. */
async function handsOf(tx: Db, corpId: string, workerId: string, finished: readonly Finished[]): Promise<Set<string>> {
  const ids = [...new Set(finished.map(({ action }) => action.held))];
  const { rows } = await sql<{ id: string }>`select id::text from action_held
    where corp_id = ${corpId} and id = any(${plainColumn(ids)}::bigint[]) and lease_by = ${workerId} order by action_held.id for update`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

async function writeSent(tx: Db, corpId: string, sent: readonly Finished[], now: Date): Promise<string[]> {
  if (sent.length === 0) return [];
  const ids = plainColumn(sent.map(({ action }) => action.id));
  const results = textColumn(sent.map(({ outcome }) => ("result" in outcome ? jsonbText(outcome.result) : null)));
  const { rows } = await sql<{
    id: string;
  }>`update planned_action a set status = 'sent', result = r.result, last_error = null, finished_at = ${now}
    from unnest(${ids}::text[], ${results}::jsonb[]) as r(id, result)
    where a.corp_id = ${corpId} and a.id = r.id and a.status = 'claimed' returning a.id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What waits again, is over otherwise, or was asked about: out of the hand, and beside the action again unless it was sent. */
async function writeRest(tx: Db, corpId: string, rest: ReadonlyArray<ReturnType<typeof rowOf>>, now: Date): Promise<string[]> {
  if (rest.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    with r as materialized (select t.* from jsonb_to_recordset(${jsonbText(rest)}::jsonb)
        as t(id text, held bigint, status text, result jsonb, error text, run_after timestamptz, uncalled int)
      join action_held h on h.corp_id = ${corpId} and h.id = t.held and t.id = any(h.ids)),
    freed as (update action_held h set ids = array(select i.id from unnest(h.ids) i(id) where i.id not in (select r.id from r))
      where h.corp_id = ${corpId} and h.id in (select r.held from r)),
    gone as (delete from action_unsent q using r where q.corp_id = ${corpId} and q.id = r.id and r.status = 'sent'),
    unsent as (insert into action_unsent as q (corp_id, id, status, lane, run_after, run_until, dedupe_key, created_at, ask_after, finished_at)
      select ${corpId}, a.id, r.status, a.lane, coalesce(r.run_after, a.run_after), a.run_until, a.dedupe_key, a.created_at,
        case when r.status = 'unknown' then ${now}::timestamptz + ${ASK_AFTER_MS}::int * interval '1 millisecond' end,
        case when r.status = 'failed' then ${now}::timestamptz end
      from r join planned_action a on a.corp_id = ${corpId} and a.id = r.id where r.status <> 'sent' order by a.id
      on conflict (corp_id, id) do update set status = excluded.status, run_after = excluded.run_after, finished_at = excluded.finished_at,
        -- 2 s, 8 s, 32 s … 10 min: each question that is not answered makes the next one wait longer.
        ask_after = case when excluded.status = 'unknown' then ${now}::timestamptz
          + least(600000, ${ASK_AFTER_MS}::int * 4 ^ least(q.asks, 5)) * interval '1 millisecond' end,
        asks = case when excluded.status = 'unknown' then q.asks else 0 end)
    update planned_action a set status = r.status, result = r.result, last_error = r.error,
      run_after = coalesce(r.run_after, a.run_after), attempts = a.attempts - r.uncalled,
      finished_at = case when r.status in ('sent', 'failed') then ${now}::timestamptz end
    from r where a.corp_id = ${corpId} and a.id = r.id
    returning a.id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Hands of which all is written down. */
async function openHands(db: Db, corpId: string, workerId: string, hands: readonly string[]): Promise<void> {
  if (hands.length === 0) return;
  await sql`delete from action_held where corp_id = ${corpId} and lease_by = ${workerId}
    and id = any(${plainColumn(hands)}::bigint[])`.execute(db);
}

function countOne({ action, outcome }: Finished, now: Date): void {
  counts.actions.inc({ kind: action.kind, outcome: outcome.status });
  if (outcome.status !== "sent") return;
  const seconds = (now.getTime() - action.runAfter.getTime()) / 1000;
  lateness.action.observe({ lane: laneOf[action.kind] }, Math.max(0, seconds));
  if (action.kind === "welcome.send") lateness.welcome.observe(Math.max(0, seconds));
}

function rowOf({ action, outcome }: Finished, now: Date) {
  const base = { id: action.id, held: action.held, result: null, error: null, run_after: null, uncalled: 0 };
  switch (outcome.status) {
    case "sent":
      return { ...base, status: "sent", result: outcome.result };
    case "repeat":
      return { ...base, status: "planned", error: "no answer came; it may be made again", run_after: now.toISOString() };
    case "uncalled":
      return { ...base, status: "planned", run_after: outcome.at.toISOString(), uncalled: 1 };
    case "retry": {
      // Never at the same instant again: time would stand still.
      const at = new Date(Math.max(outcome.at.getTime(), now.getTime() + 1000));
      return { ...base, status: "planned", error: outcome.error, run_after: at.toISOString() };
    }
    default:
      return { ...base, status: outcome.status, error: outcome.error };
  }
}

/** A failed action gives its budget back; a sent one keeps it until the platform says what became of each recipient. */
async function releaseTouches(tx: Db, corpId: string, failed: ReadonlyArray<{ id: string; error: string | null }>, now: Date) {
  if (failed.length === 0) return;
  await sql`update touch t set state = 'released', reason = r.error, settled_at = ${now}
    from jsonb_to_recordset(${jsonbText(failed)}::jsonb) as r(id text, error text)
    where t.corp_id = ${corpId} and t.action_id = r.id and t.state = 'reserved'`.execute(tx);
}

const factsOf =
  (now: Date) =>
  ({ action, outcome }: Finished): NewEvent[] => {
    const base = { actionId: action.id, kind: action.kind, plannedBy: action.plannedBy };
    const subject = `action:${action.id}`;
    if (outcome.status === "sent") {
      return [
        {
          type: "action.sent",
          subject,
          data: { ...base, result: outcome.result },
          occurredAt: now,
          sourceKey: `${action.id}:sent`,
        },
        ...(outcome.facts ?? []),
      ];
    }
    if (outcome.status !== "failed") return [];
    const errcode = outcome.errcode === undefined ? {} : { errcode: outcome.errcode };
    return [
      {
        type: "action.failed",
        subject,
        data: { ...base, error: outcome.error, ...errcode },
        occurredAt: now,
        sourceKey: `${action.id}:failed`,
      },
      ...(outcome.facts ?? []),
    ];
  };
