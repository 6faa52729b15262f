import { sql } from "kysely";
import type { WecomClient } from "@shuke/wecom";
import type { Db } from "#db/connect";
import { newId } from "#kit/ids";
import type { Due, Family } from "./due.ts";
import { addPieces, type Sum } from "./pieces.ts";

/** What every synchronisation needs; `now` is business time at its beginning, before anything was fetched. */
export type SyncRun = { db: Db; corpId: string; client: WecomClient; now: Date };

/** initial = the first time that a list is read; incremental = ids and versions; repair = every detail, or by hand. */
export type Kind = "initial" | "incremental" | "repair";

/** What came of a run over a whole family: its certificate, and what is to be asked for next. */
export type Report = { kind: Kind; expected: number; fetched: number; repaired: number; failed: string[]; due: Due[] };

const KEEP_DAYS = 60;
const MOST_FAILURES_KEPT = 200;

/** A report of nothing, but for why. */
export const emptyReport = (kind: Kind, failed: string[] = []): Report => ({ kind, expected: 0, fetched: 0, repaired: 0, failed, due: [] });

/** Files a certificate (law 8): expected, fetched, failed, repaired. Old ones of the family go. */
export async function certify({ db, corpId, now }: SyncRun, family: Family, report: Report): Promise<void> {
  const { kind, expected, fetched, repaired, failed } = report;
  const old = new Date(now.getTime() - KEEP_DAYS * 86_400_000);
  await sql`with old as (delete from sync_run where corp_id = ${corpId}
      and family = ${family} and started_at < ${old} and finished_at is not null)
    insert into sync_run (corp_id, id, family, kind, started_at, finished_at, expected, fetched, repaired, failed)
    values (${corpId}, ${newId("syn", now)}, ${family}, ${kind}, ${now}, ${now}, ${expected + failed.length}, ${fetched}, ${repaired},
      ${JSON.stringify(failed.slice(0, MOST_FAILURES_KEPT))}::jsonb)`.execute(db);
}

export type OpenRun = { id: string; kind: Kind; startedAt: Date };

/** The reading of a family that is under way; it outlives the process. */
export async function openRun(db: Db, corpId: string, family: Family): Promise<OpenRun | null> {
  const { rows } = await sql<OpenRun>`select id, kind, started_at as "startedAt" from sync_run
    where corp_id = ${corpId} and family = ${family} and finished_at is null order by started_at limit 1`.execute(db);
  return rows[0] ?? null;
}

/** Whether a family was ever read, or its reading begun. */
export async function hasRead(db: Db, corpId: string, family: Family): Promise<boolean> {
  const { rows } = await sql`select from sync_run where corp_id = ${corpId} and family = ${family} limit 1`.execute(db);
  return rows.length > 0;
}

export async function lastFailed(db: Db, corpId: string, family: Family): Promise<boolean> {
  const { rows } = await sql<{ failed: boolean }>`select failed <> '[]'::jsonb as failed from sync_run
    where corp_id = ${corpId} and family = ${family} order by started_at desc, id desc limit 1`.execute(db);
  return rows[0]?.failed ?? false;
}

/** Begins one with its pieces, at once or not at all. */
export async function beginRun(
  { db, corpId, now }: SyncRun,
  family: Family,
  kind: Kind,
  pieces: ReadonlyArray<readonly string[]>,
): Promise<OpenRun> {
  const id = newId("syn", now);
  const keys = pieces.reduce((sum, piece) => sum + piece.length, 0);
  await db.transaction().execute(async (tx) => {
    await sql`insert into sync_run (corp_id, id, family, kind, started_at, keys)
      values (${corpId}, ${id}, ${family}, ${kind}, ${now}, ${keys})`.execute(tx);
    await addPieces(tx, corpId, id, pieces);
  });
  return { id, kind, startedAt: now };
}

/** How far it is, for who looks on; the certificate once no piece is open. `expected` counts failed keys as somebody. */
export async function noteRun(run: SyncRun, id: string, sum: Sum, repaired: number, error: string | null): Promise<void> {
  const { db, corpId, now } = run;
  const failed = JSON.stringify(sum.failed.slice(0, MOST_FAILURES_KEPT));
  const ended = sum.open === 0 ? now : null;
  const { keysDone, expected, fetched } = sum;
  await db.transaction().execute(async (tx) => {
    await sql`update sync_run set expected = ${expected + sum.failed.length}, fetched = ${fetched}, repaired = repaired + ${repaired},
        failed = ${failed}::jsonb, keys_done = ${keysDone}, error = ${error}, finished_at = ${ended}
      where corp_id = ${corpId} and id = ${id}`.execute(tx);
    if (ended === null) return;
    await sql`delete from sync_piece where corp_id = ${corpId} and run_id = ${id}`.execute(tx);
    await sql`delete from sync_ahead where corp_id = ${corpId} and run_id = ${id}`.execute(tx);
  });
}
