import type { api, OutputOf, ParsedInputOf, SidebarPerson } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { pageOfStock, takeHerself, wantHerself, withdrawHerself } from "#modules/stock";
import { needPerson } from "./in-sight.ts";

/** As her own page has it, but for products that only the house writes down. */
export async function stockBeside(ctx: Ctx, externalUserId: string): Promise<SidebarPerson["stock"]> {
  const { wants, products } = await pageOfStock(ctx, externalUserId, "", "all");
  return {
    wants: wants.map(({ id, product, unit, quantity, state, since, until }) => ({ id, product, unit, quantity, state, since, until })),
    products,
  };
}

export async function wantAtCounter(ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.want>): Promise<OutputOf<typeof api.sidebar.want>> {
  const { externalUserId } = await needPerson(ctx, input.externalUserId);
  return { added: await wantHerself(ctx, externalUserId, input.productId, input.quantity, "counter") };
}

export async function dropWantAtCounter(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sidebar.dropWant>,
): Promise<OutputOf<typeof api.sidebar.dropWant>> {
  const { externalUserId } = await needPerson(ctx, input.externalUserId);
  return { ended: await withdrawHerself(ctx, externalUserId, input.wantId) };
}

export async function takenAtCounter(ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.taken>): Promise<{ ok: true }> {
  const { externalUserId } = await needPerson(ctx, input.externalUserId);
  await takeHerself(ctx, externalUserId, input.wantId, input.quantity);
  return { ok: true };
}
