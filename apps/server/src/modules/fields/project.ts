import { sql } from "kysely";
import type { Db } from "#db/connect";
import { jsonbText } from "#kit/json";
import { type Handler, only, type StoredEvent } from "#log";
import { columnsOf, countedAs, valueOf } from "./rules.ts";
import type { FieldKind, FieldValue } from "./types.ts";

type Set = StoredEvent<"customer.field-set">;
const idOf = (customerId: string, key: string) => `${customerId} ${key}`;

/** The newest value counts. Counts go by the difference between what a batch found and what it leaves. */
export const fieldsHandler: Handler = {
  kind: "project",
  name: "fields",
  version: 1,
  on: ["customer.field-set"],
  tables: ["customer_field", "field_people"],
  async project(tx, corpId, batch) {
    const last = new Map<string, Set>();
    for (const event of only(batch, "customer.field-set")) last.set(idOf(event.data.customerId, event.data.key), event);
    const events = [...last.values()];
    const before = await held(tx, corpId, events);
    const counts = new Map<string, number>();
    const count = (key: string, kind: FieldKind, value: FieldValue, by: number) => {
      for (const as of value === null ? [] : countedAs(kind, value)) {
        const at = JSON.stringify([key, as]);
        counts.set(at, (counts.get(at) ?? 0) + by);
      }
    };
    for (const { data } of events) {
      count(data.key, data.kind, before.get(idOf(data.customerId, data.key)) ?? null, -1);
      count(data.key, data.kind, data.value, 1);
    }
    await write(tx, corpId, events);
    await writeCounts(tx, corpId, counts);
  },
};

async function held(tx: Db, corpId: string, events: readonly Set[]): Promise<Map<string, FieldValue>> {
  const wanted = events.map(({ data }) => ({ customerId: data.customerId, key: data.key, kind: data.kind }));
  const { rows } = await sql<{
    customerId: string;
    key: string;
    kind: FieldKind;
    text: string | null;
    number: number | null;
    date: string | null;
  }>`select v.customer_id as "customerId", v.key, r.kind, v.text_value as text, v.number_value as number, v.date_value::text as date
    from jsonb_to_recordset(${jsonbText(wanted)}::jsonb) as r("customerId" text, key text, kind text)
    join customer_field v on v.corp_id = ${corpId} and v.customer_id = r."customerId" and v.key = r.key`.execute(tx);
  return new Map(rows.map(({ customerId, key, kind, ...columns }) => [idOf(customerId, key), valueOf(kind, columns)]));
}

async function write(tx: Db, corpId: string, events: readonly Set[]): Promise<void> {
  const rows = events.map(({ data, occurredAt }) => ({
    customerId: data.customerId,
    key: data.key,
    none: data.value === null,
    ...columnsOf(data.kind, data.value),
    at: occurredAt.toISOString(),
  }));
  await sql`with r as materialized (select * from jsonb_to_recordset(${jsonbText(rows)}::jsonb)
      as r("customerId" text, key text, none boolean, text text, number double precision, date date, at timestamptz)),
    gone as (delete from customer_field v using r
      where r.none and v.corp_id = ${corpId} and v.customer_id = r."customerId" and v.key = r.key)
    insert into customer_field (corp_id, customer_id, key, text_value, number_value, date_value, set_at)
    select ${corpId}, r."customerId", r.key, r.text, r.number, r.date, r.at from r where not r.none
    order by r."customerId", r.key
    on conflict (corp_id, customer_id, key) do update set text_value = excluded.text_value,
      number_value = excluded.number_value, date_value = excluded.date_value, set_at = excluded.set_at`.execute(tx);
}

async function writeCounts(tx: Db, corpId: string, counts: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...counts].flatMap(([at, by]) => {
    const [key, value] = JSON.parse(at) as [string, string];
    return by === 0 ? [] : [{ key, value, by }];
  });
  if (rows.length === 0) return;
  await sql`insert into field_people (corp_id, key, value, people)
    select ${corpId}, key, value, "by" from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(key text, value text, "by" bigint)
    order by key, value
    on conflict (corp_id, key, value) do update set people = field_people.people + excluded.people`.execute(tx);
  // Nobody is no row, as in `tag_people`.
  await sql`delete from field_people where corp_id = ${corpId} and people = 0 and key = any(${rows.map(({ key }) => key)})`.execute(tx);
}
