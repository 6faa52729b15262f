import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { fullestGroups } from "#modules/groups";
import { sopOverview } from "#modules/sops";
import { waitingNeeds } from "./needs.ts";

/**
 * The first page of a narrow role: her tasks, her customers' questions and her groups. What is off target is counted of her own
 * people and groups. Figures are kept for the whole corp only, so she gets none rather than everybody's.
 */
export async function ownToday(ctx: Ctx, near: { least: number; limit: number }): Promise<OutputOf<typeof api.analytics.today>> {
  const [needs, full, own] = await Promise.all([waitingNeeds(ctx), fullestGroups(ctx, near.least, 10), sopOverview(ctx, {})]);
  return {
    figures: [],
    needs,
    offTarget: own.items
      .filter(({ status }) => status === "red" || status === "amber")
      .map(({ sopId, sop, key, name, rate, target, status }) => ({ sopId, sop, step: key, name, rate, target, status })),
    matchRate: { days: 0, orders: 0, matched: 0, rate: null },
    overnight: [],
    groupsNearFull: full.map((group) => ({ ...group, limit: near.limit })),
  };
}
