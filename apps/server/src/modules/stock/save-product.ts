import { sql } from "kysely";
import type { api, ParsedInputOf, StockItem, StockPlan } from "@shuke/contract";
import { gateSettings, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { readProduct } from "./rows.ts";
import { itemOf } from "./screens.ts";

export async function saveProduct(ctx: Ctx, { id, plan, revision }: ParsedInputOf<typeof api.stock.save>): Promise<StockItem> {
  await refuseTaken(ctx, plan, id ?? null);
  if (id === undefined) return itemOf(ctx, await writeProduct(ctx, plan, null));
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  await withUnit(ctx, async (unit) => {
    const row = await readProduct(unit, id, true);
    if (revision !== undefined && revision !== row.revision)
      throw new Problem("stockSavedMeanwhile", { by: row.savedBy, time: localStamp(row.savedAt, timeZone) }, 409);
    await sql`update stock_product set name = ${plan.name}, sku = ${plan.sku}, plan = ${JSON.stringify(plan)}, revision = revision + 1,
        saved_at = ${unit.now}, saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("stock.save", `stock:${id}`, { plan });
  });
  return itemOf(ctx, id);
}

export async function archiveProduct(ctx: Ctx, { id, archived }: ParsedInputOf<typeof api.stock.archive>): Promise<StockItem> {
  const { plan } = await readProduct(ctx, id);
  if (!archived) await refuseTaken(ctx, plan, id);
  await withUnit(ctx, async (unit) => {
    const { rows } =
      await sql`select from stock_arrival where corp_id = ${unit.corpId} and product_id = ${id} and next_at is not null limit 1`.execute(
        unit.db,
      );
    if (archived && rows.length > 0) throw new Problem("stockUnderWay", { name: plan.name }, 409);
    await sql`update stock_product set archived_at = ${archived ? unit.now : null}, revision = revision + 1, saved_at = ${unit.now},
        saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("stock.archive", `stock:${id}`, { archived });
  });
  return itemOf(ctx, id);
}

/** From a playbook: known by its sku; what operators change in it stays. */
export async function installProduct(ctx: Ctx, playbook: string, plan: StockPlan): Promise<"created" | "kept"> {
  const { rows } = await sql`select from stock_product where corp_id = ${ctx.corpId} and sku = ${plan.sku} limit 1`.execute(ctx.db);
  if (rows.length > 0) return "kept";
  await writeProduct(ctx, plan, playbook);
  return "created";
}

async function writeProduct(ctx: Ctx, plan: StockPlan, playbook: string | null): Promise<string> {
  const id = newId("prd", ctx.now);
  await withUnit(ctx, async (unit) => {
    await sql`insert into stock_product (corp_id, id, sku, name, plan, playbook, saved_at, saved_by, created_at) values (${unit.corpId}, ${id},
        ${plan.sku}, ${plan.name}, ${JSON.stringify(plan)}, ${playbook}, ${unit.now}, ${actorName(unit.actor)}, ${unit.now})`.execute(
      unit.db,
    );
    await unit.audit("stock.save", `stock:${id}`, { plan });
  });
  return id;
}

async function refuseTaken(ctx: Ctx, { sku }: StockPlan, id: string | null): Promise<void> {
  const { rows } = await sql<{
    name: string;
  }>`select name from stock_product where corp_id = ${ctx.corpId} and sku = ${sku} and archived_at is null
    and id is distinct from ${id}`.execute(ctx.db);
  if (rows[0]) throw new Problem("stockSkuTaken", { sku, name: rows[0].name }, 409);
}
