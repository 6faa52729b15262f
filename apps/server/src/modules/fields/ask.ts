import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { valueOf } from "./rules.ts";
import type { Field, FieldKind, FieldValue } from "./types.ts";

/** Fields in their order, those that are put away too: values may speak of them. */
export async function allFields(ctx: Pick<Ctx, "db" | "corpId">): Promise<Field[]> {
  const { rows } = await sql<Field>`select key, name, kind, options, listed, archived_at as "archivedAt" from custom_field
    where corp_id = ${ctx.corpId} order by archived_at is not null, position, created_at, key`.execute(ctx.db);
  return rows;
}

export type Held = { customerId: string; key: string; kind: FieldKind; value: FieldValue };

/** The values of these people; `keys` left out: of all fields. */
export async function valuesOf(ctx: Pick<Ctx, "db" | "corpId">, customerIds: readonly string[], keys?: readonly string[]): Promise<Held[]> {
  if (customerIds.length === 0 || keys?.length === 0) return [];
  const { rows } = await sql<{
    customerId: string;
    key: string;
    kind: FieldKind;
    text: string | null;
    number: number | null;
    date: string | null;
  }>`select v.customer_id as "customerId", v.key, f.kind, v.text_value as text, v.number_value as number, v.date_value::text as date
    from customer_field v join custom_field f on f.corp_id = v.corp_id and f.key = v.key
    where v.corp_id = ${ctx.corpId} and v.customer_id = any(${customerIds})
      and (${keys === undefined} or v.key = any(${keys ?? []}))`.execute(ctx.db);
  return rows.map(({ customerId, key, kind, ...columns }) => ({ customerId, key, kind, value: valueOf(kind, columns) }));
}

/** People per field and answer: `key` and `key/value`. */
export async function fieldPeople(ctx: Ctx): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; people: number }>`
    select case value when '' then key else key || '/' || value end as id, people from field_people
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.people]));
}
