import { sql } from "kysely";
import type { Db } from "#db/connect";
import { stateOf } from "./rules.ts";
import type { Customer, Relation } from "./types.ts";

const ms = (at: Date | null) => (at === null ? null : at.getTime());
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export async function readCustomers(db: Db, corpId: string, ids: readonly string[]): Promise<Customer[]> {
  const { rows } = await sql<Omit<Customer, "detailedAt"> & { detailedAt: Date | null }>`
    select id, external_user_id as "externalUserId", name, type, gender, unionid, avatar, detailed_at as "detailedAt",
      state, added_sec as "addedSec", tag_ids as "tagIds"
    from customer where corp_id = ${corpId} and id = any(${ids})`.execute(db);
  return rows.map((row) => ({ ...row, detailedAt: ms(row.detailedAt) }));
}

type RelationRow = Omit<Relation, "oneWayAt" | "endedAt" | "detailedAt"> & {
  oneWayAt: Date | null;
  endedAt: Date | null;
  detailedAt: Date | null;
};

export async function readRelations(db: Db, corpId: string, customerIds: readonly string[]): Promise<Relation[]> {
  const { rows } = await sql<RelationRow>`
    select customer_id as "customerId", user_id as "userId", external_user_id as "externalUserId",
      created_sec as "createdSec", half, one_way_at as "oneWayAt", ended_at as "endedAt", ended_by as "endedBy",
      detailed_at as "detailedAt", remark, description, add_way as "addWay", channel_state as "channelState",
      tag_ids as "tagIds", told_seq as "toldSeq"
    from relation where corp_id = ${corpId} and customer_id = any(${customerIds})`.execute(db);
  return rows.map((row) => ({
    ...row,
    oneWayAt: ms(row.oneWayAt),
    endedAt: ms(row.endedAt),
    detailedAt: ms(row.detailedAt),
  }));
}

export async function writeCustomers(tx: Db, corpId: string, customers: readonly Customer[]): Promise<void> {
  if (customers.length === 0) return;
  const rows = customers.map((customer) => ({ ...customer, detailedAt: iso(customer.detailedAt) }));
  await sql`insert into customer (corp_id, id, external_user_id, name, type, gender, unionid, avatar, detailed_at, state,
      added_sec, tag_ids)
    select ${corpId}, id, "externalUserId", name, type, gender, unionid, avatar, "detailedAt", state, "addedSec", "tagIds"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, "externalUserId" text, name text, type int,
      gender int, unionid text, avatar text, "detailedAt" timestamptz, state text, "addedSec" bigint, "tagIds" text[])
    order by id
    on conflict (corp_id, id) do update set name = excluded.name, type = excluded.type, gender = excluded.gender,
      unionid = excluded.unionid, avatar = excluded.avatar, detailed_at = excluded.detailed_at, state = excluded.state,
      added_sec = excluded.added_sec, tag_ids = excluded.tag_ids`.execute(tx);
}

export async function writeRelations(tx: Db, corpId: string, relations: readonly Relation[]): Promise<void> {
  if (relations.length === 0) return;
  const rows = relations.map((relation) => ({
    ...relation,
    state: stateOf(relation),
    oneWayAt: iso(relation.oneWayAt),
    endedAt: iso(relation.endedAt),
    detailedAt: iso(relation.detailedAt),
  }));
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec, half, one_way_at,
      ended_at, ended_by, detailed_at, remark, description, add_way, channel_state, tag_ids)
    select ${corpId}, "customerId", "userId", "externalUserId", state, "createdSec", half, "oneWayAt", "endedAt",
      "endedBy", "detailedAt", remark, description, "addWay", "channelState", "tagIds"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("customerId" text, "userId" text, "externalUserId" text,
      state text, "createdSec" bigint, half boolean, "oneWayAt" timestamptz, "endedAt" timestamptz, "endedBy" text,
      "detailedAt" timestamptz, remark text, description text, "addWay" int, "channelState" text, "tagIds" text[])
    order by "customerId", "userId"
    on conflict (corp_id, customer_id, user_id) do update set state = excluded.state, created_sec = excluded.created_sec,
      half = excluded.half, one_way_at = excluded.one_way_at, ended_at = excluded.ended_at, ended_by = excluded.ended_by,
      detailed_at = excluded.detailed_at, remark = excluded.remark, description = excluded.description,
      add_way = excluded.add_way, channel_state = excluded.channel_state, tag_ids = excluded.tag_ids`.execute(tx);
}

/** How many people of a half carry each tag: kept by the difference, since counting 1.8 million people takes seconds. */
export async function countTagPeople(tx: Db, corpId: string, lane: number, changes: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...changes].filter(([, by]) => by !== 0).map(([tagId, by]) => ({ tagId, by }));
  if (rows.length === 0) return;
  await sql`insert into tag_people (corp_id, tag_id, lane, people)
    select ${corpId}, "tagId", ${lane}, "by" from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("tagId" text, "by" bigint)
    order by "tagId"
    on conflict (corp_id, tag_id, lane) do update set people = tag_people.people + excluded.people`.execute(tx);
  // Nobody is no row: whether somebody had it for a moment depends on where a batch ended.
  await sql`delete from tag_people where corp_id = ${corpId} and lane = ${lane} and people = 0
    and tag_id = any(${rows.filter(({ by }) => by < 0).map(({ tagId }) => tagId)})`.execute(tx);
}
