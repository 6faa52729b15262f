import { sql } from "kysely";
import { stockPlan } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import type { ArrivalRow, ProductRow, WantRow, WaveRow } from "./types.ts";

const PRODUCT = sql`p.id, p.plan, p.playbook, p.revision, p.saved_at as "savedAt", p.saved_by as "savedBy", p.archived_at as "archivedAt"`;

const parsed = (row: ProductRow): ProductRow => ({ ...row, plan: stockPlan.parse(row.plan) });

export async function readProduct(ctx: Ctx, id: string, lock = false): Promise<ProductRow> {
  const { rows } = await sql<ProductRow>`select ${PRODUCT} from stock_product p where p.corp_id = ${ctx.corpId} and p.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("product", id);
  return parsed(row);
}

/** A page of them by name; those put away apart. */
export async function readProducts(
  ctx: Ctx,
  { query = "", archived, after, limit }: { query?: string | undefined; archived: boolean; after?: string | undefined; limit: number },
): Promise<ProductRow[]> {
  const like = `%${query.trim().replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`;
  const { rows } = await sql<ProductRow>`select ${PRODUCT} from stock_product p where p.corp_id = ${ctx.corpId}
      and (p.archived_at is not null) = ${archived} and (p.name ilike ${like} or p.sku ilike ${like})
      and (${after ?? null}::text is null or (p.name, p.id) > (select a.name, a.id from stock_product a where a.corp_id = p.corp_id and a.id = ${after ?? null}))
    order by p.name, p.id limit ${limit}`.execute(ctx.db);
  return rows.map(parsed);
}

const ARRIVAL = sql`a.id, a.product_id as "productId", a.store_id as "storeId", a.arrived, a.taken, a.held, a.reserved, a.free, a.state, a.reason,
  a.waves, a.at, a.by, a.ended_at as "endedAt", a.next_at as "nextAt", a.received, a.received_80_at as "received80At"`;

/** With `lock` nobody else changes what is kept, taken or free of it until the caller commits: every change of a hold begins here. */
export async function readArrival(ctx: Ctx, id: string, lock = false): Promise<ArrivalRow> {
  const { rows } = await sql<ArrivalRow>`select ${ARRIVAL} from stock_arrival a where a.corp_id = ${ctx.corpId} and a.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("arrival", id);
  return row;
}

export async function arrivalsOf(ctx: Ctx, productId: string, limit = 20): Promise<ArrivalRow[]> {
  const { rows } =
    await sql<ArrivalRow>`select ${ARRIVAL} from stock_arrival a where a.corp_id = ${ctx.corpId} and a.product_id = ${productId}
    order by a.at desc, a.id desc limit ${limit}`.execute(ctx.db);
  return rows;
}

/** One whose duty is due; another worker has the others. */
export async function dueArrival(ctx: Ctx): Promise<ArrivalRow | null> {
  const { rows } = await sql<ArrivalRow>`select ${ARRIVAL} from stock_arrival a where a.corp_id = ${ctx.corpId} and a.next_at <= ${ctx.now}
    order by a.next_at, a.id limit 1 for update skip locked`.execute(ctx.db);
  return rows[0] ?? null;
}

/** Open arrivals of a product in which a buyer of that store may find it, the oldest first. */
export async function openArrivals(ctx: Ctx, productId: string, storeId: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from stock_arrival where corp_id = ${ctx.corpId} and product_id = ${productId}
    and state <> 'done' and taken < arrived and (store_id is null or ${storeId}::text is null or store_id = ${storeId}) order by at, id`.execute(
    ctx.db,
  );
  return rows.map(({ id }) => id);
}

/**
 * Keeps all open arrivals of these products from others until the caller commits, in one order: whoever may touch several begins here, or two
 * would wait for each other in a circle.
 */
export async function lockArrivals(ctx: Ctx, productIds: readonly string[]): Promise<void> {
  await sql`select from stock_arrival where corp_id = ${ctx.corpId} and product_id = any(${[...new Set(productIds)]}) and state <> 'done'
    order by id for update`.execute(ctx.db);
}

const WAVE = sql`w.arrival_id as "arrivalId", w.no, w.id, w.state, w.starts_at as "startsAt", w.until, w.ended_at as "endedAt", w.people, w.pieces, w.rate,
  w.received, w.received_80_at as "received80At", w.offered, w.taken`;

export async function wavesOf(ctx: Ctx, arrivalIds: readonly string[]): Promise<WaveRow[]> {
  if (arrivalIds.length === 0) return [];
  const { rows } = await sql<WaveRow>`select ${WAVE} from stock_wave w where w.corp_id = ${ctx.corpId}
    and w.arrival_id = any(${[...arrivalIds]}) order by w.arrival_id, w.no`.execute(ctx.db);
  return rows;
}

const WANT = sql`n.id, n.product_id as "productId", n.customer_id as "customerId", n.store_id as "storeId", n.quantity, n.road, n.since,
  n.noted_by as "notedBy", n.expires_at as "expiresAt", n.state, n.reason, n.arrival_id as "arrivalId", n.ended_at as "endedAt"`;

export async function readWant(ctx: Ctx, id: string, lock = false): Promise<WantRow> {
  const { rows } = await sql<WantRow>`select ${WANT} from stock_want n where n.corp_id = ${ctx.corpId} and n.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("want", id);
  return row;
}
