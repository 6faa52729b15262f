import type { api, ForgettingItem, OutputOf, ParsedInputOf } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { ERASE_ORDER, type Erased } from "./erase-rows.ts";

type Row = {
  id: string;
  state: ForgettingItem["state"];
  said_by: ForgettingItem["saidBy"];
  by_name: string | null;
  why: ForgettingItem["why"];
  asked_at: Date;
  done_at: Date | null;
  place: number;
  walk: number;
  found: Erased;
  ended: Record<string, number>;
  tombstones: number;
};

export async function readForgetting(ctx: Ctx, id: string): Promise<ForgettingItem> {
  const [row] = await rowsOf(ctx, sql`f.id = ${id}`, 1);
  if (!row) throw notFound("forgetting", id);
  return itemOf(row);
}

export async function listForgettings(
  ctx: Ctx,
  { cursor, limit }: ParsedInputOf<typeof api.privacy.requests>,
): Promise<OutputOf<typeof api.privacy.requests>> {
  const [at = "", id = ""] = cursor?.split(" ") ?? ["infinity", ""];
  if (cursor !== undefined && Number.isNaN(Date.parse(at))) throw new Problem("invalidInput", { issues: "cursor" });
  const rows = await rowsOf(ctx, sql`(f.asked_at, f.id) < (${at}::timestamptz, ${id})`, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const { rows: open } = await sql<{ open: number }>`select count(*)::int as open from forgetting
    where corp_id = ${ctx.corpId} and next_at is not null`.execute(ctx.db);
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last ? `${last.asked_at.toISOString()} ${last.id}` : null,
    open: open[0]?.open ?? 0,
  };
}

async function rowsOf({ db, corpId }: Ctx, which: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { rows } =
    await sql<Row>`select f.id, f.state, f.said_by, f.by_name, f.why, f.asked_at, f.done_at, f.place, f.walk, f.found, f.ended,
      (select count(*)::int from forgotten t where t.corp_id = f.corp_id and t.forgetting_id = f.id) as tombstones
    from forgetting f where f.corp_id = ${corpId} and ${which} order by f.asked_at desc, f.id desc limit ${limit}`.execute(db);
  return rows;
}

function itemOf(row: Row): ForgettingItem {
  const tables = Object.entries(row.found).map(([table, { gone, changed }]) => ({ table, gone, changed }));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
  const of = ERASE_ORDER.length;
  return {
    id: row.id,
    state: row.state,
    saidBy: row.said_by,
    byName: row.by_name,
    why: row.why,
    askedAt: row.asked_at.toISOString(),
    doneAt: row.done_at?.toISOString() ?? null,
    progress: { done: row.state === "done" ? of : row.place, of, round: row.walk },
    ended: sum(Object.values(row.ended)),
    gone: sum(tables.map(({ gone }) => gone)),
    changed: sum(tables.map(({ changed }) => changed)),
    tables: tables.toSorted((a, b) => a.table.localeCompare(b.table)),
    tombstones: row.tombstones,
  };
}
