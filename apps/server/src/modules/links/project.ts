import { sql } from "kysely";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { type Handler, only } from "#log";
import { BOUGHT_MS } from "./rules.ts";

/** Who opened which link, and who paid within three hours after that. Orders count for whoever they belong to, merged or by their key. */
export const linkPeopleProjection: Handler = {
  kind: "project",
  name: "links.people",
  version: 1,
  on: ["link.clicked", "order.recorded", "orders.imported"],
  tables: ["link_person"],
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

async function click(tx: Db, corpId: string, clicks: ReadonlyArray<Record<"link" | "who" | "customer" | "at", string>>): Promise<void> {
  await sql`insert into link_person as p (corp_id, link_id, external_user_id, customer_id, clicks, first_at, last_at)
    select ${corpId}, link, who, customer, count(*)::int, min(at), max(at)
    from jsonb_to_recordset(${JSON.stringify(clicks)}::jsonb) as r(link text, who text, customer text, at timestamptz)
    group by link, who, customer order by link, who
    on conflict (corp_id, link_id, external_user_id) do update set clicks = p.clicks + excluded.clicks,
      first_at = least(p.first_at, excluded.first_at), last_at = greatest(p.last_at, excluded.last_at)`.execute(tx);
}

async function buy(tx: Db, corpId: string, orders: ReadonlyArray<{ person: string; at: string }>): Promise<void> {
  const soon = sql`${BOUGHT_MS}::int * interval '1 millisecond'`;
  await sql`update link_person p set bought_at = least(coalesce(p.bought_at, b.at), b.at)
    from (select p.link_id, p.external_user_id, min(r.at) as at
      from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as r(person text, at timestamptz)
        join link_person p on p.corp_id = ${corpId} and p.customer_id = r.person
      where (r.at >= p.first_at and r.at <= p.first_at + ${soon}) or (r.at >= p.last_at and r.at <= p.last_at + ${soon})
      group by 1, 2) b
    where p.corp_id = ${corpId} and p.link_id = b.link_id and p.external_user_id = b.external_user_id`.execute(tx);
}
