import type { Context } from "./context.ts";
import { act, customerType, decides, sinceLately } from "./context.ts";
import { daysUntil, weightedKey } from "./draw.ts";
import { DAY, HOUR, localMidnight, onGrid } from "./when.ts";

/** Who comes to know the shop may buy there; plans the next order. */
export function planOrder(ctx: Context, who: string, n: number): void {
  const draw = (purpose: string): number => ctx.host.random(who, `buy:${purpose}`, n);
  const days = daysUntil(customerType(ctx, who).buy.perDay, draw("days"));
  if (days === undefined) return;
  const { from, to } = ctx.behaviour.customers.awake;
  const at = onGrid(localMidnight(ctx.host.now()) + days * DAY + (from + (to - from) * draw("hour")) * HOUR, ctx.behaviour.gridMinutes);
  ctx.host.schedule(at, `buy:${who}:${n}`, { kind: "buy", who, data: { n } });
}

/** Orders, unless too many messages took the appetite away. Whoever is neither friend nor in a group was lost. */
export async function order(ctx: Context, who: string, n: number): Promise<void> {
  if (ctx.host.friendsOf(who).length === 0 && ctx.host.groupsOf(who).length === 0) return ctx.counts.add("orders.lost");
  const { tolerance, slope } = customerType(ctx, who).buy;
  const appetite = Math.max(0.1, 1 - slope * Math.max(0, sinceLately(ctx, who, "got").length - tolerance));
  if (decides(ctx, who, "buy:appetite", appetite, n)) {
    const amountFen = Number(weightedKey(ctx.behaviour.customers.basket, ctx.host.random(who, "buy:basket", n)));
    const place = ctx.host.recall(who, "place");
    const name = typeof place === "object" && place !== null && !Array.isArray(place) ? place["name"] : undefined;
    await act(ctx, { who, do: "buy", amountFen, storeId: typeof name === "string" ? name : "" });
  } else ctx.counts.add("orders.noAppetite");
  planOrder(ctx, who, n + 1);
}
