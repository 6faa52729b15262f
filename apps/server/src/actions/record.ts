import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { counts, lateness } from "#kit/figures";
import { jsonbText } from "#kit/json";
import { log } from "#kit/log";
import { append, type NewEvent } from "#log";
import { laneOf } from "./kinds.ts";
import type { ClaimedAction, Outcome } from "./types.ts";

/** `repeat`: it may be called again, when its lane and the hour allow. `uncalled`: nothing was tried. */
export type Finished = { action: ClaimedAction; outcome: Outcome | { status: "repeat" } | { status: "uncalled"; at: Date } };

/** What WeCom may need to finish a call whose answer never came. */
export const ASK_AFTER_MS = 2000;

/**
 * Writes what came of claimed actions: status, touches and facts in one transaction. Only rows that this worker still
 * holds are written, so a late answer after a lost lease changes nothing, and writing twice is harmless. One that cannot be
 * written must not hold back the others: it is left unknown, with the reason.
 */
export async function record(db: Db, corpId: string, workerId: string, finished: readonly Finished[], now: Date) {
  if (finished.length === 0) return;
  try {
    return await write(db, corpId, workerId, finished, now);
  } catch (error) {
    log.error({ err: error, corpId }, "outcomes could not be recorded together");
  }
  for (const one of finished) {
    await write(db, corpId, workerId, [one], now).catch(async (error: unknown) => {
      const text = `could not be recorded: ${error instanceof Error ? error.message : String(error)}`;
      await write(db, corpId, workerId, [{ action: one.action, outcome: { status: "unknown", error: text } }], now);
    });
  }
}

async function write(db: Db, corpId: string, workerId: string, finished: readonly Finished[], now: Date) {
  const rows = finished.map((one) => rowOf(one, now));
  const mine = await db.transaction().execute(async (tx) => {
    const { rows: written } = await sql<{ id: string }>`
      -- Each of its parts knows the rows by what it deletes here: a join with what was told would be one of all with all.
      with r as (delete from action_held h using jsonb_to_recordset(${jsonbText(rows)}::jsonb)
          as t(id text, status text, result jsonb, error text, run_after timestamptz, uncalled int)
        where h.corp_id = ${corpId} and h.id = any(${rows.map(({ id }) => id)}::text[]) and h.id = t.id and h.lease_by = ${workerId}
        returning t.*),
      sent as (delete from action_unsent q using r where q.corp_id = ${corpId} and q.id = r.id and r.status = 'sent'),
      unsent as (update action_unsent q set status = r.status, run_after = coalesce(r.run_after, q.run_after),
          -- 2 s, 8 s, 32 s … 10 min: each question that is not answered makes the next one wait longer.
          ask_after = case when r.status = 'unknown' then ${now}::timestamptz
            + least(600000, ${ASK_AFTER_MS}::int * 4 ^ least(q.asks, 5)) * interval '1 millisecond' end,
          asks = case when r.status = 'unknown' then q.asks else 0 end,
          finished_at = case when r.status = 'failed' then ${now}::timestamptz end
        from r where q.corp_id = ${corpId} and q.id = r.id and r.status <> 'sent')
      update planned_action a set status = r.status, result = r.result, last_error = r.error,
        run_after = coalesce(r.run_after, a.run_after), attempts = a.attempts - r.uncalled,
        finished_at = case when r.status in ('sent', 'failed') then ${now}::timestamptz end
      from r where a.corp_id = ${corpId} and a.id = r.id
      returning a.id`.execute(tx);
    const mine = new Set(written.map((row) => row.id));
    await releaseTouches(
      tx,
      corpId,
      rows.filter((row) => mine.has(row.id) && row.status === "failed"),
      now,
    );
    const facts = finished.filter(({ action }) => mine.has(action.id)).flatMap(factsOf(now));
    await append(tx, corpId, facts, { actor: system("dispatch"), now });
    return mine;
  });
  for (const one of finished) if (mine.has(one.action.id)) countOne(one, now);
}

function countOne({ action, outcome }: Finished, now: Date): void {
  counts.actions.inc({ kind: action.kind, outcome: outcome.status });
  if (outcome.status !== "sent") return;
  const seconds = (now.getTime() - action.runAfter.getTime()) / 1000;
  lateness.action.observe({ lane: laneOf[action.kind] }, Math.max(0, seconds));
  if (action.kind === "welcome.send") lateness.welcome.observe(Math.max(0, seconds));
}

function rowOf({ action, outcome }: Finished, now: Date) {
  const base = { id: action.id, result: null, error: null, run_after: null, uncalled: 0 };
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
