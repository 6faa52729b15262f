import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Words of messages by msgid; what was forgotten or never kept is absent. */
export async function archivedTexts(ctx: Ctx, msgids: readonly string[]): Promise<Map<string, string>> {
  if (msgids.length === 0) return new Map();
  const { rows } = await sql<{ msgid: string; body: string }>`select msgid, body from archive_message
    where corp_id = ${ctx.corpId} and msgid = any(${[...msgids]})`.execute(ctx.db);
  return new Map(rows.map(({ msgid, body }) => [msgid, body]));
}

export type Gap = { from: Date; to: Date; why: "before-start" | "beyond-window" };

/** Stretches of which the archive knows nothing, newest first; none where the corp never had one. */
export async function archiveGaps(ctx: Ctx): Promise<Gap[]> {
  const { rows } = await sql<Gap>`select from_at as "from", to_at as "to", why from archive_gap
    where corp_id = ${ctx.corpId} order by from_at desc limit 100`.execute(ctx.db);
  return rows;
}

export type Unheard = { msgid: string; room: string; customer: string; body: string; at: Date };

/** What customers wrote in groups in this span with no colleague writing there after it; at most 200, the oldest first. */
export async function unheardIn(ctx: Ctx, span: { from: Date; to: Date }): Promise<Unheard[]> {
  const { rows } = await sql<Unheard>`select m.msgid, m.room, m.customer, m.body, m.at from archive_message m
    where m.corp_id = ${ctx.corpId} and m.at >= ${span.from} and m.at < ${span.to} and m.room <> '' and m.kind = 'text'
      and m.sender = m.customer and m.customer <> ''
      and not exists (select from archive_message a where a.corp_id = m.corp_id and a.at > m.at and a.at <= ${ctx.now} and a.room = m.room
        and a.sender <> a.customer)
    order by m.at, m.seq limit 200`.execute(ctx.db);
  return rows;
}

/** The newest message between these two, as far as the archive has any; rooms do not count. */
export async function lastBetween(ctx: Ctx, customer: string, staff: string): Promise<{ at: Date; byCustomer: boolean } | null> {
  const { rows } = await sql<{ at: Date; byCustomer: boolean }>`select at, sender = customer as "byCustomer" from archive_message
    where corp_id = ${ctx.corpId} and customer = ${customer} and staff = ${staff} and room = '' order by at desc, seq desc limit 1`.execute(
    ctx.db,
  );
  return rows[0] ?? null;
}

/** Since when the customer's words wait for an answer of this member of staff: the first after the last of hers. */
export async function waitsSince(ctx: Ctx, customer: string, staff: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(at) as at from archive_message m
    where corp_id = ${ctx.corpId} and customer = ${customer} and staff = ${staff} and room = '' and sender = customer
      and at > coalesce((select max(at) from archive_message a where a.corp_id = m.corp_id and a.customer = m.customer
        and a.staff = m.staff and a.room = '' and a.sender <> a.customer), '-infinity')`.execute(ctx.db);
  return rows[0]?.at ?? null;
}

/** Customers who wrote in these groups in this span; null where the archive is not there, or knows nothing of a part of it. */
export async function talkedIn(ctx: Ctx, chatIds: readonly string[], span: { from: Date; to: Date }): Promise<number | null> {
  const { rows } = await sql<{ known: boolean; people: number }>`select
    exists (select from archive_state where corp_id = ${ctx.corpId} and not off)
      and not exists (select from archive_gap where corp_id = ${ctx.corpId} and to_at > ${span.from} and from_at < ${span.to}) as known,
    (select count(distinct customer)::int from archive_message where corp_id = ${ctx.corpId} and at >= ${span.from} and at < ${span.to}
      and room = any(${[...chatIds]}) and sender = customer) as people`.execute(ctx.db);
  return rows[0]?.known === true ? rows[0].people : null;
}
