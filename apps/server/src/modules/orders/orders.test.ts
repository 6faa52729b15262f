import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Handler, NewEvent } from "#log";
import { withUnit } from "#actions";
import { customerId } from "#kit/ids";
import {
  convertExternalIds,
  duties as peopleDuties,
  handlers as people,
  mergePeople,
  routes as peopleRoutes,
  splitPerson,
} from "#modules/customers";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp, ctxOf, MORNING, tell } from "../../../test/middle/corp.ts";
import { settleHandlers } from "../../../test/middle/replay.ts";
import { matchRate } from "./ask.ts";
import { cancelImport, addPiece, createImport, importProblems, listImports } from "./import-jobs.ts";
import { importOrders } from "./import-orders.ts";
import { ordersHandler } from "./project.ts";
import { itemsHandler } from "./items.ts";
import { recordOrders, recordRefunds } from "./record-orders.ts";
import { rfmCounts } from "./rfm.ts";
import { rfmGrid, rfmPeople } from "./rfm-screens.ts";
import { importDuty } from "./run-imports.ts";
import { getOrder, listOrders, orderTotals } from "./screens.ts";
import { ordersSummary } from "./summary.ts";
import type { NewOrder } from "./types.ts";

const handlers: Handler[] = [...people, ordersHandler, itemsHandler];
const page = { limit: 50 };
let database: TestDatabase;
let corpId = "";
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
afterAll(() => database.drop());

const ctx = () => ctxOf(database.db, corpId);
const settle = () => settleHandlers(database.db, corpId, handlers);
const begin = async () => (corpId = await createCorp(database.db));
const order = (orderNo: string, keys: Record<string, string>, more: Partial<NewOrder> = {}): NewOrder => ({
  orderNo,
  keys,
  amountFen: 1850,
  refundedFen: 0,
  paidAt: MORNING,
  storeCode: "",
  channel: "mini",
  credit: "unknown",
  changedAt: null,
  ...more,
});
async function buy(...orders: NewOrder[]) {
  const done = await withUnit(ctx(), (unit) => recordOrders(unit, orders, { name: "hook", bulk: false, timeZone: "Asia/Shanghai" }));
  await settle();
  return done;
}
const learn = (externalUserId: string, unionid: string): NewEvent => ({
  type: "customer.detailed",
  subject: `customer:${customerId(corpId, externalUserId)}`,
  occurredAt: MORNING,
  data: { externalUserId, name: externalUserId, type: 1, gender: 0, unionid, avatar: "" },
});
const buyerOf = async (orderNo: string) => (await getOrder(ctx(), { orderNo })).buyer?.id ?? null;

test("a buyer known by unionid becomes the customer as soon as WeCom tells whose it is, and her orders come along", async () => {
  await begin();
  await buy(order("A1", { unionid: "u1" }));
  const buyer = await buyerOf("A1");
  expect(buyer).toMatch(/^per_/);
  await tell(database.db, corpId, [learn("wm1", "u1")]);
  await settle();
  expect(await buyerOf("A1")).toBe(customerId(corpId, "wm1"));
  expect(await matchRate(ctx())).toMatchObject({ orders: 1, matched: 1, rate: 1 });
  await splitPerson(ctx(), { personId: buyer ?? "" });
  await settle();
  expect(await buyerOf("A1")).toBe(buyer);
  expect((await matchRate(ctx())).rate).toBe(0);
  // Said again by WeCom, it stays as somebody decided.
  await tell(database.db, corpId, [learn("wm1", "u1")]);
  await settle();
  expect(await buyerOf("A1")).toBe(buyer);
});

test("a buyer whom the corp's history tells of is met at the next daily look", async () => {
  await begin();
  await buy(order("A2", { unionid: "u2" }));
  await tell(database.db, corpId, [learn("wm2", "u2")]);
  const deaf = handlers.filter(({ name }) => name !== "identity.meet");
  await settleHandlers(database.db, corpId, deaf);
  expect(await buyerOf("A2")).toMatch(/^per_/);
  await peopleDuties[0]?.run(database.db, corpId, MORNING);
  await settleHandlers(database.db, corpId, deaf);
  expect(await buyerOf("A2")).toBe(customerId(corpId, "wm2"));
});

test("complaint 25: after a conversion of external_userids the new customer has the old one's keys and orders", async () => {
  await begin();
  await buy(order("B1", { external: "wm-old", phone: "13800138000" }));
  expect(await convertExternalIds(ctx(), [{ old: "wm-old", new: "wm-new" }])).toBe(1);
  expect(await convertExternalIds(ctx(), [{ old: "wm-old", new: "wm-new" }])).toBe(0);
  await settle();
  await buy(order("B2", { phone: "13800138000" }), order("B3", { external: "wm-old" }));
  const now = customerId(corpId, "wm-new");
  expect(await Promise.all(["B1", "B2", "B3"].map(buyerOf))).toEqual([now, now, now]);
});

test("two customers who claim one phone wait for somebody's answer", async () => {
  await begin();
  await tell(database.db, corpId, [learn("wm1", ""), learn("wm2", "")]);
  await buy(
    order("C1", { external: "wm1", phone: "1" }),
    order("C2", { external: "wm2", phone: "1" }),
    order("C3", { external: "wm2", phone: "1" }),
  );
  const call = (name: string, input: unknown) => peopleRoutes.find(({ endpoint }) => endpoint.name === name)?.run(ctx(), input);
  const { items } = (await call("people.conflicts", { state: "open", limit: 10 })) as {
    items: Array<{ id: string; claimant: { id: string } }>;
  };
  expect(items).toHaveLength(1);
  expect(items[0]?.claimant.id).toBe(customerId(corpId, "wm2"));
  await call("people.settle", { id: items[0]?.id, how: "moved" });
  await settle();
  await buy(order("C4", { phone: "1" }));
  expect(await buyerOf("C4")).toBe(customerId(corpId, "wm2"));
  expect(await buyerOf("C1")).toBe(customerId(corpId, "wm1"));
});

test("the same order again is no news, a changed one is; a refund may come first, and twice is once", async () => {
  await begin();
  const refund = { orderNo: "D1", refundNo: "R1", amountFen: 850, refundedAt: MORNING };
  await withUnit(ctx(), (unit) => recordRefunds(unit, [refund, refund]));
  expect(await buy(order("D1", { phone: "1" }))).toEqual({ added: 1, changed: 0, unchanged: 0 });
  expect(await buy(order("D1", { phone: "1" }))).toEqual({ added: 0, changed: 0, unchanged: 1 });
  expect((await withUnit(ctx(), (unit) => recordRefunds(unit, [refund]))).unchanged).toBe(1);
  await settle();
  expect(await getOrder(ctx(), { orderNo: "D1" })).toMatchObject({ amountFen: 1850, refundedFen: 850 });
  expect(await buy(order("D1", { phone: "1" }, { amountFen: 2000 }))).toEqual({ added: 0, changed: 1, unchanged: 0 });
  expect(await ordersSummary(ctx(), {})).toMatchObject({ customers: 1, orders: 1, amount: 1150 });
  // Last month's file again undoes nothing.
  expect(await buy(order("D1", { phone: "1" }))).toEqual({ added: 0, changed: 0, unchanged: 1 });
  expect((await getOrder(ctx(), { orderNo: "D1" })).amountFen).toBe(2000);
});

test("of two forms of an order the shop's newer one holds, whichever came first; refunded in full it counts no more", async () => {
  await begin();
  const late = order("E1", { phone: "1" }, { amountFen: 900, changedAt: new Date(MORNING.getTime() + 2000) });
  await buy(late);
  await buy(order("E1", { phone: "1" }, { amountFen: 700, changedAt: new Date(MORNING.getTime() + 1000) }));
  expect((await getOrder(ctx(), { orderNo: "E1" })).amountFen).toBe(900);
  await withUnit(ctx(), (unit) => recordRefunds(unit, [{ orderNo: "E1", refundNo: "R", amountFen: 900, refundedAt: MORNING }]));
  await settle();
  expect(await ordersSummary(ctx(), {})).toMatchObject({ customers: 0, orders: 0, amount: 0, repurchaseRate: null });
  expect((await orderTotals(ctx(), {})).totals).toMatchObject({ orders: 1, refunded: 1, refundedFen: 900 });
});

test("lists find orders by number, phone and name, page by page, each once", async () => {
  await begin();
  await tell(database.db, corpId, [learn("wm1", "u1")]);
  await buy(
    ...Array.from({ length: 7 }, (_, n) =>
      order(`F${n}`, n % 2 === 0 ? { external: "wm1" } : { phone: "139" }, { paidAt: new Date(MORNING.getTime() - (n >> 1) * 1000) }),
    ),
  );
  const first = await listOrders(ctx(), { limit: 4 });
  const rest = await listOrders(ctx(), { limit: 4, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items].map(({ orderNo }) => orderNo)).toEqual(["F0", "F1", "F2", "F3", "F4", "F5", "F6"]);
  expect(rest.nextCursor).toBeNull();
  const found = async (filter: object) => (await listOrders(ctx(), { ...filter, ...page })).items.map(({ orderNo }) => orderNo);
  expect(await found({ query: "F3" })).toEqual(["F3"]);
  expect(await found({ query: "139" })).toEqual(["F1", "F3", "F5"]);
  expect(await found({ query: "wm" })).toEqual(["F0", "F2", "F4", "F6"]);
  expect(await found({ matched: "no" })).toEqual(["F1", "F3", "F5"]);
  expect((await orderTotals(ctx(), { matched: "yes" })).totals?.orders).toBe(4);
});

test("a file from the console comes in pieces cut anywhere; bad rows are named by their line, the others come in", async () => {
  await begin();
  const rows = Array.from(
    { length: 40 },
    (_, n) =>
      `G${n},2026-01-0${(n % 5) + 1} 09:30,${n === 11 ? "十八" : "18.5"},"备注\n，换行",1380013800${n % 4},${n === 5 ? "BEAN-200×2；CUP-01" : ""}`,
  );
  const file = Buffer.from(`﻿订单号,支付时间,实付金额,备注,手机号,商品编码\r\n${rows.join("\r\n")}`);
  const { id } = await createImport(ctx(), { fileName: "一月.csv", format: "csv", bytes: file.length });
  const cuts = [0, 700, 1411, file.length];
  for (const n of [0, 1, 2]) {
    const body = file.subarray(cuts[n], cuts[n + 1]).toString("base64");
    await addPiece(ctx(), { id, n, body, last: n === 2 });
    // Sent again after a lost answer: taken once.
    await addPiece(ctx(), { id, n, body, last: n === 2 });
  }
  while ((await importDuty.run(database.db, corpId, MORNING)) > 0) await settle();
  expect((await listImports(ctx())).items[0]).toMatchObject({ state: "done", rows: 40, added: 39, rejected: 1, handled: file.length });
  // The header is line 1, and each row before it takes two.
  expect((await importProblems(ctx(), { id, limit: 10 })).items).toMatchObject([
    { line: 24, code: "orderAmount", details: { column: "实付金额", value: "十八" } },
  ]);
  expect((await getOrder(ctx(), { orderNo: "G5" })).paidAt).toBe("2026-01-01T01:30:00.000Z");
  const { rows: bought } =
    await sql`select sku, quantity from order_item where corp_id = ${corpId} and order_no = 'G5' order by sku`.execute(database.db);
  expect(bought).toEqual([
    { sku: "BEAN-200", quantity: 2 },
    { sku: "CUP-01", quantity: 1 },
  ]);
  await expect(cancelImport(ctx(), { id })).rejects.toMatchObject({ code: "ordersImportClosed" });
});

test("purchases of CDNOW come out as an independent count has them, and a second run changes nothing", async () => {
  await begin();
  const { lines, oracle } = cdnow(400);
  async function* text() {
    // In pieces that end anywhere.
    const whole = lines.join("\r\n");
    for (let at = 0; at < whole.length; at += 997) yield whole.slice(at, at + 997);
  }
  const run = () => importOrders(ctx(), { format: "cdnow", text: text(), name: "cdnow", figures: "now" }, { problem: () => {} });
  expect(await run()).toMatchObject({ rows: 400, added: 400, rejected: 0 });
  expect(await run()).toMatchObject({ rows: 400, added: 0, changed: 0, unchanged: 400 });
  for (const asOf of ["1997-03-31", "1998-06-30"]) {
    const wanted = oracle(asOf);
    expect(await ordersSummary(ctx(), { asOf })).toEqual(wanted.summary);
    expect(await rfmCounts(ctx(), { asOf })).toEqual(wanted.rfm);
  }
  const grid = await rfmGrid(ctx());
  const [cell] = grid.cells;
  expect(grid.people).toBe(oracle("1998-06-30").summary.customers);
  const inCell = await rfmPeople(ctx(), { r: cell?.r, f: cell?.f, m: cell?.m, limit: 500 });
  expect(inCell.items).toHaveLength(cell?.people ?? -1);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event where corp_id = ${corpId}`.execute(database.db);
  expect(rows[0]?.n).toBe(1);
});

test("merging by hand: a customer is never merged into a buyer, and nobody into herself", async () => {
  await begin();
  await tell(database.db, corpId, [learn("wm1", "")]);
  await buy(order("H1", { phone: "1" }));
  const [buyer, customer] = [(await buyerOf("H1")) ?? "", customerId(corpId, "wm1")];
  expect(await mergePeople(ctx(), { fromId: customer, intoId: buyer })).toEqual({ into: customer });
  await settle();
  expect(await buyerOf("H1")).toBe(customer);
  await expect(mergePeople(ctx(), { fromId: buyer, intoId: customer })).rejects.toMatchObject({ code: "personSame" });
  await expect(mergePeople(ctx(), { fromId: "per_nobody", intoId: customer })).rejects.toMatchObject({ code: "notFound" });
});

/** Fixed-width purchases made by a small generator, and the figures of the definitions in plain loops. */
function cdnow(count: number) {
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48271) % 2_147_483_647) % below;
  const purchases = Array.from({ length: count }, () => {
    const day = new Date(Date.UTC(1997, 0, 1 + next(540))).toISOString().slice(0, 10);
    return {
      customer: String(1 + next(120)).padStart(5, "0"),
      day: next(9) === 0 ? "1997-01-05" : day,
      cents: next(7) === 0 ? 0 : 500 + next(9000),
    };
  }).toSorted((a, b) => (a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : 0));
  const lines = purchases.map(
    ({ customer, day, cents }) => ` ${customer} ${day.replaceAll("-", "")}  1 ${(cents / 100).toFixed(2).padStart(7)}`,
  );
  const oracle = (asOf: string) => {
    const people = new Map<string, { days: string[]; cents: number; orders: number }>();
    for (const { customer, day, cents } of purchases) {
      if (day > asOf) continue;
      const one = people.get(customer) ?? { days: [], cents: 0, orders: 0 };
      one.orders += 1;
      one.cents += cents;
      if (!one.days.includes(day)) one.days.push(day);
      people.set(customer, one);
    }
    const all = [...people.values()].map((one) => ({ ...one, days: one.days.toSorted() }));
    const between = (a: string, b: string) => (Date.parse(b) - Date.parse(a)) / 86_400_000;
    const gap = ({ days: [first = "", second] }: { days: string[] }) =>
      second === undefined ? Number.POSITIVE_INFINITY : between(first, second);
    const share = (within: number) => all.filter((one) => gap(one) <= within).length / all.length;
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    const quintiles = (values: number[], isWorse: (a: number, b: number) => boolean) => {
      const counts: Record<string, number> = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
      for (const value of values) {
        const score = 1 + Math.floor((5 * values.filter((other) => isWorse(other, value)).length) / values.length);
        counts[String(score)] = (counts[String(score)] ?? 0) + 1;
      }
      return counts;
    };
    return {
      summary: {
        customers: all.length,
        orders: sum(all.map(({ orders }) => orders)),
        customerDays: sum(all.map(({ days }) => days.length)),
        amount: sum(all.map(({ cents }) => cents)),
        repurchaseRate: share(1_000_000),
        nDayRepurchase: { "30": share(30), "90": share(90) },
      },
      rfm: {
        r: quintiles(
          all.map(({ days }) => between(days.at(-1) ?? "", asOf)),
          (other, mine) => other > mine,
        ),
        f: quintiles(
          all.map(({ orders }) => orders),
          (other, mine) => other < mine,
        ),
        m: quintiles(
          all.map(({ cents }) => cents),
          (other, mine) => other < mine,
        ),
      },
    };
  };
  return { lines, oracle };
}
