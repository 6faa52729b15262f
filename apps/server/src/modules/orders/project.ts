import type { Db } from "#db/connect";
import { type Handler, inLayers, only, ORDER_FACTS, ordersIn } from "#log";
import { moveBack, movePeople } from "./move-people.ts";
import { writeRefunds } from "./write-refunds.ts";
import { writeOrders } from "./write-orders.ts";

type Projection = Extract<Handler, { kind: "project" }>;

/** Orders per statement. */
const BITE = 4000;

/** Orders, and figures per buyer, day and corp, added up as facts come in. */
export const ordersHandler: Projection = {
  kind: "project",
  name: "orders",
  version: 1,
  on: [...ORDER_FACTS, "order.refunded", "person.merged", "person.split"],
  tables: ["customer_order", "order_refund", "order_stats", "order_total", "order_day"],
  kindOf: ({ type }) => (type === "orders.imported" ? "order.recorded" : type),
  async project(tx, corpId, batch) {
    const orders = batch.flatMap((event) => ordersIn(event).map((order) => ({ ...order, recordedAt: event.recordedAt.toISOString() })));
    for (const layer of inLayers(orders, ({ orderNo }) => [orderNo])) {
      for (let from = 0; from < layer.length; from += BITE) await writeOrders(tx, corpId, layer.slice(from, from + BITE));
    }
    await writeRefunds(
      tx,
      corpId,
      only(batch, "order.refunded").map(({ data }) => data),
    );
    await mergeAndSplit(tx, corpId, batch);
  },
};

async function mergeAndSplit(tx: Db, corpId: string, batch: Parameters<Projection["project"]>[2]): Promise<void> {
  const merges = only(batch, "person.merged").map(({ data }) => data);
  for (const layer of inLayers(merges, ({ from, into }) => [from, into])) await movePeople(tx, corpId, layer);
  for (const { data } of only(batch, "person.split")) await moveBack(tx, corpId, data);
}
