import { sql } from "kysely";
import type { Db } from "#db/connect";
import { plainColumn, textColumn } from "#kit/pg-array";
import type { Customer, Relation } from "./types.ts";

// Rows that are surely new, thousands at once, as columns. The caller holds the handler's cursor, so nobody else writes here.

const nulls = (values: ReadonlyArray<string | number | null>) => plainColumn(values.map((value) => value ?? "null"));
const instants = (values: ReadonlyArray<number | null>) =>
  plainColumn(values.map((ms) => (ms === null ? "null" : new Date(ms).toISOString())));
/** Tags of each row as an array's text; one empty word where nobody has any. */
const tagTexts = (rows: ReadonlyArray<{ tagIds: readonly string[] }>) =>
  rows.some(({ tagIds }) => tagIds.length > 0) ? textColumn(rows.map(({ tagIds }) => plainColumn(tagIds))) : null;

export async function insertCustomers(tx: Db, corpId: string, rows: readonly Customer[]): Promise<void> {
  if (rows.length === 0) return;
  const tags = tagTexts(rows);
  await sql`insert into customer (corp_id, id, external_user_id, name, type, gender, unionid, avatar, detailed_at, state, added_sec,
      tag_ids)
    select ${corpId}, id, external_user_id, name, type, gender, unionid, avatar, detailed_at, state, added_sec,
      coalesce(tags::text[], '{}')
    from unnest(${plainColumn(rows.map(({ id }) => id))}::text[], ${textColumn(rows.map(({ externalUserId }) => externalUserId))}::text[],
      ${textColumn(rows.map(({ name }) => name))}::text[], ${nulls(rows.map(({ type }) => type))}::int[],
      ${nulls(rows.map(({ gender }) => gender))}::int[], ${textColumn(rows.map(({ unionid }) => unionid))}::text[],
      ${textColumn(rows.map(({ avatar }) => avatar))}::text[], ${instants(rows.map(({ detailedAt }) => detailedAt))}::timestamptz[],
      ${plainColumn(rows.map(({ state }) => state))}::text[], ${plainColumn(rows.map(({ addedSec }) => addedSec))}::bigint[],
      ${tags}::text[])
      as r(id, external_user_id, name, type, gender, unionid, avatar, detailed_at, state, added_sec, tags)`.execute(tx);
}

/** Friendships as a list shows them: none of them has ended or is half. */
export async function insertRelations(tx: Db, corpId: string, rows: readonly Relation[]): Promise<void> {
  if (rows.length === 0) return;
  const tags = tagTexts(rows);
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec, detailed_at, remark, description,
      add_way, channel_state, told_seq, tag_ids)
    select ${corpId}, customer_id, user_id, external_user_id, 'active', created_sec, detailed_at, remark, description,
      add_way, channel_state, told_seq, coalesce(tags::text[], '{}')
    from unnest(${plainColumn(rows.map((row) => row.customerId))}::text[], ${textColumn(rows.map((row) => row.userId))}::text[],
      ${textColumn(rows.map((row) => row.externalUserId))}::text[], ${plainColumn(rows.map((row) => row.createdSec))}::bigint[],
      ${instants(rows.map((row) => row.detailedAt))}::timestamptz[], ${textColumn(rows.map((row) => row.remark))}::text[],
      ${textColumn(rows.map((row) => row.description))}::text[], ${nulls(rows.map((row) => row.addWay))}::int[],
      ${textColumn(rows.map((row) => row.channelState))}::text[], ${nulls(rows.map((row) => row.toldSeq))}::bigint[], ${tags}::text[])
      as r(customer_id, user_id, external_user_id, created_sec, detailed_at, remark, description, add_way, channel_state, told_seq, tags)`.execute(
    tx,
  );
}
