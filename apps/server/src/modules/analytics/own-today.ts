import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { fullestGroups } from "#modules/groups";
import { waitingTasks } from "#modules/tasks";

/**
 * The first page of a narrow role: her tasks and her groups. Figures are kept for the whole corp only, so she gets none rather than
 * everybody's.
 */
export async function ownToday(ctx: Ctx, near: { least: number; limit: number }): Promise<OutputOf<typeof api.analytics.today>> {
  const [tasks, full] = await Promise.all([waitingTasks(ctx), fullestGroups(ctx, near.least, 10)]);
  const needs = [
    { key: "overdueTasks", count: tasks.overdue, to: "/tasks?overdue=true" },
    { key: "openTasks", count: tasks.open, to: "/tasks?state=open" },
  ].filter(({ count }) => count > 0);
  return {
    figures: [],
    needs: needs.map((need) => ({ ...need, params: { count: need.count } })),
    offTarget: [],
    matchRate: { days: 0, orders: 0, matched: 0, rate: null },
    overnight: [],
    groupsNearFull: full.map((group) => ({ ...group, limit: near.limit })),
  };
}
