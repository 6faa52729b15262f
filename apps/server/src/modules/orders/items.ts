import { sql } from "kysely";
import { type Handler, inLayers, ORDER_FACTS, ordersIn } from "#log";

/** What was bought with each order, where the shop says it. The newest form of an order holds, as it does for the order itself. */
export const itemsHandler: Handler = {
  kind: "project",
  name: "orders.items",
  version: 1,
  on: [...ORDER_FACTS],
  tables: ["order_item"],
  async project(tx, corpId, batch) {
    const orders = batch.flatMap((event) => ordersIn(event)).filter(({ items }) => items !== undefined);
    for (const layer of inLayers(orders, ({ orderNo }) => [orderNo])) await writeItems(tx, corpId, layer);
  },
};

async function writeItems(
  tx: Parameters<Extract<Handler, { kind: "project" }>["project"]>[0],
  corpId: string,
  orders: ReturnType<typeof ordersIn>,
) {
  const said = JSON.stringify(orders.map(({ orderNo, changedAt, items }) => ({ orderNo, changedAt, items })));
  await sql`with said as materialized (select s."orderNo" as order_no, s."changedAt" as changed_at, s.items
      from jsonb_to_recordset(${said}::jsonb) as s("orderNo" text, "changedAt" timestamptz, items jsonb)
      where not exists (select from order_item i where i.corp_id = ${corpId} and i.order_no = s."orderNo" and i.changed_at > s."changedAt")),
    gone as (delete from order_item i using said s where i.corp_id = ${corpId} and i.order_no = s.order_no
      and i.sku <> all(select x.sku from jsonb_to_recordset(s.items) as x(sku text)))
    insert into order_item (corp_id, order_no, sku, quantity, changed_at)
    select ${corpId}, s.order_no, x.sku, sum(x.quantity)::int, s.changed_at
    from said s cross join lateral jsonb_to_recordset(s.items) as x(sku text, quantity int) group by 2, 3, 5
    on conflict (corp_id, order_no, sku) do update set quantity = excluded.quantity, changed_at = excluded.changed_at`.execute(tx);
}
