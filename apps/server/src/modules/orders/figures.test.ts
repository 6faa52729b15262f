import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withUnit } from "#actions";
import { runHandlers } from "#log";
import { handlers as peopleHandlers, mergePeople, splitPerson } from "#modules/customers";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp, ctxOf } from "../../../test/middle/corp.ts";
import { compareReplay } from "../../../test/middle/replay.ts";
import { ordersHandler } from "./project.ts";
import { recordOrders, recordRefunds } from "./record-orders.ts";
import { counts } from "./rules.ts";
import type { NewOrder } from "./types.ts";
import { assertInTime } from "../../../test/assert-in-time.ts";

const identity = peopleHandlers.filter(({ name }) => name === "identity");
const handlers = [...identity, ordersHandler];
const START = Date.UTC(2026, 0, 1, 3);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 3 });
});
afterAll(() => database.drop());

type Act =
  | { do: "order"; no: number; phone: number | null; member: number | null; amount: number; day: number; bulk: boolean }
  | { do: "refund"; no: number; refund: number; amount: number }
  | { do: "merge"; from: number; into: number }
  | { do: "split"; who: number };

const small = (max: number) => fc.integer({ min: 0, max });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("order" as const),
      no: small(20),
      phone: fc.option(small(3)),
      member: fc.option(small(3)),
      amount: small(4),
      day: small(5),
      bulk: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("refund" as const), no: small(20), refund: small(2), amount: small(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("merge" as const), from: small(9), into: small(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("split" as const), who: small(9) }) },
);

test("figures added up fact by fact are those counted anew, whatever is ordered, changed, refunded, merged and taken apart", async () => {
  await assertInTime(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      const corpId = await createCorp(database.db);
      for (const [n, one] of acts.entries()) await play(corpId, one, n);
      await drain(corpId);
      const kept = await tables(corpId);
      expect(kept).toEqual(await counted(corpId));
      const { before, large, small: piecemeal } = await compareReplay(database.db, corpId, handlers);
      expect(large).toEqual(before);
      expect(piecemeal).toEqual(before);
    }),
    { numRuns: 4, ms: 20_000 },
  );
});

const drain = async (corpId: string) => {
  while ((await runHandlers(database.db, corpId, handlers, new Date(START))) > 0);
};

async function play(corpId: string, one: Act, n: number): Promise<void> {
  const ctx = ctxOf(database.db, corpId, new Date(START + n * 60_000));
  if (one.do === "order") {
    const order: NewOrder = {
      orderNo: `no${one.no}`,
      keys: { ...(one.phone === null ? {} : { phone: `p${one.phone}` }), ...(one.member === null ? {} : { member: `m${one.member}` }) },
      amountFen: one.amount,
      refundedFen: 0,
      paidAt: new Date(START + one.day * 86_400_000),
      storeCode: "",
      channel: one.day % 2 === 0 ? "mini" : "",
      credit: "unknown",
      changedAt: null,
    };
    await withUnit(ctx, (unit) => recordOrders(unit, [order], { name: "test", bulk: one.bulk, timeZone: "Asia/Shanghai" }));
  }
  if (one.do === "refund") {
    const refund = { orderNo: `no${one.no}`, refundNo: `r${one.refund}`, amountFen: one.amount, refundedAt: ctx.now };
    await withUnit(ctx, (unit) => recordRefunds(unit, [refund]));
  }
  // Merges and splits ask the tables; orders of the next minute see what they did without anybody reading in between.
  if (one.do === "merge" || one.do === "split") {
    await drain(corpId);
    const people = await allPeople(corpId);
    const pick = (k: number) => people[k % Math.max(people.length, 1)];
    if (one.do === "merge") {
      const [fromId, intoId] = [pick(one.from), pick(one.into)];
      if (fromId && intoId) await mergePeople(ctx, { fromId, intoId }).catch(() => null);
    } else {
      const personId = pick(one.who);
      if (personId) await splitPerson(ctx, { personId }).catch(() => null);
    }
  }
}

async function allPeople(corpId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct person_id as id from person_key where corp_id = ${corpId} order by 1`.execute(
    database.db,
  );
  return rows.map(({ id }) => id);
}

type Row = { person_id: string | null; key_person_id: string | null; amount_fen: number; refunded_fen: number; day: string };

async function tables(corpId: string) {
  const { rows: stats } = await sql<{
    person_id: string;
    orders: number;
    amount: number;
    days: number;
    first: string;
    second: string | null;
    last: string;
  }>`
    select person_id, orders, amount_fen as amount, days, first_day as first, second_day as second, last_day as last
    from order_stats where corp_id = ${corpId} order by person_id`.execute(database.db);
  const { rows: totals } = await sql`select customers, orders, customer_days, amount_fen, repeaters, within_30, within_90
    from order_total where corp_id = ${corpId}`.execute(database.db);
  const { rows: days } = await sql`select day, key as channel, orders, refunded, amount_fen, refunded_fen from order_day
    where corp_id = ${corpId} and dim = 'channel' and orders > 0 order by day, channel`.execute(database.db);
  return { stats, totals: totals[0] ?? emptyTotals, days };
}

const emptyTotals = { customers: 0, orders: 0, customer_days: 0, amount_fen: 0, repeaters: 0, within_30: 0, within_90: 0 };

/** The same from the orders alone, in plain loops; whose an order is follows from its key and the merges that hold. */
async function counted(corpId: string) {
  const { rows } = await sql<Row & { channel: string }>`select person_id, key_person_id, amount_fen, refunded_fen, day, channel
    from customer_order where corp_id = ${corpId}`.execute(database.db);
  const { rows: edges } = await sql<{ person_id: string; via_id: string }>`select person_id, via_id from person_alias
    where corp_id = ${corpId}`.execute(database.db);
  const parent = new Map(edges.map(({ person_id, via_id }) => [person_id, via_id]));
  const rootOf = (id: string): string => (parent.has(id) ? rootOf(parent.get(id) ?? "") : id);
  const per = new Map<string, { orders: number; amount: number; days: Set<string> }>();
  const days = new Map<
    string,
    { day: string; channel: string; orders: number; refunded: number; amount_fen: number; refunded_fen: number }
  >();
  for (const row of rows) {
    expect(row.person_id).toBe(row.key_person_id === null ? null : rootOf(row.key_person_id));
    const key = `${row.day} ${row.channel}`;
    const day = days.get(key) ?? { day: row.day, channel: row.channel, orders: 0, refunded: 0, amount_fen: 0, refunded_fen: 0 };
    day.orders += 1;
    day.refunded += row.refunded_fen > 0 ? 1 : 0;
    day.amount_fen += row.amount_fen;
    day.refunded_fen += row.refunded_fen;
    days.set(key, day);
    if (row.person_id === null || !counts({ amountFen: row.amount_fen, refundedFen: row.refunded_fen })) continue;
    const one = per.get(row.person_id) ?? { orders: 0, amount: 0, days: new Set<string>() };
    one.orders += 1;
    one.amount += row.amount_fen - row.refunded_fen;
    one.days.add(row.day);
    per.set(row.person_id, one);
  }
  const stats = [...per]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([person_id, { orders, amount, days: dates }]) => {
      const [first, second = null] = [...dates].toSorted();
      return { person_id, orders, amount, days: dates.size, first, second, last: [...dates].toSorted().at(-1) };
    });
  const totals = {
    customers: stats.length,
    orders: sum(stats.map(({ orders }) => orders)),
    customer_days: sum(stats.map(({ days: n }) => n)),
    amount_fen: sum(stats.map(({ amount }) => amount)),
    repeaters: stats.filter(({ second }) => second !== null).length,
    within_30: stats.filter(({ second }) => second !== null).length,
    within_90: stats.filter(({ second }) => second !== null).length,
  };
  return { stats, totals, days: [...days.values()].toSorted((a, b) => (`${a.day} ${a.channel}` < `${b.day} ${b.channel}` ? -1 : 1)) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
