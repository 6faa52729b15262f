import { sql } from "kysely";
import type { api, OrderImport, OutputOf, ParsedInputOf } from "@shuke/contract";
import { type ErrorCode, errors } from "@shuke/phrases";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem, told } from "#kit/problem";

type Row = {
  id: string;
  file_name: string;
  format: "csv" | "cdnow";
  state: OrderImport["state"];
  bytes: number;
  received: number;
  handled: number;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  rejected: number;
  error: { code: string; details: Record<string, unknown> } | null;
  created_at: Date;
  finished_at: Date | null;
  pieces: number;
};

const COLUMNS = sql`i.id, i.file_name, i.format, i.state, i.bytes, i.received, i.handled, i.rows, i.added, i.changed, i.unchanged,
  i.rejected, i.error, i.created_at, i.finished_at, coalesce((i.place ->> 'pieces')::int, 0) as pieces`;

export const isErrorCode = (code: string): code is ErrorCode => code in errors["zh-CN"];

function toImport(ctx: Ctx, { file_name, error, created_at, finished_at, ...row }: Row): OrderImport {
  return {
    ...row,
    fileName: file_name,
    error: error && isErrorCode(error.code) ? told({ code: error.code, details: error.details }, ctx.language) : null,
    createdAt: created_at.toISOString(),
    finishedAt: finished_at?.toISOString() ?? null,
  };
}

export async function listImports(ctx: Ctx): Promise<{ items: OrderImport[] }> {
  const { rows } = await sql<Row>`select ${COLUMNS} from order_import i where i.corp_id = ${ctx.corpId}
    order by i.created_at desc, i.id desc limit 50`.execute(ctx.db);
  return { items: rows.map((row) => toImport(ctx, row)) };
}

/** Announces a file. One at a time: what waits for its pieces does not count, its reader may be gone. */
export async function createImport(ctx: Ctx, input: ParsedInputOf<typeof api.orders.importCreate>): Promise<{ id: string }> {
  return withUnit(ctx, async (unit) => {
    const id = newId("imp", ctx.now);
    await sql`insert into order_import (corp_id, id, file_name, format, state, bytes, created_by, created_at)
      values (${ctx.corpId}, ${id}, ${input.fileName}, ${input.format}, 'uploading', ${input.bytes},
        ${JSON.stringify(ctx.actor)}, ${ctx.now})`.execute(unit.db);
    await unit.audit("orders.import", `import:${id}`, { fileName: input.fileName, bytes: input.bytes });
    return { id };
  });
}

/** The next piece, in order; the same one again is taken once. The last one starts the import. */
export async function addPiece(ctx: Ctx, input: ParsedInputOf<typeof api.orders.importPiece>): Promise<OrderImport> {
  const body = Buffer.from(input.body, "base64");
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<Row>`select ${COLUMNS} from order_import i
      where i.corp_id = ${ctx.corpId} and i.id = ${input.id} for update`.execute(unit.db);
    const [job] = rows;
    if (!job) throw new Problem("ordersImportUnknown", {}, 404);
    if (input.n < job.pieces) return toImport(ctx, job);
    if (job.state !== "uploading") throw new Problem("ordersImportClosed", {}, 409);
    if (input.n > job.pieces) throw new Problem("ordersImportPiece", { want: job.pieces, got: input.n }, 409);
    await sql`insert into order_import_piece (corp_id, import_id, n, body)
      values (${ctx.corpId}, ${input.id}, ${input.n}, ${body})`.execute(unit.db);
    const { rows: after } = await sql<Row>`update order_import i set received = received + ${body.length},
        place = jsonb_build_object('pieces', ${input.n + 1}::int, 'next', 0),
        state = case when ${input.last} then 'running' else state end
      where i.corp_id = ${ctx.corpId} and i.id = ${input.id} returning ${COLUMNS}`.execute(unit.db);
    const [row] = after;
    if (!row) throw new Problem("ordersImportUnknown", {}, 404);
    return toImport(ctx, row);
  });
}

export async function cancelImport(ctx: Ctx, input: { id: string }): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql`update order_import set state = 'cancelled', finished_at = ${ctx.now}
      where corp_id = ${ctx.corpId} and id = ${input.id} and state in ('uploading', 'running') returning id`.execute(unit.db);
    if (rows.length === 0) throw new Problem("ordersImportClosed", {}, 409);
    await sql`delete from order_import_piece where corp_id = ${ctx.corpId} and import_id = ${input.id}`.execute(unit.db);
    await unit.audit("orders.importCancel", `import:${input.id}`, {});
    return { ok: true };
  });
}

type ProblemRow = { line: number; code: string; details: Record<string, unknown> };

export async function importProblems(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.orders.importProblems>,
): Promise<OutputOf<typeof api.orders.importProblems>> {
  const rows = await readProblems(ctx, input.id, 0, input.limit);
  return { items: rows.map(({ line, ...problem }) => ({ line, ...problem })) };
}

export async function readProblems(ctx: Ctx, id: string, afterLine: number, limit: number) {
  const { rows } = await sql<ProblemRow>`select line, code, details from order_import_problem
    where corp_id = ${ctx.corpId} and import_id = ${id} and line > ${afterLine} order by line limit ${limit}`.execute(ctx.db);
  return rows.map(({ line, code, details }) => ({
    line,
    ...(isErrorCode(code) ? told({ code, details }, ctx.language) : { code, message: code, details }),
  }));
}
