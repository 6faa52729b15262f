import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { jsonbText } from "#kit/json";
import { traced } from "#kit/trace";
import { tracesOfFacts } from "#log";
import { laneOf, reachOf } from "./kinds.ts";
import type { PlanRequest } from "./types.ts";

export const actionId = (corpId: string, dedupeKey: string) => derivedId("act", corpId, dedupeKey);

let written = 0;

/** How many times this process has planned something: as long as it stays, what was seen of its actions holds. */
export const plansWritten = (): number => written;

/** Writes planned actions in the caller's transaction. A key that was planned before is left as it is. */
export async function planAll(ctx: Ctx, plans: readonly PlanRequest[]): Promise<void> {
  if (plans.length === 0) return;
  written += 1;
  const rows = plans.map((plan) => ({
    id: actionId(ctx.corpId, plan.dedupeKey),
    kind: plan.kind,
    payload: plan.payload,
    lane: laneOf[plan.kind],
    reach: reachOf[plan.kind],
    run_after: plan.runAfter.toISOString(),
    run_until: plan.runUntil?.toISOString() ?? null,
    dedupe_key: plan.dedupeKey,
    planned_by: plan.plannedBy,
    cause_seq: plan.causeSeq ?? null,
  }));
  const traces = await tracesOfFacts(
    ctx.db,
    ctx.corpId,
    plans.map(({ causeSeq }) => causeSeq),
  );
  const what = { name: "plan", attributes: { corp: ctx.corpId, kinds: [...new Set(plans.map(({ kind }) => kind))] } };
  await traced([...traces.values()], what, () => insert(ctx, rows));
}

async function insert(ctx: Ctx, rows: ReadonlyArray<Record<string, unknown>>): Promise<void> {
  await sql`
    with planned as (insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, run_until, dedupe_key, planned_by,
      cause_seq, created_at)
    select ${ctx.corpId}, id, kind, payload, lane, reach, run_after, run_until, dedupe_key, planned_by, cause_seq, ${ctx.now}
    from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(id text, kind text, payload jsonb, lane text, reach text,
      run_after timestamptz, run_until timestamptz, dedupe_key text, planned_by text, cause_seq bigint)
    order by dedupe_key
    on conflict do nothing returning id, lane, run_after, run_until, dedupe_key)
    insert into action_unsent (corp_id, id, lane, run_after, run_until, dedupe_key, created_at)
    select ${ctx.corpId}, id, lane, run_after, run_until, dedupe_key, ${ctx.now} from planned`.execute(ctx.db);
}
