import { sql } from "kysely";
import { personKeyKinds } from "@shuke/contract";
import type { api, OrderFilter, OrderItem, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { addDays } from "#kit/tz";
import { buyersByIds } from "#modules/customers";
import { storesByIds } from "#modules/org";
import { readAsOf } from "./as-of.ts";
import { counterOf, whereOrders } from "./filter.ts";

export type OrderRow = {
  order_no: string;
  person_id: string | null;
  amount_fen: number;
  refunded_fen: number;
  paid_at: Date;
  at_us: string;
  day: string;
  store_id: string | null;
  store_code: string;
  channel: string;
  credit: OrderItem["credit"];
};

export const ORDER_COLUMNS = sql`o.order_no, o.person_id, o.amount_fen, o.refunded_fen, o.paid_at,
  (extract(epoch from o.paid_at) * 1000000)::bigint::text as at_us, o.day, o.store_id, o.store_code, o.channel, o.credit`;

/** Orders, the newest first. */
export async function listOrders(ctx: Ctx, input: ParsedInputOf<typeof api.orders.list>): Promise<OutputOf<typeof api.orders.list>> {
  const { limit, cursor, ...filter } = input;
  const rows = await readOrders(ctx, filter, limit + 1, cursor);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: await toItems(ctx, shown), nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}

export const cursorOf = ({ at_us, order_no }: OrderRow) => `${at_us}~${order_no}`;

export async function readOrders(ctx: Ctx, filter: OrderFilter, limit: number, cursor: string | undefined): Promise<OrderRow[]> {
  const [, us, orderNo] = /^(-?\d{1,18})~(.*)$/su.exec(cursor ?? "") ?? [];
  const at = sql`timestamptz 'epoch' + ${us ?? "0"}::bigint * interval '1 microsecond'`;
  const after = us === undefined ? sql`true` : sql`o.paid_at <= ${at} and (o.paid_at < ${at} or o.order_no > ${orderNo ?? ""})`;
  const { rows } = await sql<OrderRow>`select ${ORDER_COLUMNS} from customer_order o
    where ${await whereOrders(ctx, filter)} and ${after} order by o.paid_at desc, o.order_no limit ${limit}`.execute(ctx.db);
  return rows;
}

export async function toItems(ctx: Ctx, rows: readonly OrderRow[]): Promise<OrderItem[]> {
  const [buyers, stores] = await Promise.all([
    buyersByIds(
      ctx,
      rows.flatMap(({ person_id }) => person_id ?? []),
    ),
    storesByIds(ctx, [...new Set(rows.flatMap(({ store_id }) => store_id ?? []))]),
  ]);
  return rows.map((row) => ({
    orderNo: row.order_no,
    buyer: row.person_id === null ? null : (buyers.get(row.person_id) ?? null),
    amountFen: row.amount_fen,
    refundedFen: row.refunded_fen,
    paidAt: row.paid_at.toISOString(),
    day: row.day,
    storeId: row.store_id,
    storeName: row.store_id === null ? null : (stores.get(row.store_id)?.name ?? null),
    storeCode: row.store_code,
    channel: row.channel,
    credit: row.credit,
  }));
}

/** One person's orders, for her profile; the newest first. */
export async function ordersOf(
  ctx: Ctx,
  personId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<OutputOf<typeof api.orders.list>> {
  return listOrders(ctx, { personId, ...page });
}

export async function getOrder(ctx: Ctx, input: { orderNo: string }): Promise<OutputOf<typeof api.orders.get>> {
  type Full = OrderRow & { keys: Record<string, string>; source: string; changed_at: Date; recorded_at: Date };
  const { rows } = await sql<Full>`select ${ORDER_COLUMNS}, o.keys, o.source, o.changed_at, o.recorded_at from customer_order o
    where ${await whereOrders(ctx, {})} and o.order_no = ${input.orderNo}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("order", input.orderNo);
  const { rows: refunds } = await sql<{ refund_no: string; amount_fen: number; refunded_at: Date }>`
    select refund_no, amount_fen, refunded_at from order_refund
    where corp_id = ${ctx.corpId} and order_no = ${input.orderNo} order by refunded_at, refund_no`.execute(ctx.db);
  const [item] = await toItems(ctx, [row]);
  if (!item) throw notFound("order", input.orderNo);
  return {
    ...item,
    // The strongest first, as they decide.
    keys: personKeyKinds.flatMap((kind) => {
      const value = row.keys[kind];
      return value === undefined ? [] : [{ kind, value }];
    }),
    source: row.source,
    changedAt: row.changed_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    refunds: refunds.map((one) => ({
      refundNo: one.refund_no,
      amountFen: one.amount_fen,
      refundedAt: one.refunded_at.toISOString(),
    })),
  };
}

type Totals = NonNullable<OutputOf<typeof api.orders.totals>["totals"]>;

/** Rows that are counted one by one where no counter is kept; beyond them the sum is unknown rather than slow. */
const MOST_COUNTED = 20_000;

export async function orderTotals(ctx: Ctx, filter: OrderFilter): Promise<OutputOf<typeof api.orders.totals>> {
  // The counters are the whole corp's.
  const counter = ctx.scope ? null : counterOf(filter);
  if (counter) {
    const { rows } = await sql<Totals>`select coalesce(sum(orders), 0)::bigint as orders, coalesce(sum(matched), 0)::bigint as matched,
        coalesce(sum(refunded), 0)::bigint as refunded, coalesce(sum(amount_fen), 0)::bigint as "amountFen",
        coalesce(sum(refunded_fen), 0)::bigint as "refundedFen"
      from order_day where corp_id = ${ctx.corpId} and dim = ${counter.dim} and key = ${counter.key}
        and day between ${filter.from ?? "0001-01-01"}::date and ${filter.to ?? "9999-12-31"}::date`.execute(ctx.db);
    return { totals: rows[0] ?? null };
  }
  const { rows } = await sql<Totals>`select count(*) as orders, count(*) filter (where person_id ^@ 'cus_') as matched,
      count(*) filter (where refunded_fen > 0) as refunded, coalesce(sum(amount_fen), 0)::bigint as "amountFen",
      coalesce(sum(refunded_fen), 0)::bigint as "refundedFen"
    from (select o.person_id, o.amount_fen, o.refunded_fen from customer_order o
      where ${await whereOrders(ctx, filter)} order by o.paid_at desc, o.order_no limit ${MOST_COUNTED + 1}) o`.execute(ctx.db);
  const [totals] = rows;
  return { totals: totals && totals.orders <= MOST_COUNTED ? totals : null };
}

export async function orderChannels(ctx: Ctx): Promise<{ channels: string[] }> {
  const { rows } = await sql<{ key: string }>`
    with recursive c as (
      (select key from order_day where corp_id = ${ctx.corpId} and dim = 'channel' and key > '' order by key limit 1)
      union all select (select key from order_day where corp_id = ${ctx.corpId} and dim = 'channel' and key > c.key order by key limit 1)
        from c where c.key is not null)
    select key from c where key is not null limit 200`.execute(ctx.db);
  return { channels: rows.map(({ key }) => key) };
}

type Daily = OutputOf<typeof api.orders.daily>;

/** A row for each day of the span, also where nothing was bought. At most a year. */
export async function dailyOrders(ctx: Ctx, input: ParsedInputOf<typeof api.orders.daily>): Promise<Daily> {
  const { today } = await readAsOf(ctx, undefined);
  const to = input.to ?? today;
  const counter = counterOf(input) ?? { dim: "all" as const, key: "" };
  const from = input.from ?? addDays(to, -29);
  const { rows } = await sql<Daily["days"][number]>`
    select d::date as day, coalesce(o.orders, 0) as orders, coalesce(o.matched, 0) as matched, coalesce(o.refunded, 0) as refunded,
      coalesce(o.amount_fen, 0) as "amountFen", coalesce(o.refunded_fen, 0) as "refundedFen",
      coalesce(o.direct, 0) as direct, coalesce(o.prompted, 0) as prompted
    from generate_series(greatest(${from}::date, ${to}::date - 365)::timestamp, ${to}::date::timestamp, interval '1 day') d
    left join order_day o on o.corp_id = ${ctx.corpId} and o.dim = ${counter.dim} and o.key = ${counter.key} and o.day = d::date
    order by 1`.execute(ctx.db);
  return { days: rows };
}
