import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import { forgottenPeople } from "#kit/forgotten";
import { only, ORDER_FACTS, ordersIn } from "#log";
import { takePieces } from "./ledger.ts";
import { lockArrivals, openArrivals } from "./rows.ts";
import { endWant, noteSale } from "./wants.ts";

/** Whoever is seen to buy after somebody marked it at the counter, within so long, bought it once. */
const SAME_MS = 3 * 86_400_000;

type Sale = { orderNo: string; productId: string; personId: string | null; storeId: string | null; quantity: number; at: Date };

/**
 * Orders that name a product people wait for: what was kept for her is taken, whoever was not told yet drops out, and what others buy is
 * not there any more for those who wait. Each order counts once; goods that come back are a new arrival.
 */
export const stockOrders = reaction({
  name: "stock.orders",
  after: ["orders", "orders.items"],
  on: [...ORDER_FACTS, "relation.ended"],
  idle: async (db, corpId) => (await sql`select from stock_product where corp_id = ${corpId} limit 1`.execute(db)).rows.length === 0,
  async react(unit, batch) {
    const lines = batch.flatMap((event) =>
      ordersIn(event).flatMap(({ orderNo, personId, storeId, paidAt, items = [] }) =>
        items.map(({ sku, quantity }) => ({ orderNo, personId, storeId, paidAt, sku, quantity })),
      ),
    );
    const sales = lines.length > 0 ? await salesThatMatter(unit, lines) : [];
    const ended = [...new Set(only(batch, "relation.ended").map(({ data }) => data.externalUserId))];
    const forgotten = ended.length > 0 ? await wantsOfForgotten(unit, ended) : [];
    if (sales.length + forgotten.length === 0) return;
    await lockArrivals(
      unit,
      [...sales, ...forgotten].map(({ productId }) => productId),
    );
    for (const sale of sales) await sell(unit, sale);
    for (const { id } of forgotten) await endWant(unit, id, { state: "dropped", reason: "forgotten" });
  },
});

/** Of products that are kept here, news, and since somebody waits or pieces came: an imported past matters to nobody. */
async function salesThatMatter(unit: Unit, lines: readonly object[]): Promise<Sale[]> {
  const { rows } =
    await sql<Sale>`select l."orderNo", p.id as "productId", l."personId", l."storeId", sum(l.quantity)::int as quantity, l."paidAt" as at
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l("orderNo" text, "personId" text, "storeId" text, "paidAt" timestamptz, sku text, quantity int)
    join stock_product p on p.corp_id = ${unit.corpId} and p.sku = l.sku and p.archived_at is null
    where not exists (select from stock_sale s where s.corp_id = ${unit.corpId} and s.order_no = l."orderNo" and s.product_id = p.id)
      and (exists (select from stock_want n where n.corp_id = ${unit.corpId} and n.product_id = p.id and n.customer_id = l."personId"
          and n.since <= l."paidAt" and (n.state in ('waiting', 'held', 'taken')))
        or exists (select from stock_arrival a where a.corp_id = ${unit.corpId} and a.product_id = p.id and a.state <> 'done' and a.at <= l."paidAt"))
    group by 1, 2, 3, 4, 6 order by l."paidAt", l."orderNo", p.id`.execute(unit.db);
  return [...new Map(rows.map((row) => [`${row.orderNo}/${row.productId}`, row])).values()];
}

async function sell(unit: Unit, { orderNo, productId, personId, storeId, quantity, at }: Sale): Promise<void> {
  const want = personId === null ? null : await wantOfBuyer(unit, productId, personId, at);
  // Marked by hand a moment ago: the same goods.
  if (want?.state === "taken") return noteSale(unit, { orderNo, productId, arrivalId: null, wantId: want.id, quantity: 0, at });
  const arrivals = want?.arrivalId ? [want.arrivalId] : await openArrivals(unit, productId, storeId);
  const [arrivalId = null] = arrivals;
  const got = arrivalId === null ? 0 : await takePieces(unit, arrivalId, { customerId: personId, quantity, most: "all" });
  await noteSale(unit, { orderNo, productId, arrivalId, wantId: want?.id ?? null, quantity: got, at });
  if (want) await endWant(unit, want.id, { state: "dropped", reason: "bought" });
}

type Hers = { id: string; state: "waiting" | "held" | "taken"; arrivalId: string | null };

async function wantOfBuyer(unit: Unit, productId: string, personId: string, at: Date): Promise<Hers | null> {
  const { rows } = await sql<Hers>`select n.id, n.state, n.arrival_id as "arrivalId" from stock_want n
    where n.corp_id = ${unit.corpId} and n.product_id = ${productId} and n.customer_id = ${personId} and n.since <= ${at}
      and (n.state in ('waiting', 'held') or (n.state = 'taken' and n.ended_at > ${new Date(at.getTime() - SAME_MS)}
        and exists (select from stock_sale c where c.corp_id = n.corp_id and c.order_no = 'counter:' || n.id and c.product_id = n.product_id)
        and not exists (select from stock_sale o where o.corp_id = n.corp_id and o.want_id = n.id and o.order_no <> 'counter:' || n.id)))
    order by n.state <> 'taken', n.since limit 1`.execute(unit.db);
  return rows[0] ?? null;
}

/** Whoever is forgotten waits for nothing, and nothing is kept for her. Whoever only parted from one of us may come back. */
async function wantsOfForgotten(unit: Unit, externalUserIds: readonly string[]): Promise<Array<{ id: string; productId: string }>> {
  const gone = [...(await forgottenPeople(unit.db, unit.corpId, externalUserIds)).keys()];
  if (gone.length === 0) return [];
  const { rows } = await sql<{ id: string; productId: string }>`select n.id, n.product_id as "productId" from stock_want n
    join customer k on k.corp_id = n.corp_id and k.id = n.customer_id
    where n.corp_id = ${unit.corpId} and k.external_user_id = any(${gone}) and n.state in ('waiting', 'held') order by n.id`.execute(
    unit.db,
  );
  return rows;
}
