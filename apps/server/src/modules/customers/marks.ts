import { type RawBuilder, sql } from "kysely";
import type { CustomerMark } from "@shuke/contract";
import type { Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { jsonbText } from "#kit/json";
import { createKeep } from "#kit/keep";
import { textColumn } from "#kit/pg-array";
import { type Handler, only } from "#log";

/** Who is no customer at all (C8): the newest word counts. */
export const marksHandler: Handler = {
  kind: "project",
  name: "customers.marks",
  version: 1,
  on: ["customer.marked"],
  tables: ["customer_mark"],
  async project(tx, corpId, batch) {
    const last = new Map(only(batch, "customer.marked").map((event) => [`${event.data.customerId} ${event.data.mark}`, event]));
    const rows = [...last.values()].map(({ data, occurredAt }) => ({
      id: data.customerId,
      mark: data.mark,
      on: data.on,
      at: occurredAt.toISOString(),
    }));
    await sql`with r as materialized (select * from jsonb_to_recordset(${jsonbText(rows)}::jsonb)
        as r(id text, mark text, "on" boolean, at timestamptz)),
      gone as (delete from customer_mark m using r
        where not r."on" and m.corp_id = ${corpId} and m.customer_id = r.id and m.mark = r.mark)
      insert into customer_mark (corp_id, customer_id, mark, since) select ${corpId}, r.id, r.mark, r.at from r where r."on"
      on conflict (corp_id, customer_id, mark) do update set since = excluded.since`.execute(tx);
  },
};

/** Puts a mark on people or takes it off; answers whom that changed. */
export async function markCustomers(
  unit: Unit,
  customerIds: readonly string[],
  change: { mark: CustomerMark; on: boolean; why: string; jobId: string | null },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select c.id from customer c
    where c.corp_id = ${unit.corpId} and c.id = any(${customerIds}) and ${change.on} <> exists (select from customer_mark m
      where m.corp_id = c.corp_id and m.customer_id = c.id and m.mark = ${change.mark}) order by c.id`.execute(unit.db);
  for (const { id } of rows) {
    unit.fact({ type: "customer.marked", subject: `customer:${id}`, occurredAt: unit.now, data: { customerId: id, ...change } });
  }
  return rows.map(({ id }) => id);
}

/** Marks by customer; people without any are absent. */
export async function marksOf(ctx: Ctx, customerIds: readonly string[]): Promise<Map<string, CustomerMark[]>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; marks: CustomerMark[] }>`select customer_id as id, array_agg(mark order by mark) as marks
    from customer_mark where corp_id = ${ctx.corpId} and customer_id = any(${customerIds}) group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.marks]));
}

/** SQL over the column that holds a customer's id: whoever counts in rates. */
export const countsInRates = (ctx: Pick<Ctx, "corpId">, customer: RawBuilder<string>): RawBuilder<boolean> =>
  sql<boolean>`not exists (select from customer_mark m where m.corp_id = ${ctx.corpId} and m.customer_id = ${customer})`;

const keep = createKeep();
/** A mark that is looked for with its person costs as much as so many rows that are added up. */
const LOOKED_UP = 20;

/**
 * WeCom's ids of everybody who does not count in rates, each once: few of a corp's people, so that they are taken off what was counted
 * of all. Where they are thousands they may be some minutes old, as whatever they are taken off.
 */
export async function outOfRates(ctx: Pick<Ctx, "db" | "corpId" | "noteAge">): Promise<readonly string[]> {
  return keep(ctx, ctx.corpId, async () => {
    const { rows } = await sql<{ id: string }>`select distinct c.external_user_id as id
      from customer_mark m join customer c on c.corp_id = m.corp_id and c.id = m.customer_id
      where m.corp_id = ${ctx.corpId}`.execute(ctx.db);
    return { value: rows.map(({ id }) => id), rows: LOOKED_UP * rows.length };
  });
}

/** SQL over the column that holds WeCom's id: whoever is not among them. */
export const isNoneOf = (external: RawBuilder<string>, out: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`${external} <> all(${textColumn(out)}::text[])`;
