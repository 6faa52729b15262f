import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { byId, not, type Term } from "#modules/customers";
import type { Field, Value } from "./types.ts";

/** One condition on a field: has this value, lies between, or has none. */
export type FieldFilter = { is: Value } | { from?: Value | undefined; to?: Value | undefined } | { empty: boolean };

/** SQL over `c`, a row of `customer`; `people`, where there is one: all who have it. Values were checked against the field. */
export function fieldCondition(ctx: Ctx, field: Field, filter: FieldFilter): Term {
  const held = (also: RawBuilder<boolean>): Term => {
    const value = sql`f.corp_id = ${ctx.corpId} and f.key = ${field.key} and ${also}`;
    // One person's value is found by her id: in the index of values a range is searched once for each value that it holds.
    const hers = sql`(select * from customer_field g where g.corp_id = ${ctx.corpId} and g.key = ${field.key} and g.customer_id = c.id offset 0) f`;
    return {
      is: sql`exists (select from customer_field f where ${value} and f.customer_id = c.id)`,
      people: sql`select c.* from customer_field f join customer c on c.corp_id = f.corp_id and c.id = f.customer_id where ${value}`,
      index: sql`select from customer_field f where ${value}`,
      byId: { ...byId(sql`customer_field f`, value, sql`f.customer_id`), probe: sql`exists (select from ${hers} where ${also})` },
    };
  };
  if ("empty" in filter) {
    const filled = held(sql`true`);
    return filter.empty ? not(filled) : filled;
  }
  const column = { number: sql`f.number_value`, date: sql`f.date_value`, text: sql`f.text_value` }[
    field.kind === "number" || field.kind === "date" ? field.kind : "text"
  ];
  const typed = (value: Value) =>
    field.kind === "number"
      ? sql`${Number(value)}::double precision`
      : field.kind === "date"
        ? sql`${String(value)}::date`
        : sql`${String(value)}`;
  if ("is" in filter) {
    return field.kind === "text"
      ? held(sql`f.text_value ilike ${`%${String(filter.is).replaceAll(/[\\%_]/gu, "\\$&")}%`}`)
      : held(sql`${column} = ${typed(filter.is)}`);
  }
  const bounds = [
    ...(filter.from === undefined ? [] : [sql<boolean>`${column} >= ${typed(filter.from)}`]),
    ...(filter.to === undefined ? [] : [sql<boolean>`${column} <= ${typed(filter.to)}`]),
  ];
  return held(bounds.length === 0 ? sql`true` : sql<boolean>`${sql.join(bounds, sql` and `)}`);
}
