import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { testConfig } from "../../test/world.ts";
import { ordersImport } from "./orders-import.ts";
import { hear } from "./testing/hear.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "shuke-orders-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file with `content`, imported twice into a new house. What the first run left is what the second leaves. */
async function importTwice(content: string, ...options: string[]) {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  await sql`insert into corp (corp_id, name, created_at) values ('ww1', '山禾', ${new Date()})`.execute(database.db);
  const file = path.join(folder, "orders");
  await writeFile(file, content);
  const { said, out } = hear();
  const config = testConfig(database.url, folder, undefined);
  const first = await ordersImport.run([file, ...options], config);
  const before = await stateOf(database);
  const second = await ordersImport.run([file, ...options], config);
  expect(await stateOf(database)).toEqual(before);
  return { codes: [first, second], said: said(), out: out(), ...before };
}

/** Orders and the figures of who bought, as lines. */
async function stateOf({ db }: TestDatabase) {
  const orders = await sql<{ line: string }>`select concat_ws(' ', order_no, amount_fen, refunded_fen, day) as line
    from customer_order order by order_no`.execute(db);
  const figures = await sql<{ line: string }>`select concat_ws(' ', orders, amount_fen, days) as line
    from order_stats order by 1`.execute(db);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event`.execute(db);
  return { orders: orders.rows.map(({ line }) => line), figures: figures.rows.map(({ line }) => line), facts: rows[0]?.n };
}

const answer = (rows: number, added: number, unchanged: number, rejected: number) =>
  `${JSON.stringify({ rows, added, changed: 0, unchanged, rejected })}\n`;

test("purchases of CDNOW come in once, however often their file is read", async () => {
  const { codes, said, out, orders, figures } = await importTwice(
    " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n",
    "--format",
    "cdnow",
  );
  expect(codes).toEqual([0, 0]);
  expect(out).toBe(answer(3, 3, 0, 0) + answer(3, 0, 3, 0));
  expect(orders).toEqual([
    "00001-19970101-1 1177 0 1997-01-01",
    "00002-19970112-1 1200 0 1997-01-12",
    "00002-19970112-2 7700 0 1997-01-12",
  ]);
  expect(figures).toEqual(["1 1177 1", "2 8900 1"]);
  expect(said).toContain("没有新的内容：这些订单都已经记过 / Nothing new: all these orders were recorded before");
});

test("a CSV file comes in once too; its bad row is told in both languages each time", async () => {
  const { codes, said, out, orders, figures } = await importTwice(
    "订单号,支付时间,实付金额,手机号,已退金额\nA1,2026-03-02 14:05,18.50,13800138000,0\nA2,2026-03-03,9,13800138000,4.5\nA3,昨天,9,,0\n",
  );
  expect(codes).toEqual([1, 1]);
  expect(out).toBe(answer(3, 2, 0, 1) + answer(3, 0, 2, 1));
  expect(orders).toEqual(["A1 1850 0 2026-03-02", "A2 900 450 2026-03-03"]);
  expect(figures).toEqual(["2 2300 2"]);
  expect(said.match(/第 4 行：/gu)).toHaveLength(2);
  expect(said.match(/Line 4: /gu)).toHaveLength(2);
  expect(said).toContain("Added 2, changed 0, unchanged 0, rejected 1");
});
