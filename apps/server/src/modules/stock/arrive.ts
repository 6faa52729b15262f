import { sql } from "kysely";
import type { api, ParsedInputOf, StockArrival, StockForecast } from "@shuke/contract";
import { withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { callOff, needsSecond, opensAt } from "#modules/sends";
import { readArrival, wavesOf } from "./rows.ts";
import { foreseeWaves } from "./rules.ts";
import { arrivalsAt } from "./screens.ts";
import { productToWant } from "./wants.ts";
import { friendsOf, HOURS, rateOf, servable } from "./wave.ts";
import { Problem } from "#kit/problem";

/** The duty begins its first wave at once. */
export async function arriveStock(ctx: Ctx, input: ParsedInputOf<typeof api.stock.arrive>): Promise<StockArrival> {
  const { plan } = await productToWant(ctx, input.productId);
  const id = newId("arv", ctx.now);
  await withUnit(ctx, async (unit) => {
    await sql`insert into stock_arrival (corp_id, id, product_id, store_id, arrived, at, by, next_at) values (${unit.corpId}, ${id}, ${input.productId},
        ${plan.storeId ?? input.storeId}, ${input.pieces}, ${unit.now}, ${actorName(unit.actor)}, ${unit.now})`.execute(unit.db);
    await unit.audit("stock.arrive", `stock:${input.productId}`, { arrivalId: id, pieces: input.pieces, storeId: input.storeId });
  });
  return arrivalOf(ctx, id);
}

/** What was sent stays sent, and what is kept for whoever got it is kept until its end: a promise is a promise. */
export async function stopArrival(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.stock.stop>): Promise<StockArrival> {
  await withUnit(ctx, async (unit) => {
    const arrival = await readArrival(unit, id, true);
    if (arrival.state !== "going") throw new Problem("stockArrivalOver", {}, 409);
    await sql`update stock_arrival set state = 'stopped', reason = 'stopped', next_at = ${unit.now} where corp_id = ${unit.corpId} and id = ${id}`.execute(
      unit.db,
    );
    for (const wave of await wavesOf(unit, [id])) if (wave.state === "open") await callOff(unit, wave.id, why);
    await unit.audit("stock.stop", `stock:${arrival.productId}`, { arrivalId: id, why });
  });
  return arrivalOf(ctx, id);
}

async function arrivalOf(ctx: Ctx, id: string): Promise<StockArrival> {
  const [arrival] = await arrivalsAt(ctx, [await readArrival(ctx, id)]);
  if (!arrival) throw new Error(`arrival ${id} is gone`);
  return arrival;
}

/** What saying so would do, without doing it. */
export async function forecastArrival(ctx: Ctx, input: ParsedInputOf<typeof api.stock.forecast>): Promise<StockForecast> {
  const { id, plan } = await productToWant(ctx, input.productId);
  const storeId = plan.storeId ?? input.storeId;
  const { rate, known } = await rateOf(ctx, id);
  const { rows } = await sql<{ queue: number[] | null }>`select array_agg(n.quantity order by n.since, n.id) as queue from stock_want n
    where ${servable(ctx.corpId, id, storeId)}`.execute(ctx.db);
  const { rows: others } = await sql<{
    n: number;
  }>`select count(*)::int as n from stock_want n where n.corp_id = ${ctx.corpId} and n.product_id = ${id}
    and n.state = 'waiting' and (${storeId}::text is null or n.store_id is null or n.store_id = ${storeId}) and not exists (${friendsOf(ctx.corpId)})`.execute(
    ctx.db,
  );
  const queue = rows[0]?.queue ?? [];
  const unreachable = others[0]?.n ?? 0;
  const seen = foreseeWaves(queue, input.pieces, rate);
  const first = (await opensAt(ctx, HOURS)) ?? ctx.now;
  return {
    waiting: queue.length + unreachable,
    unreachable,
    wanted: queue.reduce((sum, one) => sum + one, 0),
    rate,
    known,
    waves: seen.waves.map((wave, n) => ({
      ...wave,
      no: n + 1,
      startsAt: new Date(first.getTime() + n * plan.holdHours * 3_600_000).toISOString(),
    })),
    left: seen.left,
    without: seen.without,
    needsApproval: await needsSecond(ctx, seen.waves[0]?.people ?? 0),
  };
}
