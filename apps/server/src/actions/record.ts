import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { append, type NewEvent } from "#log";
import type { ClaimedAction, Outcome } from "./types.ts";

export type Finished = { action: ClaimedAction; outcome: Outcome };

/**
 * Writes what came of claimed actions: status, touches and facts in one transaction. Only rows that this worker still
 * holds are written, so a late answer after a lost lease changes nothing.
 */
export async function record(db: Db, corpId: string, workerId: string, finished: readonly Finished[], now: Date) {
  if (finished.length === 0) return;
  const rows = finished.map(({ action, outcome }) => ({
    id: action.id,
    status: outcome.status === "retry" ? "planned" : outcome.status,
    result: outcome.status === "sent" ? outcome.result : null,
    error: outcome.status === "sent" ? null : outcome.error,
    run_after: outcome.status === "retry" ? outcome.at.toISOString() : null,
    delivered: outcome.status === "sent" ? (outcome.delivered ?? null) : null,
  }));
  await db.transaction().execute(async (tx) => {
    const { rows: written } = await sql<{ id: string }>`
      update planned_action a set status = r.status, result = r.result, last_error = r.error,
        run_after = coalesce(r.run_after, a.run_after),
        -- An unknown one rests for a few real seconds before it is asked about again.
        lease_until = case when r.status = 'unknown' then ${new Date(Date.now() + 2000)} end,
        lease_by = case when r.status = 'unknown' then a.lease_by end,
        finished_at = case when r.status in ('sent', 'failed') then ${now}::timestamptz end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id text, status text, result jsonb, error text, run_after timestamptz)
      where a.corp_id = ${corpId} and a.id = r.id and a.status in ('claimed', 'unknown') and a.lease_by = ${workerId}
      returning a.id`.execute(tx);
    const mine = new Set(written.map((row) => row.id));
    await settleTouches(tx, corpId, rows.filter((row) => mine.has(row.id)), now);
    const facts = finished.filter(({ action }) => mine.has(action.id)).flatMap(factsOf(now));
    await append(tx, corpId, facts, { actor: system("dispatch"), now });
  });
}

/** A failed action gives its budget back; a sent one keeps it until the platform says what became of each recipient. */
async function settleTouches(
  tx: Db,
  corpId: string,
  rows: ReadonlyArray<{ id: string; status: string; error: string | null }>,
  now: Date,
) {
  const failed = rows.filter((row) => row.status === "failed");
  if (failed.length === 0) return;
  await sql`update touch t set state = 'released', reason = r.error, settled_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) as r(id text, error text)
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
