import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, SegmentItem } from "@shuke/contract";
import { beyond } from "#kit/beyond";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { addDays } from "#kit/tz";
import { namesFor } from "./names.ts";
import { frameAt, readSegment, SEGMENT, treeOf } from "./read.ts";
import type { SegmentRow } from "./types.ts";
import { usesOf } from "./uses.ts";
import { inOneLine, linesOf } from "./words.ts";

const DAYS_SHOWN = 90;

/** Segments as pages show them. */
export async function showSegments(ctx: Ctx, rows: readonly SegmentRow[]): Promise<SegmentItem[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [names, uses, { today }, ahead] = await Promise.all([
    namesFor(ctx, rows.map(treeOf)),
    usesOf(ctx, ids),
    frameAt(ctx.db, ctx.corpId, ctx.now),
    waiting(ctx),
  ]);
  const yesterday = await sizesAt(ctx, ids, addDays(today, -1));
  return rows.map((row) => {
    const known = row.computedVersion !== null;
    const before = yesterday.get(row.id);
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      state: row.state,
      version: row.version,
      computedVersion: row.computedVersion,
      computedAt: row.computedAt?.toISOString() ?? null,
      members: known ? row.members : null,
      change: known && before !== undefined ? row.members - before : null,
      progress: progressOf(row, ahead),
      words: inOneLine({ language: ctx.language ?? "zh-CN", names }, treeOf(row)),
      usedBy: uses.filter(({ segmentId }) => segmentId === row.id).length,
      updatedAt: row.updatedAt.toISOString(),
    };
  });
}

function progressOf(row: SegmentRow, ahead: readonly string[]): SegmentItem["progress"] {
  const state = row.computingSince ? "computing" : row.lastError !== null ? "failed" : row.wanted !== null ? "waiting" : "ready";
  return {
    state: row.state === "archived" ? "ready" : state,
    since: row.computingSince?.toISOString() ?? null,
    lastTookMs: row.tookMs,
    ahead: state === "waiting" ? Math.max(0, ahead.indexOf(row.id)) : 0,
    error: row.lastError,
    retryAt: row.wanted !== null ? (row.retryAt?.toISOString() ?? null) : null,
  };
}

/** Whole computations that are under way or to be made, in their order. */
async function waiting(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from segment where corp_id = ${ctx.corpId} and state = 'active'
    and (wanted is not null or computing_since is not null)
    order by computing_since is null, retry_at nulls first, members, id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** Members at the end of a day: the last size on it or before. */
async function sizesAt(ctx: Ctx, ids: readonly string[], day: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; members: number }>`select i.id, d.members from unnest(${ids}::text[]) i(id),
    lateral (select members from segment_day where corp_id = ${ctx.corpId} and segment_id = i.id and day <= ${day}::date
      order by day desc limit 1) d`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.members]));
}

export async function showSegment(ctx: Ctx, id: string): Promise<SegmentItem> {
  const row = await readSegment(ctx.db, ctx.corpId, id);
  const [item] = row ? await showSegments(ctx, [row]) : [];
  if (!item) throw notFound("segment", id);
  return item;
}

export async function listSegments(ctx: Ctx, input: ParsedInputOf<typeof api.segments.list>): Promise<OutputOf<typeof api.segments.list>> {
  const { query, state, limit, cursor } = input;
  const like = query ? `%${query.trim().replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  const [at, after] = cursor?.split(" ") ?? [];
  const { rows } = await sql<SegmentRow>`select ${SEGMENT} from segment
    where corp_id = ${ctx.corpId} and state = ${state} and (${like}::text is null or name ilike ${like})
      and ${at === undefined ? sql`true` : beyond([sql`created_at`, sql`id`], [sql`${at}::timestamptz`, after ?? ""])}
    order by created_at desc, id limit ${limit + 1}`.execute(ctx.db);
  const last = rows[limit - 1];
  const items = await showSegments(ctx, rows.slice(0, limit));
  return { items, nextCursor: rows.length > limit && last ? `${last.createdAt.toISOString()} ${last.id}` : null };
}

export async function getSegment(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.segments.get>> {
  const row = await readSegment(ctx.db, ctx.corpId, id);
  const [segment] = row ? await showSegments(ctx, [row]) : [];
  if (!row || !segment) throw notFound("segment", id);
  const names = await namesFor(ctx, [treeOf(row)]);
  const { rows: days } = await sql<{ day: string; members: number; entered: number; left: number }>`
    select day::text, members, entered, left_n as left from segment_day
    where corp_id = ${ctx.corpId} and segment_id = ${id} order by day desc limit ${DAYS_SHOWN}`.execute(ctx.db);
  return {
    segment,
    tree: row.tree,
    lines: linesOf({ language: ctx.language ?? "zh-CN", names }, treeOf(row)),
    days: days.toReversed(),
    usedBy: (await usesOf(ctx, [id])).map(({ kind, id: of, name, to }) => ({ kind, id: of, name, to })),
  };
}
