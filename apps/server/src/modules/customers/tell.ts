import { sql } from "kysely";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { plainColumn } from "#kit/pg-array";
import { type StoredEvent, toldMember, toldPeople, toldPerson } from "#log";
import { firstSeen, strangerSeen } from "./first-seen.ts";
import { insertCustomers, insertRelations } from "./insert.ts";
import { countTagPeople } from "./rows.ts";
import type { Customer, Half, Relation } from "./types.ts";

export type Told = StoredEvent<"people.told" | "members.told">;

const pageIds = new WeakMap<Told, readonly string[]>();

/** The ids of a page's people in their order. Both halves read the same page, and a million of such ids take a second to make. */
function idsOf(corpId: string, page: Told): readonly string[] {
  const found =
    pageIds.get(page) ??
    (page.type === "people.told" ? page.data.people : page.data.members).map(([externalUserId]) => customerId(corpId, externalUserId));
  pageIds.set(page, found);
  return found;
}

/**
 * Pages of people as first heard. Who is new and spoken of once is written straight away, as columns; whoever
 * is known already, or is on two pages, is handed back: she has to be folded like any other fact.
 */
export async function tellPeople(tx: Db, corpId: string, half: Half, pages: readonly Told[]): Promise<ReadonlySet<string>> {
  const rows = new Map<string, { customer: Customer; relation: Relation | null }>();
  const apart = new Set<string>();
  const friends = new Set<string>();
  const add = (id: string, row: { customer: Customer; relation: Relation | null }) => {
    if (rows.has(id)) apart.add(id);
    else rows.set(id, row);
  };
  for (const page of pages) {
    const at = page.occurredAt.getTime();
    const ids = idsOf(corpId, page);
    if (page.type === "people.told") {
      for (const [i, tuple] of page.data.people.entries()) {
        const id = ids[i] ?? "";
        if (!half.has(id)) continue;
        const told = toldPerson(tuple);
        friends.add(id);
        add(id, firstSeen(id, told, at, page.seq));
      }
    } else {
      for (const [i, tuple] of page.data.members.entries()) {
        const id = ids[i] ?? "";
        if (!half.has(id)) continue;
        const told = toldMember(tuple);
        if (told.memberType !== 2) continue;
        add(id, { customer: strangerSeen(id, told), relation: null });
      }
    }
  }
  for (const id of await knownAmong(tx, corpId, [...friends])) {
    rows.delete(id);
    apart.add(id);
  }
  const strangers = [...rows.keys()].filter((id) => !friends.has(id));
  const lacking = await lackingAmong(tx, corpId, strangers);
  for (const id of strangers) {
    const isKnown = lacking.get(id);
    if (isKnown === false) continue;
    rows.delete(id);
    if (isKnown) apart.add(id);
    // What a group shows of somebody is never better than WeCom's own detail, which we have.
    else apart.delete(id);
  }
  const fresh = [...rows].filter(([id]) => !apart.has(id));
  await insertCustomers(
    tx,
    corpId,
    fresh.map(([, { customer }]) => customer),
  );
  await insertRelations(
    tx,
    corpId,
    fresh.flatMap(([, { relation }]) => (relation ? [relation] : [])),
  );
  const tags = new Map<string, number>();
  for (const [, { customer }] of fresh) for (const tag of customer.tagIds) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  await countTagPeople(tx, corpId, half.lane, tags);
  return apart;
}

/** Who of these people we know: of a page of friends hardly anybody. */
async function knownAmong(tx: Db, corpId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`select id from customer
    where corp_id = ${corpId} and id = any(${plainColumn(ids)}::text[])`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Of whom of these people we have no detail, and whether we know them at all; of a group's members most are friends, so these are the fewer. */
async function lackingAmong(tx: Db, corpId: string, ids: readonly string[]): Promise<Map<string, boolean>> {
  if (ids.length === 0) return new Map();
  // A look for each, whatever the statistics of a young table say.
  const { rows } = await sql<{ id: string; detailed: boolean | null }>`select id, detailed from (
      select i.id, (select c.detailed_at is not null from customer c where c.corp_id = ${corpId} and c.id = i.id) as detailed
      from unnest(${plainColumn(ids)}::text[]) as i(id) offset 0) i
    where detailed is not true`.execute(tx);
  return new Map(rows.map(({ id, detailed }) => [id, detailed === false]));
}

/** Which fact first told of a friendship, for those that were folded; kept once. */
export async function noteTold(tx: Db, corpId: string, pages: readonly Told[], apart: ReadonlySet<string>): Promise<void> {
  const rows = pages.flatMap((page) =>
    page.type === "people.told"
      ? toldPeople(page).flatMap(({ externalUserId, userId }) => {
          const id = customerId(corpId, externalUserId);
          return apart.has(id) ? [{ id, user: userId, seq: page.seq }] : [];
        })
      : [],
  );
  if (rows.length === 0) return;
  await sql`update relation t set told_seq = r.seq
    from (select id, "user", min(seq) as seq from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(id text, "user" text, seq bigint) group by 1, 2) r
    where t.corp_id = ${corpId} and t.customer_id = r.id and t.user_id = r."user" and t.told_seq is null`.execute(tx);
}
