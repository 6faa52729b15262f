import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import { chunksOf, readCsv } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { Problem, told } from "#kit/problem";
import type { ErrorCode } from "@shuke/phrases";
import { allFields, valuesOf } from "./ask.ts";
import { accept, isMisfit } from "./rules.ts";
import { type Setting, setValues } from "./set-field.ts";
import type { Field, Value } from "./types.ts";

type Report = OutputOf<typeof api.fields.import>;

const BATCH = 1000;
/** A file that is wrong throughout must not answer with megabytes. */
const MOST_ERRORS = 1000;

/** How the column that names the person may be called. */
const ID_COLUMNS: Readonly<Record<string, "external" | "unionid" | "id">> = {
  external_userid: "external",
  externaluserid: "external",
  外部联系人id: "external",
  客户id: "external",
  unionid: "unionid",
  customerid: "id",
};

type Header = { id: { at: number; kind: "external" | "unionid" | "id" }; fields: Array<{ at: number; field: Field }>; width: number };
type Row = { line: number; person: string; values: Array<{ field: Field; value: Value }> };

/**
 * Values from a file as it streams in, a thousand rows at a time; the same file twice changes nothing. A bad cell stops
 * its row and no other; an empty cell leaves what is there.
 */
export async function importFields(ctx: Ctx, input: { csv: string | AsyncIterable<string>; dryRun: boolean }): Promise<Report> {
  const fields = (await allFields(ctx)).filter((field) => field.archivedAt === null);
  const report: Report = { rows: 0, changed: 0, unchanged: 0, rejected: 0, fields: [], errors: [] };
  const reject = (line: number, code: ErrorCode, details: Record<string, unknown>, value: string) => {
    report.rejected += 1;
    if (report.errors.length < MOST_ERRORS)
      report.errors.push({ ...told({ code, details }, ctx.language), line, value: value.slice(0, 80) });
  };
  let header: Header | null = null;
  let batch: Row[] = [];
  const flush = async () => {
    if (header && batch.length > 0) await write(ctx, header, batch, input.dryRun, report, reject);
    batch = [];
  };
  for await (const read of readCsv(chunksOf(input.csv))) {
    if ("broken" in read) {
      reject(read.line, "storesCsvBroken", {}, read.broken);
      continue;
    }
    const { line, cells } = read;
    if (!header) {
      header = headerOf(cells, fields);
      report.fields = header.fields.map(({ field }) => field.name);
      continue;
    }
    report.rows += 1;
    const row = rowOf(line, cells, header);
    if ("code" in row) reject(line, row.code, row.details, row.value);
    else batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  if (report.rows + report.rejected === 0) throw new Problem("storesCsvEmpty");
  return report;
}

function headerOf(cells: readonly string[], fields: readonly Field[]): Header {
  if (cells.some((cell) => cell.includes("\uFFFD"))) throw new Problem("storesCsvEncoding");
  const names = cells.map((cell) => cell.trim());
  const idAt = names.findIndex((name) => ID_COLUMNS[name.toLowerCase().replaceAll(/[\s_]/gu, "")] ?? ID_COLUMNS[name.toLowerCase()]);
  const kind = ID_COLUMNS[(names[idAt] ?? "").toLowerCase()] ?? ID_COLUMNS[(names[idAt] ?? "").toLowerCase().replaceAll(/[\s_]/gu, "")];
  if (idAt < 0 || kind === undefined) throw new Problem("fieldCsvNoId");
  const known = new Map(fields.map((field) => [field.name, field]));
  const columns = names.map((name, at) => ({ at, name, field: known.get(name) })).filter(({ at, name }) => at !== idAt && name !== "");
  const strange = columns.filter(({ field }) => field === undefined).map(({ name }) => name);
  if (strange.length > 0) throw new Problem("fieldCsvColumns", { columns: strange.join("、"), fields: [...known.keys()].join("、") });
  const found = columns.flatMap(({ at, field }) => (field ? [{ at, field }] : []));
  if (found.length === 0) throw new Problem("fieldCsvColumns", { columns: "", fields: [...known.keys()].join("、") });
  return { id: { at: idAt, kind }, fields: found, width: cells.length };
}

function rowOf(
  line: number,
  cells: readonly string[],
  header: Header,
): Row | { code: ErrorCode; details: Record<string, unknown>; value: string } {
  if (cells.length !== header.width) {
    return { code: "storesRowWidth", details: { want: header.width, got: cells.length }, value: cells.join(",") };
  }
  const person = cells[header.id.at]?.trim() ?? "";
  if (person === "") return { code: "fieldRowNobody", details: {}, value: "" };
  const values: Row["values"] = [];
  for (const { at, field } of header.fields) {
    const cell = cells[at]?.trim() ?? "";
    if (cell === "") continue;
    const value = accept(field, cell);
    if (isMisfit(value)) return { ...value, value: cell };
    values.push({ field, value });
  }
  return { line, person, values };
}

async function write(
  ctx: Ctx,
  header: Header,
  batch: readonly Row[],
  dryRun: boolean,
  report: Report,
  reject: (line: number, code: ErrorCode, details: Record<string, unknown>, value: string) => void,
): Promise<void> {
  const found = await peopleBy(ctx, header.id.kind, [...new Set(batch.map(({ person }) => person))]);
  const settings = batch.flatMap(({ line, person, values }): Setting[] => {
    const customerId = found.get(person);
    if (customerId === undefined) {
      reject(line, "fieldRowUnknown", { value: person }, person);
      return [];
    }
    return values.map(({ field, value }) => ({ customerId, field, value }));
  });
  const changed = dryRun
    ? await countChanges(ctx, settings)
    : await withUnit(ctx, async (unit) => {
        const changes = await setValues(unit, settings, { why: "import", jobId: null });
        if (changes.length > 0) await unit.audit("fields.import", "fields", { changed: changes.length, firstLine: batch[0]?.line ?? 0 });
        return changes.length;
      });
  report.changed += changed;
  report.unchanged += settings.length - changed;
}

async function countChanges(ctx: Ctx, settings: readonly Setting[]): Promise<number> {
  const held = new Map(
    (
      await valuesOf(
        ctx,
        settings.map(({ customerId }) => customerId),
        settings.map(({ field }) => field.key),
      )
    ).map(({ customerId, key, value }) => [`${customerId} ${key}`, value]),
  );
  return settings.filter(({ customerId, field, value }) => {
    const at = `${customerId} ${field.key}`;
    const differs = (held.get(at) ?? null) !== value;
    held.set(at, value);
    return differs;
  }).length;
}

async function peopleBy(ctx: Ctx, kind: "external" | "unionid" | "id", values: readonly string[]): Promise<Map<string, string>> {
  const column = { external: sql`external_user_id`, unionid: sql`unionid`, id: sql`id` }[kind];
  const { rows } = await sql<{ value: string; id: string }>`select ${column} as value, min(id) as id from customer
    where corp_id = ${ctx.corpId} and ${column} = any(${values}) and ${column} <> '' group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.value, row.id]));
}
