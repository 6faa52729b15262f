import { sql } from "kysely";
import type { Db } from "#db/connect";
import { idSpaces, type IdSpace, keyOf, type Keys, type Known, pairOf, personOfKey, rootOf } from "./identity-rules.ts";

/**
 * What the tables know about these keys, in a few statements however many there are. The caller has brought the projection
 * `identity` to the head, so that nothing which was decided before is missing.
 */
export async function readKnown(db: Db, corpId: string, all: readonly Keys[], spaces: readonly IdSpace[] = idSpaces): Promise<Known> {
  const known: Known = { corpId, spaces, holders: new Map(), roots: new Map(), facets: new Map(), apart: new Set() };
  const pairs = distinctKeys(all, spaces);
  if (pairs.length === 0) return known;
  await readHolders(db, known, pairs);
  await readUnionids(db, known, pairs);
  const meeting = all.filter((keys) => spaces.filter(({ kind }) => keys[kind]).length > 1);
  const bases = new Set(meeting.flatMap((keys) => holdersOf(known, keys)));
  await readRoots(db, known, [...new Set([...pairs.flatMap((pair) => baseOf(known, pair) ?? []), ...bases])]);
  await readFacets(db, known, [...new Set([...bases].map((base) => rootOf(known, base)))]);
  return known;
}

type Pair = { kind: string; value: string };

function distinctKeys(all: readonly Keys[], spaces: readonly IdSpace[]): Pair[] {
  const found = new Map<string, Pair>();
  for (const keys of all)
    for (const { kind } of spaces) {
      const value = keys[kind];
      if (value !== undefined && value !== "") found.set(keyOf(kind, value), { kind, value });
    }
  return [...found.values()];
}

const baseOf = (known: Known, { kind, value }: Pair): string | undefined =>
  known.holders.get(keyOf(kind, value)) ?? (kind === "external" ? personOfKey(known.corpId, kind, value) : undefined);

const holdersOf = (known: Known, keys: Keys): string[] =>
  known.spaces.flatMap(({ kind }) => {
    const value = keys[kind];
    return value === undefined || value === "" ? [] : (baseOf(known, { kind, value }) ?? []);
  });

async function readHolders(db: Db, known: Known, pairs: readonly Pair[]): Promise<void> {
  for (const kind of new Set(pairs.map((pair) => pair.kind))) {
    const values = pairs.filter((pair) => pair.kind === kind).map(({ value }) => value);
    const { rows } = await sql<{ value: string; person_id: string }>`select value, person_id from person_key
      where corp_id = ${known.corpId} and kind = ${kind} and value = any(${values})`.execute(db);
    for (const { value, person_id } of rows) known.holders.set(keyOf(kind, value), person_id);
  }
}

/** WeCom's own word about unionids; what was said explicitly goes first. */
async function readUnionids(db: Db, known: Known, pairs: readonly Pair[]): Promise<void> {
  const unknown = pairs.filter(({ kind, value }) => kind === "unionid" && !known.holders.has(keyOf(kind, value)));
  for (const [unionid, id] of await customersByUnionid(
    db,
    known.corpId,
    unknown.map(({ value }) => value),
  ))
    known.holders.set(keyOf("unionid", unionid), id);
}

/** Customers by unionid; of several the one who was added last. */
export async function customersByUnionid(db: Db, corpId: string, unionids: readonly string[]): Promise<Map<string, string>> {
  if (unionids.length === 0) return new Map();
  const { rows } = await sql<{ unionid: string; id: string }>`select distinct on (unionid) unionid, id from customer
    where corp_id = ${corpId} and unionid = any(${[...unionids]}) and unionid <> ''
    order by unionid, added_sec desc, id`.execute(db);
  return new Map(rows.map(({ unionid, id }) => [unionid, id]));
}

async function readRoots(db: Db, known: Known, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return;
  const { rows } = await sql<{ person_id: string; into_id: string }>`select person_id, into_id from person_alias
    where corp_id = ${known.corpId} and person_id = any(${[...persons]})`.execute(db);
  for (const { person_id, into_id } of rows) known.roots.set(person_id, into_id);
}

/** Unique keys of everybody whom an order with several keys might join, and who must stay apart. */
export async function readFacets(db: Db, known: Known, roots: readonly string[]): Promise<void> {
  if (roots.length === 0) return;
  const kinds = known.spaces.filter(({ unique }) => unique).map(({ kind }) => kind);
  const { rows } = await sql<{ root: string; kind: string; value: string }>`
    with people as (
      select r.root, r.root as person_id from unnest(${[...roots]}::text[]) as r(root)
      union all
      select a.into_id, a.person_id from person_alias a where a.corp_id = ${known.corpId} and a.into_id = any(${[...roots]}))
    select p.root, k.kind, k.value from people p
      join person_key k on k.corp_id = ${known.corpId} and k.person_id = p.person_id and k.kind = any(${kinds})
    union all
    select p.root, 'unionid', c.unionid from people p
      join customer c on c.corp_id = ${known.corpId} and c.id = p.person_id where c.unionid <> ''`.execute(db);
  for (const { root, kind, value } of rows) {
    const mine = known.facets.get(root) ?? new Map<string, Set<string>>();
    mine.set(kind, new Set([...(mine.get(kind) ?? []), value]));
    known.facets.set(root, mine);
  }
  const { rows: apart } = await sql<{ a_id: string; b_id: string }>`select a_id, b_id from person_apart
    where corp_id = ${known.corpId} and (a_id = any(${[...roots]}) or b_id = any(${[...roots]}))`.execute(db);
  for (const { a_id, b_id } of apart) known.apart.add(pairOf(a_id, b_id));
}
