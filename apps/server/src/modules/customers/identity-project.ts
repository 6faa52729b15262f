import { sql } from "kysely";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import { type Handler, inLayers, only, ORDER_FACTS, ordersIn, type StoredEvent } from "#log";
import { Circles } from "./circles.ts";

type Projection = Extract<Handler, { kind: "project" }>;

/** Who holds which key, and who was taken for whom. */
export const identityHandler: Projection = {
  kind: "project",
  name: "identity",
  version: 1,
  on: [...ORDER_FACTS, "person.linked", "person.merged", "person.split", "person.conflicted", "person.settled"],
  tables: ["person_key", "person_alias", "person_apart", "person_conflict"],
  // Orders from a file and from the hook are one kind: both bring keys.
  kindOf: ({ type }) => (type === "orders.imported" ? "order.recorded" : type),
  async project(tx, corpId, batch) {
    await keysOfOrders(tx, corpId, batch);
    await linkKeys(tx, corpId, only(batch, "person.linked"));
    await mergeAll(tx, corpId, only(batch, "person.merged"));
    for (const { data, occurredAt } of only(batch, "person.split")) await split(tx, corpId, data, occurredAt);
    await noteConflicts(tx, corpId, only(batch, "person.conflicted"));
    await settleConflicts(tx, corpId, only(batch, "person.settled"));
  },
};

/** Keys that nobody held when the order came; whoever has one by now keeps it. */
async function keysOfOrders(tx: Db, corpId: string, batch: readonly StoredEvent[]): Promise<void> {
  const rows = batch.flatMap((event) =>
    ordersIn(event).flatMap(({ orderNo, keyPersonId, keys, fresh }) =>
      keyPersonId === null
        ? []
        : fresh.flatMap((kind) => {
            const value = keys[kind];
            return value === undefined ? [] : [{ kind, value, person: keyPersonId, at: event.occurredAt, why: `order:${orderNo}` }];
          }),
    ),
  );
  await writeRows(
    tx,
    rows,
    (json) => sql`insert into person_key (corp_id, kind, value, person_id, linked_at, why)
      select ${corpId}, kind, value, person, at, why
      from jsonb_to_recordset(${json}::jsonb) as r(kind text, value text, person text, at timestamptz, why text)
      on conflict do nothing`,
  );
}

async function linkKeys(tx: Db, corpId: string, events: ReadonlyArray<StoredEvent<"person.linked">>): Promise<void> {
  const last = new Map(events.map((event) => [`${event.data.kind}\u0000${event.data.value}`, event]));
  await writeRows(
    tx,
    [...last.values()].map(({ data, occurredAt }) => ({ ...data, at: occurredAt })),
    (json) => sql`insert into person_key (corp_id, kind, value, person_id, linked_at, why)
      select ${corpId}, kind, value, "personId", at, why
      from jsonb_to_recordset(${json}::jsonb) as r(kind text, value text, "personId" text, at timestamptz, why text)
      on conflict (corp_id, kind, value) do update set person_id = excluded.person_id, linked_at = excluded.linked_at, why = excluded.why`,
  );
}

/**
 * What one merge does hangs on where earlier ones put her, so those that touch each other, also by those whom they were merged
 * with before, are done one after another; strangers are done together.
 */
async function mergeAll(tx: Db, corpId: string, events: ReadonlyArray<StoredEvent<"person.merged">>): Promise<void> {
  if (events.length === 0) return;
  const ids = [...new Set(events.flatMap(({ data }) => [data.from, data.into]))];
  const { rows } = await sql<{ person_id: string; into_id: string }>`select person_id, into_id from person_alias
    where corp_id = ${corpId} and person_id = any(${ids})`.execute(tx);
  const circle = new Circles();
  for (const { person_id, into_id } of rows) circle.join(person_id, into_id);
  for (const { data } of events) circle.join(data.from, data.into);
  for (const layer of inLayers(events, ({ data }) => [circle.of(data.from)])) await merge(tx, corpId, layer);
}

/** Of each circle at most one merge in a layer. Who was merged already, or would become her own ancestor, stays where she is. */
async function merge(tx: Db, corpId: string, layer: ReadonlyArray<StoredEvent<"person.merged">>): Promise<void> {
  const rows = layer.map(({ data, occurredAt }) => ({ ...data, at: occurredAt }));
  await sql`
    with input as materialized (
      select i."from" as person_id, i."into" as via_id, coalesce(a.into_id, i."into") as root, i.why, i.at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i("from" text, "into" text, why text, at timestamptz)
      left join person_alias a on a.corp_id = ${corpId} and a.person_id = i."into"
      where i."from" <> coalesce(a.into_id, i."into")
        and not exists (select from person_alias o where o.corp_id = ${corpId} and o.person_id = i."from")
    ), moved as (
      update person_alias a set into_id = i.root from input i where a.corp_id = ${corpId} and a.into_id = i.person_id
    ), together as (
      delete from person_apart p using input i where p.corp_id = ${corpId}
        and ((p.a_id = i.person_id and p.b_id in (i.via_id, i.root)) or (p.b_id = i.person_id and p.a_id in (i.via_id, i.root)))
    )
    insert into person_alias (corp_id, person_id, into_id, via_id, since, why)
    select ${corpId}, person_id, root, via_id, at, why from input`.execute(tx);
}

async function split(tx: Db, corpId: string, { from, into, members }: StoredEvent<"person.split">["data"], at: Date): Promise<void> {
  await sql`delete from person_alias where corp_id = ${corpId} and person_id = ${from}`.execute(tx);
  await sql`update person_alias set into_id = ${from}
    where corp_id = ${corpId} and person_id = any(${members}) and person_id <> ${from}`.execute(tx);
  const [a, b] = [from, into].toSorted();
  await sql`insert into person_apart (corp_id, a_id, b_id, since) values (${corpId}, ${a}, ${b}, ${at})
    on conflict do nothing`.execute(tx);
}

async function noteConflicts(tx: Db, corpId: string, events: ReadonlyArray<StoredEvent<"person.conflicted">>): Promise<void> {
  for (const layer of inLayers(events, ({ data }) => [data.conflictId])) {
    await writeRows(
      tx,
      layer.map(({ data, occurredAt }) => ({ ...data, at: occurredAt })),
      (json) => sql`insert into person_conflict as c (corp_id, id, kind, value, holder_id, claimant_id, why, found_at)
        select ${corpId}, "conflictId", kind, value, "holderId", "claimantId", why, at from jsonb_to_recordset(${json}::jsonb) as r(
          "conflictId" text, kind text, value text, "holderId" text, "claimantId" text, why text, at timestamptz)
        on conflict (corp_id, id) do update set times = c.times + 1`,
    );
  }
}

async function settleConflicts(tx: Db, corpId: string, events: ReadonlyArray<StoredEvent<"person.settled">>): Promise<void> {
  const last = new Map(events.map((event) => [event.data.conflictId, event]));
  await writeRows(
    tx,
    [...last.values()].map(({ data, occurredAt }) => ({ ...data, at: occurredAt })),
    (json) => sql`update person_conflict c set state = 'settled', how = r.how, settled_at = r.at
      from jsonb_to_recordset(${json}::jsonb) as r("conflictId" text, how text, at timestamptz)
      where c.corp_id = ${corpId} and c.id = r."conflictId"`,
  );
}
