import { sql } from "kysely";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { type Handler, only } from "#log";
import { BOUGHT_MS } from "./rules.ts";

/** Who opened which link, and who paid within three hours after that. Orders count for whoever they belong to, merged or by their key. */
export const linkPeopleProjection: Handler = {
  kind: "project",
  name: "links.people",
  version: 2,
  on: ["link.clicked", "order.recorded", "orders.imported"],
  tables: ["link_person", "link_figure"],
  // An order belongs to the clicks before it, wherever a batch happened to end.
  kindOf: ({ type }) => (type === "link.clicked" ? "clicks" : "orders"),
  async project(tx, corpId, batch) {
    const clicks = only(batch, "link.clicked").map(({ data, occurredAt }) => ({
      link: data.linkId,
      who: data.externalUserId,
      customer: customerId(corpId, data.externalUserId),
      at: occurredAt.toISOString(),
    }));
    if (clicks.length > 0) await click(tx, corpId, clicks);
    const told = [
      ...only(batch, "order.recorded").map(({ data }) => data),
      ...only(batch, "orders.imported").flatMap(({ data }) => data.orders),
    ];
    const orders = told.flatMap(({ personId, keyPersonId, paidAt }) =>
      [...new Set([personId, keyPersonId])].flatMap((person) => (person === null ? [] : [{ person, at: paidAt }])),
    );
    if (orders.length > 0) await buy(tx, corpId, orders);
  },
};

/** One statement: who is new is known from what stood there before it. */
async function click(tx: Db, corpId: string, clicks: ReadonlyArray<Record<"link" | "who" | "customer" | "at", string>>): Promise<void> {
  await sql`with told as (
      select link, who, customer, count(*)::int as n, min(at) as first_at, max(at) as last_at
      from jsonb_to_recordset(${JSON.stringify(clicks)}::jsonb) as r(link text, who text, customer text, at timestamptz)
      group by link, who, customer),
    known as (select p.link_id, p.external_user_id from link_person p
      join told t on p.corp_id = ${corpId} and p.link_id = t.link and p.external_user_id = t.who),
    kept as (insert into link_person as p (corp_id, link_id, external_user_id, customer_id, clicks, first_at, last_at)
      select ${corpId}, link, who, customer, n, first_at, last_at from told order by link, who
      on conflict (corp_id, link_id, external_user_id) do update set clicks = p.clicks + excluded.clicks,
        first_at = least(p.first_at, excluded.first_at), last_at = greatest(p.last_at, excluded.last_at))
    insert into link_figure as f (corp_id, link_id, people, clicks, bought)
    select ${corpId}, t.link, (count(*) filter (where k.link_id is null))::int, sum(t.n)::int, 0
    from told t left join known k on k.link_id = t.link and k.external_user_id = t.who group by t.link order by t.link
    on conflict (corp_id, link_id) do update set people = f.people + excluded.people, clicks = f.clicks + excluded.clicks`.execute(tx);
}

async function buy(tx: Db, corpId: string, orders: ReadonlyArray<{ person: string; at: string }>): Promise<void> {
  const soon = sql`${BOUGHT_MS}::int * interval '1 millisecond'`;
  await sql`with b as (select p.link_id, p.external_user_id, min(r.at) as at, bool_and(p.bought_at is null) as first
      from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as r(person text, at timestamptz)
        join link_person p on p.corp_id = ${corpId} and p.customer_id = r.person
      where (r.at >= p.first_at and r.at <= p.first_at + ${soon}) or (r.at >= p.last_at and r.at <= p.last_at + ${soon})
      group by 1, 2),
    kept as (update link_person p set bought_at = least(coalesce(p.bought_at, b.at), b.at) from b
      where p.corp_id = ${corpId} and p.link_id = b.link_id and p.external_user_id = b.external_user_id)
    update link_figure f set bought = f.bought + n.bought
    from (select link_id, count(*)::int as bought from b where first group by link_id) n
    where f.corp_id = ${corpId} and f.link_id = n.link_id`.execute(tx);
}
