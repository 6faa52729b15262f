import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import type { Field, Value } from "./types.ts";

/** One condition on a field: has this value, lies between, or has none. */
export type FieldFilter = { is: Value } | { from?: Value | undefined; to?: Value | undefined } | { empty: boolean };

/** SQL over the column that holds a customer's id. Values were checked against the field. */
export function fieldCondition(ctx: Ctx, customer: RawBuilder<string>, field: Field, filter: FieldFilter): RawBuilder<boolean> {
  const held = (also: RawBuilder<boolean>) => sql<boolean>`exists (select from customer_field f
    where f.corp_id = ${ctx.corpId} and f.customer_id = ${customer} and f.key = ${field.key} and ${also})`;
  if ("empty" in filter) return filter.empty ? sql<boolean>`not ${held(sql`true`)}` : held(sql`true`);
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
