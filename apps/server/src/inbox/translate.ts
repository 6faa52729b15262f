import { sql } from "kysely";
import { CallbackError, type CallbackEvent, parseEvent } from "@shuke/wecom";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { AT_ONCE, type Duty } from "#kit/duty";
import { lockKey } from "#kit/ids";
import { jsonbText } from "#kit/json";
import { log } from "#kit/log";
import { traced, traceOf } from "#kit/trace";
import { append, type NewEvent } from "#log";
import { hurryArchive } from "./archive/hurry.ts";
import { leaveOutForgotten } from "./forgotten.ts";
import { keepNews } from "./kf/news.ts";
import { mapEvent, type Mapped } from "./map-event.ts";
import { schedule } from "./sync/due.ts";
import { isOfTheCode, isOfTheMoment, isOfTheRow, type TroubleCode } from "./trouble.ts";

type Row = { id: number; dedupe_key: string; message: string; attempts: number };
type Failed = { row: Row; code: TroubleCode; error: string };
type Read = { row: Row; event: CallbackEvent } | Failed;
type Verdict = { row: Row; mapped: Mapped } | Failed;

const BATCH = 1000;
const MAX_ATTEMPTS = 5;

/** Stored callbacks → facts. One translator per corp, in order of arrival; what cannot be handled blocks nobody. */
export const translateDuty: Duty = {
  name: "translate",
  urgent: true,
  async run(db, corpId, now) {
    try {
      return await translate(db, corpId, now, BATCH);
    } catch (error) {
      // A full disk or a broken connection says nothing about the messages: they wait for better times.
      if (isOfTheMoment(error)) throw error;
      // Something in this batch does not go into the database: find out which, one after another.
      log.warn({ err: error, corpId }, "a batch of callbacks could not be recorded; trying each by itself");
      return await translateSingly(db, corpId, now);
    }
  },
  dueAt: (corp) => sql`case when exists (select from inbox where corp_id = ${corp} and state = 'received')
    then ${AT_ONCE}::timestamptz end`,
};

/** Reads, maps and records up to `limit` callbacks in one transaction. */
function translate(db: Db, corpId: string, now: Date, limit: number, onlyId?: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    if (!(await lockTranslator(tx, corpId))) return 0;
    const { rows } = await sql<Row>`select id, dedupe_key, message, attempts from inbox
      where corp_id = ${corpId} and state = 'received' ${onlyId === undefined ? sql`` : sql`and id = ${onlyId}`}
      order by id limit ${limit} for update skip locked`.execute(tx);
    const traces = rows.map((row) => traceOf(row.dedupe_key));
    await traced(traces, { name: "translate", attributes: { corp: corpId, callbacks: rows.length } }, () => tell(tx, corpId, rows, now));
    return rows.length;
  });
}

async function tell(tx: Db, corpId: string, rows: readonly Row[], now: Date): Promise<void> {
  const judged = await leaveOutForgotten(tx, corpId, rows.map(read));
  const verdicts = judged.map((verdict) => mapped(corpId, verdict, now));
  await markRows(tx, corpId, verdicts, now);
  await schedule(
    tx,
    corpId,
    verdicts.flatMap((verdict) => ("mapped" in verdict ? verdict.mapped.due : [])),
  );
  await keepNews(
    tx,
    corpId,
    verdicts.flatMap((verdict) => ("mapped" in verdict ? (verdict.mapped.kf ?? []) : [])),
    now,
  );
  if (verdicts.some((verdict) => "mapped" in verdict && verdict.mapped.talked)) await hurryArchive(tx, corpId, now);
  await append(tx, corpId, verdicts.flatMap(factsOf), { actor: system("wecom"), now });
}

async function translateSingly(db: Db, corpId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from inbox
    where corp_id = ${corpId} and state = 'received' order by id limit ${BATCH}`.execute(db);
  for (const { id } of rows) await translateOne(db, corpId, id, now);
  return rows.length;
}

/**
 * One message by itself. What PostgreSQL or our code will never take is quarantined at once, what nobody understands after five tries. Throws
 * where the database is in trouble: nothing is counted against the message then.
 */
export async function translateOne(db: Db, corpId: string, id: number, now: Date): Promise<void> {
  try {
    await translate(db, corpId, now, 1, id);
  } catch (error) {
    if (isOfTheMoment(error)) throw error;
    const isHopeless = isOfTheRow(error) || isOfTheCode(error);
    const code: TroubleCode = isOfTheRow(error) ? "refused" : "unclear";
    await sql`update inbox set attempts = attempts + 1, error = ${String(error).slice(0, 2000)}, error_code = ${code}, handled_at = ${now},
        state = case when ${isHopeless} or attempts + 1 >= ${MAX_ATTEMPTS} then 'quarantined' else state end
      where corp_id = ${corpId} and id = ${id} and state = 'received'`.execute(db);
  }
}

async function lockTranslator(tx: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`
    select pg_try_advisory_xact_lock(${lockKey("translate", corpId)}::bigint) as got`.execute(tx);
  return rows[0]?.got === true;
}

function read(row: Row): Read {
  try {
    return { row, event: parseEvent(row.message) };
  } catch (error) {
    return failed(row, error);
  }
}

function mapped(corpId: string, read: Read, now: Date): Verdict {
  if (!("event" in read)) return read;
  try {
    return { row: read.row, mapped: mapEvent(corpId, read.event, now) };
  } catch (error) {
    return failed(read.row, error);
  }
}

function failed(row: Row, error: unknown): Failed {
  const code = error instanceof CallbackError ? (error.reason === "missing_field" ? "missing-field" : "unreadable") : "unclear";
  return { row, code, error: error instanceof Error ? error.message : String(error) };
}

/** The same callback gives the same facts once for ever, even when it is replayed by hand. */
function factsOf(verdict: Verdict): NewEvent[] {
  if (!("mapped" in verdict)) return [];
  return verdict.mapped.facts.map((fact, n) => ({ ...fact, sourceKey: `${verdict.row.dedupe_key}:${n}` }));
}

async function markRows(tx: Db, corpId: string, verdicts: readonly Verdict[], now: Date): Promise<void> {
  if (verdicts.length === 0) return;
  const rows = verdicts.map((verdict) => {
    const { id, attempts } = verdict.row;
    if ("mapped" in verdict) return { id, state: verdict.mapped.known ? "done" : "ignored", attempts, error: null, code: null };
    // The same text would be as unreadable the next time.
    const { error, code } = verdict;
    return { id, state: "quarantined", attempts: attempts + 1, error, code };
  });
  await sql`update inbox i set state = r.state, attempts = r.attempts, error = r.error, error_code = r.code, handled_at = ${now}
    from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(id bigint, state text, attempts int, error text, code text)
    where i.corp_id = ${corpId} and i.id = r.id`.execute(tx);
}
