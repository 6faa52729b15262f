import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Walk } from "./walk.ts";

/** A part of a long reading: some members of staff, or some groups. Kept, so that a reading that was cut off goes on. */
export type Piece = { no: number; keys: string[]; expected: number | null; walk: Walk };

export function inPieces(keys: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, i) => keys.slice(i * size, (i + 1) * size));
}

type Row = Omit<Piece, "walk"> & { cursor: string | null; fetched: number; restarts: number; error: string | null };

export async function addPieces(tx: Db, corpId: string, runId: string, pieces: ReadonlyArray<readonly string[]>): Promise<void> {
  if (pieces.length === 0) return;
  const rows = pieces.map((keys, i) => ({ n: i + 1, keys }));
  await sql`insert into sync_piece (corp_id, run_id, no, keys)
    select ${corpId}, ${runId}, coalesce((select max(no) from sync_piece where corp_id = ${corpId} and run_id = ${runId}), 0) + n,
      array(select jsonb_array_elements_text(keys))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(n int, keys jsonb)`.execute(tx);
}

/**
 * The first pieces that are not read to their end; those that were begun come first, since their cursors die. `unasked`: only those
 * of which nothing was asked yet.
 */
export async function openPieces(db: Db, corpId: string, runId: string, limit: number, unasked = false): Promise<Piece[]> {
  const { rows } = await sql<Row>`select no, keys, expected, cursor, fetched, restarts, error from sync_piece
    where corp_id = ${corpId} and run_id = ${runId} and state in ('waiting', 'reading') and (not ${unasked} or expected is null)
    order by state, no limit ${limit}`.execute(db);
  return rows.map(({ no, keys, expected, ...walk }) => ({ no, keys, expected, walk: { ...walk, state: "reading" } }));
}

/** Belongs into the transaction that records what was read. */
export async function keepPiece(tx: Db, corpId: string, runId: string, { no, expected, walk }: Piece): Promise<void> {
  const { cursor, fetched, restarts, state, error } = walk;
  await sql`update sync_piece set cursor = ${cursor}, fetched = ${fetched}, restarts = ${restarts}, expected = ${expected},
      state = ${state}, error = ${error}
    where corp_id = ${corpId} and run_id = ${runId} and no = ${no}`.execute(tx);
}

/** A piece that was refused as a whole is tried key by key, so that one bad key does not hide the others. */
export async function splitPiece(tx: Db, corpId: string, runId: string, { no, keys }: Piece): Promise<void> {
  await sql`delete from sync_piece where corp_id = ${corpId} and run_id = ${runId} and no = ${no}`.execute(tx);
  await addPieces(
    tx,
    corpId,
    runId,
    keys.map((key) => [key]),
  );
}

/** `keysDone`: staff whose lists are read, or groups. */
export type Sum = { open: number; keysDone: number; expected: number; fetched: number; failed: string[] };

export async function sumPieces(db: Db, corpId: string, runId: string): Promise<Sum> {
  const { rows } = await sql<Sum>`select
      count(*) filter (where state in ('waiting', 'reading'))::int as open,
      coalesce(sum(cardinality(keys)) filter (where state in ('done', 'failed')), 0)::int as "keysDone",
      coalesce(sum(expected), 0)::int as expected, coalesce(sum(fetched), 0)::int as fetched,
      coalesce(array_agg(keys[1] || ': ' || coalesce(error, '?') order by no) filter (where state = 'failed'), '{}') as failed
    from sync_piece where corp_id = ${corpId} and run_id = ${runId}`.execute(db);
  return rows[0] ?? { open: 0, keysDone: 0, expected: 0, fetched: 0, failed: [] };
}

/** Of a piece that is no list with a cursor: which keys are left, and how many were answered. */
export async function keepKeys(
  tx: Db,
  corpId: string,
  runId: string,
  { no, keys: before, expected }: Piece,
  { keys, got, refused, error }: { keys: readonly string[]; got: number; refused: number; error: string | null },
): Promise<void> {
  await sql`update sync_piece set keys = ${keys}, fetched = fetched + ${got}, expected = ${(expected ?? before.length) - refused},
      state = ${keys.length === 0 ? "done" : "reading"}, error = ${error}
    where corp_id = ${corpId} and run_id = ${runId} and no = ${no}`.execute(tx);
}

/** Keys that WeCom refused: the certificate names them. */
export async function addFailed(
  tx: Db,
  corpId: string,
  runId: string,
  failed: ReadonlyArray<{ key: string; error: string }>,
): Promise<void> {
  if (failed.length === 0) return;
  const rows = failed.map((row, i) => ({ ...row, n: i + 1 }));
  await sql`insert into sync_piece (corp_id, run_id, no, keys, state, expected, error)
    select ${corpId}, ${runId}, coalesce((select max(no) from sync_piece where corp_id = ${corpId} and run_id = ${runId}), 0) + n,
      array[key], 'failed', 0, error
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(n int, key text, error text)`.execute(tx);
}
