import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { type Family, schedule } from "./due.ts";
import { reconcileDue } from "./sync-customers.ts";

/** A whole repair: every list, every group, every detail. */
const EVERYTHING: readonly Family[] = ["staff", "tags", "first", "groups", "follow", "details"];

/** Compares everything with WeCom from now on; the worker does it in the background. */
export async function runSync(ctx: Ctx): Promise<OutputOf<typeof api.sync.run>> {
  return withUnit(ctx, async (unit) => {
    await schedule(
      unit.db,
      ctx.corpId,
      EVERYTHING.map((family) => reconcileDue(family, "all", ctx.now)),
    );
    await unit.audit("sync.run", "sync", { families: EVERYTHING });
    return { queued: EVERYTHING.length };
  });
}

type Status = OutputOf<typeof api.sync.status>;
type Row = {
  family: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  expected: number;
  fetched: number;
  repaired: number;
  failed: number;
};

/** The last certificate of each family, and how many single things still wait to be fetched. */
export async function syncStatus(ctx: Ctx): Promise<Status> {
  const { rows } = await sql<Row>`
    select distinct on (family) family, started_at as "startedAt", finished_at as "finishedAt", expected, fetched, repaired,
      jsonb_array_length(failed) as failed
    from sync_run where corp_id = ${ctx.corpId} order by family, started_at desc, id desc`.execute(ctx.db);
  const { rows: due } = await sql<{ family: string; n: number }>`select family, count(*)::int as n from sync_due
    where corp_id = ${ctx.corpId} group by family`.execute(ctx.db);
  const waiting = new Map(due.map((row) => [row.family, row.n]));
  const last = new Map(rows.map((row) => [row.family, row]));
  const names = [...new Set<string>([...EVERYTHING, ...last.keys(), ...waiting.keys()])];
  return {
    families: names.map((family) => {
      const run = last.get(family);
      return {
        family,
        startedAt: run?.startedAt?.toISOString() ?? null,
        finishedAt: run?.finishedAt?.toISOString() ?? null,
        expected: run?.expected ?? 0,
        fetched: run?.fetched ?? 0,
        failed: run?.failed ?? 0,
        repaired: run?.repaired ?? 0,
        waiting: waiting.get(family) ?? 0,
      };
    }),
  };
}
