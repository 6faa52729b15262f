import { sql } from "kysely";
import type { Db } from "#db/connect";
import { nameOf } from "#kit/forgotten";
import { type Names } from "./pseudonyms.ts";

export type HerNames = Names & {
  /** Customer ids of all her contacts. */
  readonly customerIds: readonly string[];
  readonly externalIds: readonly string[];
  /** What a tombstone is set for (`kit/forgotten.ts`). */
  readonly tombstones: readonly string[];
};

/** All ids under which somebody stands in the house: her contacts that were merged into one person, and their keys. */
export async function namesOfPerson(db: Db, corpId: string, customer: { id: string; externalUserId: string }): Promise<HerNames> {
  const { rows: persons } = await sql<{ id: string }>`
    with root as (select coalesce((select into_id from person_alias where corp_id = ${corpId} and person_id = ${customer.id}), ${customer.id}) as id)
    select id from root union select a.person_id from person_alias a join root r on a.into_id = r.id where a.corp_id = ${corpId}
    union select ${customer.id}`.execute(db);
  const personIds = persons.map(({ id }) => id).toSorted();
  const { rows: contacts } = await sql<{ id: string; external: string; unionid: string }>`
    select id, external_user_id as external, unionid from customer where corp_id = ${corpId} and id = any(${personIds})`.execute(db);
  const { rows: keys } = await sql<{ kind: string; value: string }>`
    select kind, value from person_key where corp_id = ${corpId} and person_id = any(${personIds}) order by kind, value`.execute(db);
  const externalIds = [...new Set([customer.externalUserId, ...contacts.map(({ external }) => external)])];
  const { rows: stays } = await sql<{ unionid: string }>`select distinct unionid from group_member
    where corp_id = ${corpId} and member_id = any(${externalIds})`.execute(db);
  const unionids = [...contacts, ...stays].flatMap(({ unionid }) => (unionid === "" ? [] : [unionid]));
  const values = [...new Set([...unionids, ...keys.filter(({ kind }) => kind !== "external").map(({ value }) => value)])];
  const tombstones = [
    ...externalIds.map((id) => nameOf("external", id)),
    ...unionids.map((id) => nameOf("unionid", id)),
    // By which the house itself names her, in what is written a little later.
    ...personIds.map((id) => nameOf("person", id)),
    ...contacts.map(({ id }) => nameOf("person", id)),
    ...keys.map(({ kind, value }) => nameOf(kind, value)),
  ];
  return {
    externalUserId: customer.externalUserId,
    otherExternalIds: externalIds.filter((id) => id !== customer.externalUserId),
    personIds,
    keys: values,
    customerIds: [...new Set([customer.id, ...contacts.map(({ id }) => id)])],
    externalIds,
    tombstones: [...new Set(tombstones)],
  };
}
