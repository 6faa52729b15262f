import { sql } from "kysely";
import type { Unit } from "#actions";
import { localDay } from "#kit/tz";
import type { OrderFact } from "#log";
import { decidePeople, holdIdentity, keysWithoutForgotten, subjectOf } from "#modules/customers";
import { storeIdsByCode } from "#modules/org";
import { versionOf } from "./rules.ts";
import type { NewOrder, NewRefund, Recorded } from "./types.ts";

/** Orders per fact of a file: few enough to be read at once, many enough to cost next to nothing each. */
const PER_FACT = 500;

export type Source = {
  name: string;
  /** A file: its orders come as pages. Else each order is a fact of its own, which the buyer's timeline shows. */
  bulk: boolean;
  timeZone: string;
};

/**
 * Records orders as facts, each with the person who was decided on. What was recorded word for word before is no news. Orders
 * of one corp are recorded one batch after another.
 */
export async function recordOrders(unit: Unit, given: readonly NewOrder[], source: Source): Promise<Recorded> {
  const all = await withoutForgotten(unit, given);
  if (all.length === 0) return { added: 0, changed: 0, unchanged: 0 };
  await holdIdentity(unit.db, unit.corpId, unit.now);
  const { news, added } = await leaveOutKnown(unit, all);
  const decisions = await decidePeople(
    unit,
    news.map(({ keys }) => keys),
    (n) => `order:${news[n]?.orderNo}`,
  );
  const codes = [...new Set(news.flatMap(({ storeCode }) => storeCode || []))];
  const stores = await storeIdsByCode(unit, codes);
  const facts = news.map((order, n): OrderFact => {
    const decision = decisions[n];
    const { changedAt, paidAt, ...said } = order;
    return {
      ...said,
      personId: decision?.personId ?? null,
      keyPersonId: decision?.keyPersonId ?? null,
      fresh: decision?.fresh ?? [],
      paidAt: paidAt.toISOString(),
      day: localDay(paidAt, source.timeZone),
      storeId: stores.get(order.storeCode) ?? null,
      changedAt: (changedAt ?? unit.now).toISOString(),
      source: source.name,
    };
  });
  if (source.bulk) tellPages(unit, facts, source.name);
  else for (const fact of facts) tellOne(unit, fact);
  return { added, changed: news.length - added, unchanged: all.length - news.length };
}

/** What somebody bought who is forgotten still counts in the shop's figures, without her. */
async function withoutForgotten(unit: Unit, given: readonly NewOrder[]): Promise<NewOrder[]> {
  const keys = await keysWithoutForgotten(
    unit,
    given.map((order) => order.keys),
  );
  return given.map((order, n) => ({ ...order, keys: keys[n] ?? {} }));
}

function tellOne(unit: Unit, fact: OrderFact): void {
  const subject = fact.personId === null ? `order:${fact.orderNo}` : subjectOf(fact.personId);
  unit.fact({ type: "order.recorded", subject, occurredAt: new Date(fact.paidAt), data: fact });
}

function tellPages(unit: Unit, facts: readonly OrderFact[], source: string): void {
  for (let from = 0; from < facts.length; from += PER_FACT) {
    const orders = facts.slice(from, from + PER_FACT);
    unit.fact({ type: "orders.imported", subject: `orders:${source}`, occurredAt: unit.now, data: { source, orders } });
  }
}

/** Remembers each order's form; `added` are those whose number is new, too. */
async function leaveOutKnown(unit: Unit, all: readonly NewOrder[]): Promise<{ news: NewOrder[]; added: number }> {
  const versions = all.map(versionOf);
  const numbers = all.map(({ orderNo }) => orderNo);
  const { rows } = await sql<{ version: string; first: boolean }>`
    with fresh as (
      insert into order_version (corp_id, order_no, version)
      select ${unit.corpId}, order_no, version from unnest(${numbers}::text[], ${versions}::uuid[]) as i(order_no, version)
      on conflict do nothing returning order_no, version)
    select f.version, not exists (
      select from order_version v where v.corp_id = ${unit.corpId} and v.order_no = f.order_no) as first
    from fresh f`.execute(unit.db);
  const fresh = new Map(rows.map(({ version, first }) => [version, first]));
  const addedNumbers = new Set<string>();
  const news: NewOrder[] = [];
  all.forEach((order, n) => {
    const first = fresh.get(versions[n] ?? "");
    if (first === undefined) return;
    fresh.delete(versions[n] ?? "");
    news.push(order);
    if (first) addedNumbers.add(order.orderNo);
  });
  return { news, added: addedNumbers.size };
}

/** Refunds by their own numbers; one that is known is no news. They may come before their order. */
export async function recordRefunds(unit: Unit, refunds: readonly NewRefund[]): Promise<Recorded> {
  if (refunds.length === 0) return { added: 0, changed: 0, unchanged: 0 };
  const keys = refunds.map(({ orderNo, refundNo }) => refundKey(orderNo, refundNo));
  const { rows } = await sql<{ key: string }>`select source_key as key from event
    where corp_id = ${unit.corpId} and source_key = any(${keys}) and source_key is not null`.execute(unit.db);
  const known = new Set(rows.map(({ key }) => key));
  const news = refunds.filter((_refund, n) => !known.has(keys[n] ?? "") && keys.indexOf(keys[n] ?? "") === n);
  const buyers = await buyersOf(unit, [...new Set(news.map(({ orderNo }) => orderNo))]);
  for (const { orderNo, refundNo, amountFen, refundedAt } of news) {
    const person = buyers.get(orderNo);
    unit.fact({
      type: "order.refunded",
      subject: person === undefined ? `order:${orderNo}` : subjectOf(person),
      occurredAt: refundedAt,
      sourceKey: refundKey(orderNo, refundNo),
      data: { orderNo, refundNo, amountFen, refundedAt: refundedAt.toISOString() },
    });
  }
  return { added: news.length, changed: 0, unchanged: refunds.length - news.length };
}

const refundKey = (orderNo: string, refundNo: string) => `refund:${orderNo}\u0001${refundNo}`;

async function buyersOf(unit: Unit, orderNos: readonly string[]): Promise<Map<string, string>> {
  if (orderNos.length === 0) return new Map();
  const { rows } = await sql<{ order_no: string; person_id: string }>`select order_no, person_id from customer_order
    where corp_id = ${unit.corpId} and order_no = any(${[...orderNos]}) and person_id is not null`.execute(unit.db);
  return new Map(rows.map((row) => [row.order_no, row.person_id]));
}
