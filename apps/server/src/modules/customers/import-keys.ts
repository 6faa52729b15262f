import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import { chunksOf, readCsv } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { Problem, told } from "#kit/problem";
import { decidePeople, holdIdentity, keysWithoutForgotten } from "./identity.ts";
import { cleanKeys, type Keys } from "./identity-rules.ts";
import { linkTogether } from "./link-key.ts";

type Report = OutputOf<typeof api.people.importKeys>;

const BATCH = 1000;
const MOST_PROBLEMS = 1000;

const names: Readonly<Record<string, readonly string[]>> = {
  external: ["external_userid", "external_user_id", "externaluserid", "外部联系人id", "外部联系人"],
  unionid: ["unionid", "union_id"],
  member: ["member", "member_id", "memberid", "会员号", "会员编号", "会员卡号"],
  phone: ["phone", "mobile", "手机号", "手机", "手机号码", "电话"],
};

/** Says of many customers at once which phones and member numbers are theirs. What two customers claim becomes a question. */
export async function importKeys(ctx: Ctx, input: ParsedInputOf<typeof api.people.importKeys>): Promise<Report> {
  const report: Report = { rows: 0, linked: 0, merged: 0, conflicts: 0, rejected: 0, problems: [] };
  let columns: Map<string, number> | null = null;
  let batch: Keys[] = [];
  const flush = async () => {
    const all = batch;
    batch = [];
    if (all.length > 0) await linkBatch(ctx, all, report, input.dryRun);
  };
  for await (const read of readCsv(chunksOf(input.csv))) {
    if ("broken" in read) {
      reject(ctx, report, read.line, new Problem("ordersCsvBroken"));
      continue;
    }
    if (!columns) {
      columns = columnsOf(read.cells);
      continue;
    }
    report.rows += 1;
    const keys = keysOf(read.cells, columns);
    if (keys["external"] === undefined && keys["unionid"] === undefined) reject(ctx, report, read.line, new Problem("keysRowNoCustomer"));
    else batch.push(keys);
    if (batch.length === BATCH) await flush();
  }
  if (!columns) throw new Problem("keysCsvHeader");
  await flush();
  return report;
}

function columnsOf(header: readonly string[]): Map<string, number> {
  const plain = header.map((cell) => cell.trim().toLowerCase());
  const found = Object.entries(names).flatMap(([kind, words]) => {
    const at = plain.findIndex((cell) => words.includes(cell));
    return at < 0 ? [] : [[kind, at] as const];
  });
  const columns = new Map(found);
  const hasCustomer = columns.has("external") || columns.has("unionid");
  if (!hasCustomer || columns.size < 2) throw new Problem("keysCsvHeader");
  return columns;
}

function keysOf(cells: readonly string[], columns: ReadonlyMap<string, number>): Keys {
  const keys: Record<string, string> = {};
  for (const [kind, at] of columns) {
    const value = cells[at]?.trim() ?? "";
    if (value.length <= 120) keys[kind] = value;
  }
  return cleanKeys(keys);
}

function reject(ctx: Ctx, report: Report, line: number, problem: Problem): void {
  report.rejected += 1;
  if (report.problems.length < MOST_PROBLEMS) report.problems.push({ line, ...told(problem, ctx.language) });
}

class DryRun extends Error {}

async function linkBatch(ctx: Ctx, given: readonly Keys[], report: Report, dryRun: boolean): Promise<void> {
  const all = await keysWithoutForgotten(ctx, given);
  const work = withUnit(ctx, async (unit) => {
    await holdIdentity(unit.db, unit.corpId, unit.now);
    const decisions = await decidePeople(unit, all, () => "file");
    decisions.forEach((decision, n) => {
      report.linked += linkTogether(unit, all[n] ?? {}, decision, "file");
      report.merged += decision.merges.length;
      report.conflicts += decision.conflicts.length;
    });
    // Decided as if, and taken back.
    if (dryRun) throw new DryRun();
    await unit.audit("people.importKeys", "people", { rows: all.length });
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
}
