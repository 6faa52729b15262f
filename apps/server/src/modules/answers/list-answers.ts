import { sql } from "kysely";
import type { AnswerEntry, AnswerFilter, api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { addDays, localDay } from "#kit/tz";
import { staffNames } from "#modules/org";
import { entryColumns } from "./columns.ts";
import { isValid } from "./rules.ts";
import type { EntryRow } from "./types.ts";

const USED_DAYS = 30;

export function filterSql(filter: AnswerFilter) {
  const like = `%${(filter.query ?? "").replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  const said = sql`(e.title ilike ${like} or e.answer ilike ${like}
    or exists (select from unnest(e.questions || e.keywords) as w(word) where w.word ilike ${like}))`;
  return sql`(${filter.state === undefined} or e.state = ${filter.state ?? null})
    and (${filter.owner === undefined} or e.owner = ${filter.owner ?? null})
    and (${(filter.query ?? "") === ""} or ${said})`;
}

/** By priority, then by id; the cursor is the last row's. */
export async function listAnswers(ctx: Ctx, input: ParsedInputOf<typeof api.answers.list>): Promise<OutputOf<typeof api.answers.list>> {
  const [, priority, id] = /^(-?\d+)\|(.+)$/u.exec(input.cursor ?? "") ?? [];
  const after = id === undefined ? sql`true` : sql`(-e.priority, e.id) > (${-Number(priority)}::int, ${id})`;
  const { rows } = await sql<EntryRow>`select ${entryColumns} from answer_entry e
    where e.corp_id = ${ctx.corpId} and ${filterSql(input)} and ${after}
    order by e.priority desc, e.id limit ${input.limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from answer_entry e
    where e.corp_id = ${ctx.corpId} and ${filterSql(input)}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: await toEntries(ctx, shown),
    nextCursor: rows.length > input.limit && last ? `${last.priority}|${last.id}` : null,
    total: counted[0]?.n ?? 0,
  };
}

export async function getAnswer(ctx: Ctx, { id }: { id: string }): Promise<AnswerEntry> {
  const [entry] = await toEntries(ctx, await readEntries(ctx, [id]));
  if (!entry) throw notFound("answer", id);
  return entry;
}

export async function readEntries(ctx: Ctx, ids: readonly string[]): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`select ${entryColumns} from answer_entry e
    where e.corp_id = ${ctx.corpId} and e.id = any(${[...ids]}) order by e.id`.execute(ctx.db);
  return rows;
}

export async function toEntries(ctx: Ctx, rows: readonly EntryRow[]): Promise<AnswerEntry[]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const since = addDays(localDay(ctx.now, timeZone), 1 - USED_DAYS);
  const used = await sql<{ id: string; n: number }>`select entry_id as id, sum(n)::int as n from answer_use
    where corp_id = ${ctx.corpId} and entry_id = any(${rows.map(({ id }) => id)}) and day >= ${since}::date group by entry_id`.execute(
    ctx.db,
  );
  const times = new Map(used.rows.map(({ id, n }) => [id, n]));
  const names = await staffNames(
    ctx,
    rows.flatMap(({ owner }) => owner ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    questions: row.questions,
    keywords: row.keywords,
    must: row.must,
    mustNot: row.must_not,
    answer: row.answer,
    channels: row.channels,
    priority: row.priority,
    owner: row.owner,
    ownerName: row.owner === null ? "" : (names.get(row.owner) ?? row.owner),
    validFrom: row.valid_from?.toISOString() ?? null,
    validTo: row.valid_to?.toISOString() ?? null,
    state: row.state,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    valid: isValid(row, ctx.now),
    used30d: times.get(row.id) ?? 0,
  }));
}
