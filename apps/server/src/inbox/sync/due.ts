import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";

/**
 * What can be asked of WeCom: `customer` and `group` by id; `customers-of` = everybody of one member of staff, in pages;
 * the rest as a whole (`all`). `first` reads the customers of staff of whom we hold nobody yet, `follow` compares only ids of
 * customers per staff, `details` everything of everybody (`all`), or of a 24th of the staff (`h0` … `h23`).
 */
export const families = ["customer", "group", "customers-of", "staff", "tags", "first", "follow", "groups", "details"] as const;
export type Family = (typeof families)[number];

/** Also queued here, with duties of their own: messages of one account of WeChat customer service, and the list of its accounts. */
export type KfFamily = "kf" | "kf-accounts";

export type Due = {
  family: Family | KfFamily;
  key: string;
  at: Date;
  reason: string;
  /** Member version to reach. */ wanted: string | null;
};
export type Claimed = { family: Family; key: string; changes: number; wanted: string | null; attempts: number; reason: string };

type InHand = Pick<Claimed, "key" | "changes"> & { family: Due["family"] };

/** However many events come, a thing is not put off for longer than this. */
const LONGEST_DELAY_MS = 10_000;

/** Asks for details. What is asked for already is put off a little, so that a burst costs one call. */
export async function schedule(tx: Db, corpId: string, dues: readonly Due[]): Promise<void> {
  if (dues.length === 0) return;
  const merged = new Map<string, Due>();
  for (const due of dues) {
    const key = `${due.family} ${due.key}`;
    const known = merged.get(key);
    const at = known && known.at > due.at ? known.at : due.at;
    merged.set(key, { ...due, at, wanted: due.wanted ?? known?.wanted ?? null });
  }
  const rows = [...merged.values()].map((due) => ({ ...due, at: due.at.toISOString() }));
  await sql`insert into sync_due (corp_id, family, key, due_at, first_at, reason, wanted)
    select ${corpId}, family, key, at, at, reason, wanted from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(family text, key text, at timestamptz, reason text, wanted text)
    order by family, key
    on conflict (corp_id, family, key) do update set
      due_at = least(greatest(sync_due.due_at, excluded.due_at),
        sync_due.first_at + ${LONGEST_DELAY_MS} * interval '1 millisecond'),
      reason = excluded.reason, wanted = coalesce(excluded.wanted, sync_due.wanted), changes = sync_due.changes + 1,
      attempts = 0`.execute(tx);
}

/** The oldest that is due, family by family. Nothing is marked: the caller holds the corp's sync lock. */
export async function claimDue(db: Db, corpId: string, now: Date, limit: number): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    select family, key, changes, wanted, attempts, reason from sync_due
    where corp_id = ${corpId} and due_at <= ${now} and family = any(${[...families]})
    order by due_at, family, key limit ${limit}`.execute(db);
  return rows.toSorted((a, b) => families.indexOf(a.family) - families.indexOf(b.family));
}

/** SQL for the earliest of all. */
export const firstDue = (corp: RawBuilder<string>): RawBuilder<Date | null> => sql`select due_at from sync_due
  where corp_id = ${corp} and family = any(${[...families]}) order by due_at limit 1`;

/** Takes away what was done, unless something new came about it meanwhile. */
export async function finish(db: Db, corpId: string, done: readonly InHand[]): Promise<void> {
  if (done.length === 0) return;
  await sql`delete from sync_due d using jsonb_to_recordset(${JSON.stringify(done)}::jsonb)
      as r(family text, key text, changes int)
    where d.corp_id = ${corpId} and d.family = r.family and d.key = r.key and d.changes = r.changes`.execute(db);
}

/** Later again: `at` as decided by the caller, the reason of the failure beside it. */
export async function postpone(db: Db, corpId: string, rows: ReadonlyArray<InHand & { at: Date; error: string }>): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  await sql`update sync_due d set due_at = r.at, first_at = r.at, attempts = d.attempts + 1, last_error = r.error
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(family text, key text, changes int, at timestamptz, error text)
    where d.corp_id = ${corpId} and d.family = r.family and d.key = r.key and d.changes = r.changes`.execute(db);
}

const BACK_OFF_SEC = [5, 15, 60, 300, 900, 3600];

/** When to try again in business time, by the number of failures so far. */
export function backOff(now: Date, attempts: number, retryAfterMs = 0): Date {
  const seconds = BACK_OFF_SEC[Math.min(attempts, BACK_OFF_SEC.length - 1)] ?? 3600;
  return new Date(now.getTime() + Math.max(seconds * 1000, retryAfterMs));
}
