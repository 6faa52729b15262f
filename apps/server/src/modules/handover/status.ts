import { sql } from "kysely";
import type { api, HandoverPlan, OutputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { friendCounts } from "#modules/customers";
import { groupCounts } from "#modules/groups";
import { staffNames } from "#modules/org";
import { readHandover } from "./read.ts";
import type { Handover } from "./types.ts";

type Row = {
  kind: "customer" | "group";
  state: HandoverPlan["states"][number]["state"];
  to: string;
  why: string;
  reason: string | null;
  day: string | null;
  n: number;
};

/** A plan as people judge it: how many on which day, to whom and why, and what waits for them. */
export async function statusOf(ctx: Ctx, { handoverId }: { handoverId: string }): Promise<OutputOf<typeof api.handover.status>> {
  const plan = await readHandover(ctx, handoverId);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const { rows } = await sql<Row>`select kind, state, to_user as "to", why, case when state = 'person' then reason end as reason,
      to_char((case when state = 'planned' then run_at else coalesce(asked_at, run_at) end) at time zone ${timeZone}, 'YYYY-MM-DD') as day,
      count(*)::int as n
    from handover_item where corp_id = ${ctx.corpId} and handover_id = ${handoverId} group by 1, 2, 3, 4, 5, 6`.execute(ctx.db);
  const takers = [...new Set([...plan.takers, ...rows.flatMap(({ to }) => (to === "" ? [] : [to]))])].sort();
  const [names, friends, groups] = [
    await staffNames(ctx, [plan.userId, ...takers]),
    await friendCounts(ctx, takers),
    await groupCounts(ctx, takers),
  ];
  const placed = rows.filter(({ to, state }) => to !== "" && !["gone", "kept", "cancelled", "person"].includes(state));
  return {
    ...headOf(plan, names.get(plan.userId) ?? plan.userId),
    holds: { customers: sum(rows, "customer"), groups: sum(rows, "group") },
    states: [...Map.groupBy(rows, ({ kind, state }) => `${kind} ${state}`).values()].flatMap((some) => {
      const [first] = some;
      return first ? [{ kind: first.kind, state: first.state, count: total(some) }] : [];
    }),
    days: [...Map.groupBy(placed, ({ day }) => day ?? "")]
      .filter(([day]) => day !== "")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, some]) => ({ day, customers: sum(some, "customer"), groups: sum(some, "group") })),
    takers: takers.map((userId) => {
      const mine = placed.filter(({ to }) => to === userId);
      return {
        userId,
        name: names.get(userId) ?? userId,
        customers: sum(mine, "customer"),
        groups: sum(mine, "group"),
        done: total(mine.filter(({ state }) => state === "done")),
        hasCustomers: friends.get(userId) ?? 0,
        hasGroups: groups.get(userId) ?? 0,
        spoiled: plan.spoiled.includes(userId),
      };
    }),
    whys: [...Map.groupBy(placed, ({ why }) => why)].map(([why, some]) => ({ why, count: total(some) })).sort((a, b) => b.count - a.count),
    undecided: [
      ...Map.groupBy(
        rows.filter(({ state }) => state === "person"),
        ({ kind, reason }) => `${kind} ${reason ?? ""}`,
      ).values(),
    ].flatMap((some) => {
      const [first] = some;
      return first ? [{ kind: first.kind, reason: first.reason ?? "", count: total(some) }] : [];
    }),
    canUndo: plan.kind === "onjob" && plan.undoOf === null && rows.some(({ state }) => state === "done"),
  };
}

const total = (rows: readonly Row[]) => rows.reduce((n, row) => n + row.n, 0);
const sum = (rows: readonly Row[], kind: Row["kind"]) => total(rows.filter((row) => row.kind === kind));

/** What a plan says without its things. */
export function headOf(plan: Handover, name: string) {
  return {
    id: plan.id,
    userId: plan.userId,
    name,
    kind: plan.kind,
    reason: plan.reason,
    state: plan.state,
    message: plan.message,
    perTaker: plan.perTaker,
    undoOf: plan.undoOf,
    plannedAt: plan.plannedAt.toISOString(),
    startedAt: plan.startedAt?.toISOString() ?? null,
    endedAt: plan.endedAt?.toISOString() ?? null,
    complete: plan.state === "done",
  };
}
