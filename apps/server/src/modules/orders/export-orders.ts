import { sql } from "kysely";
import type { OrderFilter } from "@shuke/contract";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import { type Ctx, inWords } from "#kit/ctx";
import { readProblems } from "./import-jobs.ts";
import { cursorOf, readOrders, toItems } from "./screens.ts";

const PER_READ = 1000;

/** The filtered orders as a file, page after page; who took them is on record. */
export async function* exportOrders(ctx: Ctx, filter: OrderFilter): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("orders.export", "orders", { filter }));
  const zone = await zoneOf(ctx);
  yield csvLine(
    [
      { zh: "订单号", en: "order_no" },
      { zh: "支付时间", en: "paid_at" },
      { zh: "实付金额", en: "amount" },
      { zh: "已退金额", en: "refunded" },
      { zh: "客户", en: "buyer" },
      { zh: "客户编号", en: "person_id" },
      { zh: "门店编号", en: "store_code" },
      { zh: "门店名称", en: "store_name" },
      { zh: "渠道", en: "channel" },
      { zh: "归因", en: "credit" },
    ].map((text) => inWords(ctx, text)),
  );
  let cursor: string | undefined;
  for (;;) {
    const rows = await readOrders(ctx, filter, PER_READ, cursor);
    const items = await toItems(ctx, rows);
    const time = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    yield items
      .map((item) =>
        csvLine([
          item.orderNo,
          time.format(new Date(item.paidAt)),
          yuan(item.amountFen),
          yuan(item.refundedFen),
          item.buyer?.name ?? "",
          item.buyer?.id ?? "",
          item.storeCode,
          item.storeName ?? "",
          item.channel,
          item.credit,
        ]),
      )
      .join("");
    const last = rows.at(-1);
    if (rows.length < PER_READ || !last) return;
    cursor = cursorOf(last);
  }
}

/** The rows that an import left out, to be mended and imported again. */
export async function* exportProblems(ctx: Ctx, { id }: { id: string }): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("orders.export", `import:${id}`, { problems: true }));
  yield csvLine([inWords(ctx, { zh: "行", en: "line" }), inWords(ctx, { zh: "原因", en: "problem" })]);
  for (let after = 0; ;) {
    const rows = await readProblems(ctx, id, after, PER_READ);
    yield rows.map(({ line, message }) => csvLine([line, message])).join("");
    const last = rows.at(-1);
    if (rows.length < PER_READ || !last) return;
    after = last.line;
  }
}

/** Yuan with two decimals, as text: nothing is computed with it. */
const yuan = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;

async function zoneOf(ctx: Ctx): Promise<string> {
  const { rows } = await sql<{ zone: string }>`select time_zone as zone from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return rows[0]?.zone ?? "Asia/Shanghai";
}
