import { sql } from "kysely";
import { gateSettings } from "#actions";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import type { Duty } from "#kit/duty";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";
import { Problem } from "#kit/problem";
import { localDay } from "#kit/tz";
import type { OrderFormat, RowProblem } from "./file-rows.ts";
import { importOrders, type ImportReport } from "./import-orders.ts";
import { cutPiece, type Place } from "./piece.ts";
import { refreshRfm } from "./rfm.ts";

/** Problems that are kept of a file that is wrong throughout. */
const MOST_PROBLEMS = 10_000;

/** Files from the console, a piece at a time, so that nobody waits long beside them. After a crash the piece is read again. */
export const importDuty: Duty = {
  name: "orders.import",
  dueAt: (corp) => sql`(select 'epoch'::timestamptz where exists (
    select from order_import where corp_id = ${corp} and state in ('uploading', 'running') and state = 'running'))`,
  async run(db, corpId, now) {
    return db.connection().execute(async (held) => {
      const key = lockKey("orders.import", corpId);
      const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}) as got`.execute(held);
      if (rows[0]?.got !== true) return 0;
      try {
        return await runPiece({ db, corpId, now, actor: system("orders.import") });
      } finally {
        await sql`select pg_advisory_unlock(${key})`.execute(held);
      }
    });
  },
};

type Job = { id: string; file_name: string; format: OrderFormat; place: Place; rejected: number };

async function runPiece(ctx: Ctx): Promise<number> {
  const { rows } = await sql<Job>`select id, file_name, format, place, rejected from order_import
    where corp_id = ${ctx.corpId} and state = 'running' order by created_at, id limit 1`.execute(ctx.db);
  const [job] = rows;
  if (!job) return 0;
  try {
    if (job.place.next >= job.place.pieces) await finish(ctx, job);
    else await readPiece(ctx, job);
  } catch (error) {
    if (!(error instanceof Problem)) log.error({ err: error, import: job.id }, "an import failed");
    const told = error instanceof Problem ? error : new Problem("internal", { ref: job.id });
    await end(ctx, job.id, "failed", { code: told.code, details: told.details });
  }
  return 1;
}

async function readPiece(ctx: Ctx, job: Job): Promise<void> {
  // The numbers of CDNOW's rows count through the whole file: it is read in one go.
  const upTo = job.format === "cdnow" ? job.place.pieces : job.place.next + 1;
  const { rows } = await sql<{ body: Buffer }>`select body from order_import_piece
    where corp_id = ${ctx.corpId} and import_id = ${job.id} and n >= ${job.place.next} and n < ${upTo} order by n`.execute(ctx.db);
  const isLast = upTo === job.place.pieces;
  const body = Buffer.concat(rows.map((row) => row.body));
  const piece = cutPiece(body, job.place, { isLast, hasHeader: job.format === "csv" });
  const problems: Array<{ line: number } & RowProblem> = [];
  const report = await importOrders(
    ctx,
    { format: job.format, text: once(piece.text), name: job.file_name, figures: "by the worker" },
    { problem: (line, problem) => void problems.push({ line: line + piece.lineOffset, ...problem }) },
  );
  await noteProgress(ctx, job, { report, handled: body.length, place: { ...piece.place, next: upTo }, problems });
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

type Progress = { report: ImportReport; handled: number; place: Place; problems: ReadonlyArray<{ line: number } & RowProblem> };

async function noteProgress(ctx: Ctx, job: Job, { report, handled, place, problems }: Progress): Promise<void> {
  const kept = problems.slice(0, Math.max(0, MOST_PROBLEMS - job.rejected));
  await ctx.db.transaction().execute(async (tx) => {
    await sql`update order_import set handled = handled + ${handled}, rows = rows + ${report.rows}, added = added + ${report.added},
        changed = changed + ${report.changed}, unchanged = unchanged + ${report.unchanged}, rejected = rejected + ${report.rejected},
        place = ${JSON.stringify(place)}::jsonb
      where corp_id = ${ctx.corpId} and id = ${job.id}`.execute(tx);
    await sql`delete from order_import_piece
      where corp_id = ${ctx.corpId} and import_id = ${job.id} and n < ${place.next}`.execute(tx);
    await writeRows(
      tx,
      kept,
      (json) => sql`insert into order_import_problem (corp_id, import_id, line, code, details)
        select ${ctx.corpId}, ${job.id}, line, code, details
        from jsonb_to_recordset(${json}::jsonb) as r(line bigint, code text, details jsonb) on conflict do nothing`,
    );
  });
}

/** When the worker has added everything up, people are scored, and the import is done. */
async function finish(ctx: Ctx, job: Job): Promise<void> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  await importOrders(ctx, { format: "cdnow", text: once(""), name: job.file_name, figures: "now" }, { problem: () => {} });
  await refreshRfm(ctx.db, ctx.corpId, localDay(ctx.now, timeZone), ctx.now);
  await end(ctx, job.id, "done", null);
}

async function end(ctx: Ctx & { db: Db }, id: string, state: "done" | "failed", error: object | null): Promise<void> {
  await sql`update order_import set state = ${state}, finished_at = ${ctx.now},
      error = ${error === null ? null : JSON.stringify(error)}::jsonb
    where corp_id = ${ctx.corpId} and id = ${id} and state = 'running'`.execute(ctx.db);
  await sql`delete from order_import_piece where corp_id = ${ctx.corpId} and import_id = ${id}`.execute(ctx.db);
}
