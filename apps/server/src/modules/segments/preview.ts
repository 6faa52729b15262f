import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, SegmentTree } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { matching, probe } from "./compile.ts";
import { namesFor } from "./names.ts";
import { frameAt } from "./read.ts";
import { inOneLine } from "./words.ts";

const PATIENCE_S = 25;
/** Two hash tables of this size at most at once per condition and worker; what is larger goes to disk. */
const SETTINGS = sql`set_config('work_mem', '48MB', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('jit', 'off', true), set_config('statement_timeout', ${`${PATIENCE_S}s`}, true),
  set_config('max_parallel_workers_per_gather', '2', true)`;

/** How many fulfil a tree, exactly. Somebody who goes on editing wants the last answer only: it ends the one before. */
export async function previewSegment(
  ctx: Ctx,
  { tree, editor }: ParsedInputOf<typeof api.segments.preview>,
): Promise<OutputOf<typeof api.segments.preview>> {
  const started = performance.now();
  const name = editor === undefined ? "shuke preview" : `shuke preview ${nameOf(ctx.corpId, editor)}`;
  if (editor !== undefined) await endEarlier(ctx, name);
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  try {
    const count = await ctx.db.transaction().execute(async (tx) => {
      await sql`select ${SETTINGS}, set_config('application_name', ${name}, true)`.execute(tx);
      const { rows } = await sql<{ n: number }>`select count(*) as n from (${matching(frame, tree.root)}) f`.execute(tx);
      return rows[0]?.n ?? 0;
    });
    return { count, tookMs: Math.round(performance.now() - started) };
  } catch (error) {
    throw ended(error);
  }
}

/** Known to PostgreSQL and so to every process: the one that counts may be another than the one that is asked now. */
async function endEarlier(ctx: Ctx, name: string): Promise<void> {
  await sql`select pg_cancel_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = ${name} and state = 'active' and pid <> pg_backend_pid()`.execute(ctx.db);
}

const nameOf = (corpId: string, editor: string) => createHash("sha256").update(`${corpId} ${editor}`).digest("hex").slice(0, 24);

const CANCELLED = "57014";

function ended(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== CANCELLED) return error;
  return error.message.includes("timeout")
    ? new Problem("segmentPreviewSlow", { seconds: PATIENCE_S })
    : new Problem("segmentPreviewEnded", {}, 409);
}

/** Below this everybody is looked at. */
const FEW = 20_000;
/** Ids are hashes: those whose first two signs after the prefix are among the first four pairs are a fair part. */
const PART = 4 / 1024;
const PART_END = "cus_04";
const NAMED = 5;

/** About how many, at once: the live figure while somebody edits. With the rules in words and some of the people. */
export async function estimateSegment(ctx: Ctx, { tree }: { tree: SegmentTree }): Promise<OutputOf<typeof api.segments.estimate>> {
  const started = performance.now();
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from
    (select from customer where corp_id = ${ctx.corpId} limit ${FEW + 1}) f`.execute(ctx.db);
  const share = (counted[0]?.n ?? 0) > FEW ? PART : 1;
  const part = share === 1 ? sql`true` : sql`c.id < ${PART_END}`;
  const { rows } = await sql<{ id: string; name: string | null; n: number }>`
    select c.id, c.name, (count(*) over ())::int as n from customer c
    where c.corp_id = ${ctx.corpId} and ${part} and ${probe(frame, tree.root)} order by c.id limit ${NAMED}`.execute(ctx.db);
  const words = inOneLine({ language: ctx.language ?? "zh-CN", names: await namesFor(ctx, [tree.root]) }, tree.root);
  return {
    count: Math.round((rows[0]?.n ?? 0) / share),
    share,
    tookMs: Math.round(performance.now() - started),
    words,
    sample: rows.map(({ id, name }) => ({ id, name })),
  };
}
