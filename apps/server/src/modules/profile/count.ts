import { type RawBuilder, sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import type { SearchSet } from "#modules/customers";
import { type Filter, searchOf } from "./filter.ts";

/** Counting further takes long, and nobody reads the last digit of so many. */
const COUNT_UP_TO = 20_000;
/** Real time that a count may take before an estimate does. */
const PATIENCE = "150ms";
const TOO_SLOW = "57014";

/** How many people a filter leaves: exact while that is cheap, else as the database's statistics have it, and marked so. */
export async function countCustomers(ctx: Ctx, filter: Filter): Promise<OutputOf<typeof api.customers.count>> {
  const { where, search } = await searchOf(ctx, filter);
  return estimateOf(ctx, where, search?.set ?? null);
}

export async function estimateOf(
  ctx: Ctx,
  where: RawBuilder<boolean>,
  set: SearchSet | null = null,
): Promise<{ count: number; exact: boolean }> {
  const counted = await countUpTo(ctx, where, set);
  if (counted !== null && counted <= COUNT_UP_TO) return { count: counted, exact: true };
  const { rows } = await sql<{ "QUERY PLAN": Array<{ Plan: { "Plan Rows": number } }> }>`explain (format json)
    select from customer c where c.corp_id = ${ctx.corpId} and ${where}`.execute(ctx.db);
  const guess = rows[0]?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
  return { count: Math.max(guess, counted ?? 0), exact: false };
}

async function countUpTo(ctx: Ctx, where: RawBuilder<boolean>, set: SearchSet | null): Promise<number | null> {
  try {
    return await ctx.db.transaction().execute(async (tx) => {
      await sql`select set_config('statement_timeout', ${PATIENCE}, true)`.execute(tx);
      const people = set?.isRare ? sql`(${set.people}) c where ${set.rest}` : sql`customer c where c.corp_id = ${ctx.corpId} and ${where}`;
      const { rows } = await sql<{ n: number }>`select count(*)::int as n
        from (select from ${people} limit ${COUNT_UP_TO + 1}) x`.execute(tx);
      return rows[0]?.n ?? 0;
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === TOO_SLOW) return null;
    throw error;
  }
}
