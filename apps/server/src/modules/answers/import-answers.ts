import { api, type OutputOf } from "@shuke/contract";
import { type ErrorCode, files } from "@shuke/phrases";
import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { chunksOf, readCsv } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem, told } from "#kit/problem";
import { servingStaff } from "#modules/org";
import { restamp } from "./book.ts";
import { entryColumns } from "./columns.ts";
import type { EntryRow } from "./types.ts";
import { checkEntry, writeEntries, type Written } from "./write-entries.ts";

type Report = OutputOf<typeof api.answers.import>;
type Column = keyof (typeof files)["zh-CN"]["answers"]["columns"];
type Reject = (line: number, code: ErrorCode, details: Record<string, unknown>, value: string) => void;

const MOST_ERRORS = 1000;
const languages = [files["zh-CN"].answers, files.en.answers];

/** What the export put before a cell that looks like a formula. */
const bare = (cell: string) => (/^'[=+\-@\t\r]/u.test(cell) ? cell.slice(1) : cell).trim();
const words = (cell: string) => cell.split(/[|\n]/u).flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));

/** Standing answers from a file as the export writes it, in either language; a bad row stops itself and no other. */
export async function importAnswers(ctx: Ctx, { csv, dryRun }: { csv: string; dryRun: boolean }): Promise<Report> {
  const report: Report = { rows: 0, created: 0, changed: 0, unchanged: 0, rejected: 0, errors: [] };
  const reject: Reject = (line, code, details, value) => {
    report.rejected += 1;
    if (report.errors.length < MOST_ERRORS) {
      report.errors.push({ ...told({ code, details }, ctx.language), line, value: value.slice(0, 80) });
    }
  };
  const read = new Map<string, { line: number; entry: Written }>();
  let header: Array<Column | null> | null = null;
  for await (const one of readCsv(chunksOf(csv))) {
    if ("broken" in one) {
      reject(one.line, "storesCsvBroken", {}, one.broken);
      continue;
    }
    if (!header) {
      header = headerOf(one.cells);
      continue;
    }
    report.rows += 1;
    const entry = entryOf(header, one.line, one.cells, reject);
    if (!entry) continue;
    if (read.has(entry.title)) reject(one.line, "answerTwice", { title: entry.title }, entry.title);
    else read.set(entry.title, { line: one.line, entry });
  }
  if (report.rows + report.rejected === 0) throw new Problem("storesCsvEmpty");
  await withUnit(ctx, async (unit) => {
    if (!dryRun) await restamp(unit);
    const { rows } = await sql<EntryRow>`select ${entryColumns} from answer_entry e
      where e.corp_id = ${unit.corpId} and e.title = any(${[...read.keys()]})`.execute(unit.db);
    const known = new Map(rows.map((row) => [row.title, row]));
    const owners = [...new Set([...read.values()].flatMap(({ entry }) => entry.owner ?? []))];
    const there = new Set(owners.length === 0 ? [] : (await servingStaff(unit, owners)).map(({ userId }) => userId));
    const write: Array<Written & { id: string }> = [];
    for (const { line, entry } of read.values()) {
      const before = known.get(entry.title);
      if (entry.owner !== null && entry.owner !== before?.owner && !there.has(entry.owner)) {
        reject(line, "takerUnknown", { name: entry.owner }, entry.owner);
      } else if (before && isDeepStrictEqual(shapeOf(entry), shapeOf(asWritten(before)))) {
        report.unchanged += 1;
      } else {
        report[before ? "changed" : "created"] += 1;
        write.push({ ...entry, id: before?.id ?? newId("ans", unit.now) });
      }
    }
    if (dryRun || write.length === 0) return;
    await writeEntries(unit, write);
    const before = rows.filter(({ id }) => write.some((one) => one.id === id));
    await unit.audit("answers.import", "answers", { created: report.created, changed: report.changed, before });
  });
  return report;
}

function headerOf(cells: readonly string[]): Array<Column | null> {
  if (cells.some((cell) => cell.includes("\uFFFD"))) throw new Problem("storesCsvEncoding");
  const names = new Map(languages.flatMap(({ columns }) => Object.entries(columns).map(([key, name]) => [name.toLowerCase(), key])));
  const keys = new Set(Object.keys(languages[0]?.columns ?? {}));
  const isColumn = (name: string | undefined): name is Column => name !== undefined && keys.has(name);
  const header = cells.map((cell) => {
    const key = names.get(cell.trim().toLowerCase()) ?? cell.trim();
    return isColumn(key) ? key : null;
  });
  if (!header.includes("title") || !header.includes("answer")) {
    throw new Problem("answerCsvColumns", { columns: Object.values(languages[0]?.columns ?? {}).join("、") });
  }
  return header;
}

function entryOf(header: ReadonlyArray<Column | null>, line: number, cells: readonly string[], reject: Reject): Written | null {
  if (cells.length !== header.length) {
    reject(line, "storesRowWidth", { want: header.length, got: cells.length }, cells.join(","));
    return null;
  }
  const cell = (name: Column) => bare(cells[header.indexOf(name)] ?? "");
  const state = languages.some(({ states }) => states.live === cell("state")) || cell("state") === "live" ? "live" : "draft";
  const channels = Object.fromEntries(
    (["welcome", "kf", "sidebar", "console"] as const).flatMap((name) => (cell(name) === "" ? [] : [[name, cell(name)]])),
  );
  const parsed = api.answers.save.input.safeParse({
    title: cell("title"),
    questions: words(cell("questions")),
    keywords: words(cell("keywords")),
    must: words(cell("must")),
    mustNot: words(cell("mustNot")),
    answer: cell("answer"),
    channels,
    priority: cell("priority") === "" ? 0 : Number(cell("priority")),
    owner: cell("owner") === "" ? null : cell("owner"),
    validFrom: cell("validFrom") === "" ? null : cell("validFrom"),
    validTo: cell("validTo") === "" ? null : cell("validTo"),
    state,
  });
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path[0];
    const column = Object.entries(languages[0]?.columns ?? {}).find(([key]) => key === at)?.[1] ?? String(at ?? "");
    reject(line, "answerCell", { column }, cell("title"));
    return null;
  }
  const refused = checkEntry(parsed.data);
  if (!refused) return parsed.data;
  reject(line, refused.code, refused.details, cell("title"));
  return null;
}

const asWritten = (row: EntryRow): Written => ({
  ...row,
  mustNot: row.must_not,
  validFrom: row.valid_from?.toISOString() ?? null,
  validTo: row.valid_to?.toISOString() ?? null,
});

/** What of two is compared: neither who saved it nor when. */
const shapeOf = ({ title, questions, keywords, must, mustNot, answer, channels, priority, owner, validFrom, validTo, state }: Written) => ({
  ...{ title, answer, priority, owner, state, channels: { ...channels } },
  words: [questions, keywords, must, mustNot].map((some) => [...new Set(some)]),
  valid: [validFrom, validTo].map((at) => (at === null ? null : Date.parse(at))),
});
