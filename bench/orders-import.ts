import path from "node:path";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { connect, type Db, sql } from "../apps/server/src/db/connect.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { system } from "../apps/server/src/kit/actor.ts";
import { importOrders } from "../apps/server/src/modules/orders/index.ts";
import { home } from "../scripts/lib/places.ts";
import type { Bench } from "./lib/row.ts";
import { row } from "./lib/row.ts";

const ORDERS = 500_000;
const BITE = 5000;
const CORP = "bench";

/**
 * A year's orders of a shop from a CSV file to facts, rows and figures; beside it the same rows put straight into a table with
 * the same columns and indexes, as plain as PostgreSQL takes them from a client.
 */
export const bench: Bench = async ({ scale, progress }) => {
  const n = Math.max(BITE, Math.round(ORDERS * scale));
  const database = await startDatabase({ home: path.join(home(), "bench"), log: progress });
  const url = await cloneTemplate(database.url);
  const connection = connect(url);
  const { db } = connection;
  try {
    await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'bench', ${new Date()})`.execute(db);
    progress("plain rows …");
    const baseline = await plain(db, n);
    progress(`importing ${n} orders …`);
    const ctx = { db, corpId: CORP, actor: system("bench"), now: new Date("2026-12-31T04:00:00Z") };
    const run = async () => {
      const started = performance.now();
      const report = await importOrders(ctx, { format: "csv", text: csv(n), name: "bench.csv", figures: "now" }, { problem: () => {} });
      return { report, perSecond: n / ((performance.now() - started) / 1000) };
    };
    const first = await run();
    if (first.report.added !== n) throw new Error(`${first.report.added} of ${n} orders came in`);
    const rssMiB = process.memoryUsage().rss / 1_048_576;
    progress("the same file again …");
    const again = await run();
    if (again.report.unchanged !== n) throw new Error("a second run changed something");
    return [
      row("orders-import", "orders/s", { value: first.perSecond, baseline, n, rssMiB }),
      row("orders-import.again", "orders/s", { value: again.perSecond, baseline, n, rssMiB: process.memoryUsage().rss / 1_048_576 }),
    ];
  } finally {
    await connection.close();
    await dropDatabase(url, database.url);
    await database.stop();
  }
};

/** Rows per second into a copy of the orders' table. */
async function plain(db: Db, n: number): Promise<number> {
  await sql`create table plain_order (like customer_order including all)`.execute(db);
  const started = performance.now();
  for (let from = 0; from < n; from += BITE) {
    const rows = Array.from({ length: Math.min(BITE, n - from) }, (_, i) => orderOf(from + i));
    await sql`insert into plain_order (corp_id, order_no, person_id, key_person_id, keys, amount_fen, paid_at, day, store_code, channel,
        source, changed_at, recorded_at)
      select ${CORP}, no, 'per_' || phone, 'per_' || phone, jsonb_build_object('phone', phone), fen, at, at::date, store, channel, 'bench', at, at
      from unnest(${rows.map(({ no }) => no)}::text[], ${rows.map(({ phone }) => phone)}::text[], ${rows.map(({ fen }) => fen)}::bigint[],
        ${rows.map(({ at }) => at)}::timestamptz[], ${rows.map(({ store }) => store)}::text[], ${rows.map(({ channel }) => channel)}::text[])
        as r(no, phone, fen, at, store, channel)`.execute(db);
  }
  const perSecond = n / ((performance.now() - started) / 1000);
  await sql`drop table plain_order`.execute(db);
  return perSecond;
}

const channels = ["小程序", "门店收银", "外卖"];

/** Every buyer orders three times in the year, spread over it. */
function orderOf(i: number) {
  const person = (i * 7919) % Math.ceil(ORDERS / 3);
  return {
    no: `SO${1_000_000_000 + i}`,
    phone: `138${String(person).padStart(8, "0")}`,
    fen: 1500 + ((i * 37) % 2000),
    at: new Date(Date.UTC(2026, 0, 1) + Math.floor((i * 31_000_000_000) / ORDERS)).toISOString(),
    store: `S${i % 1000}`,
    channel: channels[i % 3] ?? "",
  };
}

async function* csv(n: number): AsyncGenerator<string> {
  yield "订单号,支付时间,实付金额,手机号,门店编号,渠道\r\n";
  for (let from = 0; from < n; from += BITE) {
    let text = "";
    for (let i = from; i < Math.min(n, from + BITE); i += 1) {
      const { no, phone, fen, at, store, channel } = orderOf(i);
      text += `${no},${at},${(fen / 100).toFixed(2)},${phone},${store},${channel}\r\n`;
    }
    yield text;
  }
}
