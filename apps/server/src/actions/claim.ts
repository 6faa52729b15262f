import { sql } from "kysely";
import type { Db } from "#db/connect";
import { isQuiet } from "./quiet.ts";
import { gateSettings } from "./settings.ts";
import type { ClaimedAction } from "./types.ts";

const LEASE_MS = 60_000;

type Row = {
  id: string;
  kind: string;
  payload: never;
  planned_by: string;
  dedupe_key: string;
  attempts: number;
  created_at: Date;
  recipients: string[] | null;
};

const returned = sql`a.id, a.kind, a.payload, a.planned_by, a.dedupe_key, a.attempts, a.created_at,
  (select array_agg(t.recipient order by t.recipient) from touch t where t.corp_id = a.corp_id and t.action_id = a.id
     and t.state = 'reserved' and t.budget <> 'staff') as recipients`;

/**
 * Takes due actions for one worker: claimed first, committed, and only then called (law 4). Contacts wait while it is
 * quiet; lanes that WeCom has blocked are left alone.
 */
export async function claimDue(
  db: Db,
  corpId: string,
  options: { now: Date; workerId: string; limit: number; blockedLanes: readonly string[] },
): Promise<ClaimedAction[]> {
  const quiet = isQuiet(options.now, await gateSettings(db, corpId));
  const { rows } = await sql<Row>`
    update planned_action a set status = 'claimed', attempts = attempts + 1, lease_by = ${options.workerId},
      lease_until = ${new Date(Date.now() + LEASE_MS)}
    where a.corp_id = ${corpId} and a.id in (
      select id from planned_action where corp_id = ${corpId} and status = 'planned' and run_after <= ${options.now}
        and (run_until is null or run_until > ${options.now})
        and not (lane = any(${options.blockedLanes as string[]})) and not (${quiet} and reach = 'touch')
      order by run_after, lane, dedupe_key limit ${options.limit} for update skip locked)
    returning ${returned}`.execute(db);
  return rows.map((row) => toClaimed(corpId, row)).toSorted((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
}

/** Actions whose outcome nobody knows: `unknown`, or claimed by a worker that is gone. They become `unknown` here. */
export async function takeUnknown(
  db: Db,
  corpId: string,
  options: { workerId: string; deadWorkers: readonly string[]; limit: number },
): Promise<ClaimedAction[]> {
  const { rows } = await sql<Row>`
    update planned_action a set status = 'unknown', lease_by = ${options.workerId},
      lease_until = ${new Date(Date.now() + LEASE_MS)}
    where a.corp_id = ${corpId} and a.id in (
      select id from planned_action where corp_id = ${corpId} and (
          (status = 'claimed' and (lease_until < ${new Date()} or lease_by = any(${options.deadWorkers as string[]})))
          or (status = 'unknown' and (lease_until is null or lease_until < ${new Date()}
              or lease_by = any(${options.deadWorkers as string[]}))))
      order by run_after, lane, dedupe_key limit ${options.limit} for update skip locked)
    returning ${returned}`.execute(db);
  return rows.map((row) => toClaimed(corpId, row));
}

export async function leaseHolders(db: Db, corpId: string): Promise<string[]> {
  const { rows } = await sql<{ lease_by: string }>`select distinct lease_by from planned_action
    where corp_id = ${corpId} and status in ('claimed', 'unknown') and lease_by is not null`.execute(db);
  return rows.map((row) => row.lease_by);
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
    recipients: row.recipients ?? [],
  };
}
