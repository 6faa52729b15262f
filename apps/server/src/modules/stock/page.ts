import { sql } from "kysely";
import type { StockWant } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { readProducts, readWant } from "./rows.ts";
import { wantsOf } from "./screens.ts";
import { endWant, noteWants, productToWant, takeByHand } from "./wants.ts";

const MOST = 50;

export type StockPage = {
  wants: StockWant[];
  /** What she may ask for and does not wait for yet. */
  products: Array<{ id: string; name: string; unit: string; each: number }>;
  /** Nobody of us is her friend: she could not be told. */
  unreachable: boolean;
};

/** `asked`: the product whose link she followed comes first, also one that is not offered to everybody. */
export async function pageOfStock(ctx: Ctx, externalUserId: string, asked: string, offered: "open" | "all" = "open"): Promise<StockPage> {
  const id = customerId(ctx.corpId, externalUserId);
  const [wants, all] = await Promise.all([wantsOf(ctx, id), readProducts(ctx, { archived: false, limit: MOST })]);
  const hers = new Set(wants.map(({ productId }) => productId));
  const named = all.some((row) => row.id === asked) || asked === "" ? null : await productToWant(ctx, asked).catch(() => null);
  const products = [...(named ? [named] : []), ...all]
    .filter((row) => !hers.has(row.id) && (offered === "all" || row.plan.open || row.id === asked))
    .toSorted((a, b) => Number(b.id === asked) - Number(a.id === asked));
  const { rows } =
    await sql`select from relation where corp_id = ${ctx.corpId} and customer_id = ${id} and state = 'active' limit 1`.execute(ctx.db);
  return {
    wants,
    products: products.map(({ id: own, plan }) => ({ id: own, name: plan.name, unit: plan.unit, each: plan.each })),
    unreachable: rows.length === 0,
  };
}

/** By whoever is behind the page: `road` says who writes it down for her. */
export async function wantHerself(
  ctx: Ctx,
  externalUserId: string,
  productId: string,
  quantity: number,
  road: "page" | "counter" = "page",
): Promise<boolean> {
  const id = customerId(ctx.corpId, externalUserId);
  return withUnit(ctx, async (unit) => {
    const product = await productToWant(unit, productId);
    const people = sql`select k.id, ${quantity}::int as quantity, 0 as line from customer k where k.corp_id = ${unit.corpId} and k.id = ${id}`;
    const { people: found, added } = await noteWants(unit, product, people, { road, storeId: null });
    if (found === 0) throw new Problem("stockUnknownPerson", {}, 404);
    await unit.audit("stock.want", `stock:${productId}`, { people: added, quantity, road });
    return added > 0;
  });
}

/** Only her own; false where there is nothing to take back any more. */
export async function withdrawHerself(ctx: Ctx, externalUserId: string, wantId: string): Promise<boolean> {
  const id = customerId(ctx.corpId, externalUserId);
  return withUnit(ctx, async (unit) => {
    const want = await readWant(unit, wantId);
    if (want.customerId !== id) throw new Problem("stockUnknownPerson", {}, 404);
    const ended = await endWant(unit, wantId, { state: "withdrawn", reason: "withdrawn" });
    if (ended) await unit.audit("stock.withdraw", `stock:${want.productId}`, { wantId, by: "herself" });
    return ended;
  });
}

/** Somebody of the house saw her take it. */
export async function takeHerself(ctx: Ctx, externalUserId: string, wantId: string, quantity: number | undefined): Promise<void> {
  const id = customerId(ctx.corpId, externalUserId);
  await withUnit(ctx, async (unit) => {
    const want = await readWant(unit, wantId);
    if (want.customerId !== id) throw new Problem("stockUnknownPerson", {}, 404);
    const taken = await takeByHand(unit, wantId, quantity);
    await unit.audit("stock.taken", `stock:${want.productId}`, { wantId, quantity: taken.quantity });
  });
}
