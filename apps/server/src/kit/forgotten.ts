import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "#db/connect";

/** Of somebody's names: WeCom's ids of people are kept as `external`, others by the kind of key that they are. */
export const nameOf = (kind: string, value: string) => `${kind}\u0000${value}`;
const external = (id: string) => nameOf("external", id);

let houseKey: string | null = null;

/** Said once when a process starts: without the house's key nobody can tell from a tombstone whose it is, we included. */
export function useTombstoneKey(secretKey: string): void {
  houseKey = secretKey;
}

export function tombstoneOf(corpId: string, name: string): string {
  if (houseKey === null) throw new Error("no key for tombstones: call useTombstoneKey first");
  return createHmac("sha256", houseKey).update(`forgotten\u0000${corpId}\u0000${name}`).digest("base64url");
}

/** Whether anybody was forgotten here; most corps have nobody, and then nothing is hashed. */
export async function hasForgotten(db: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql`select from forgotten where corp_id = ${corpId} limit 1`.execute(db);
  return rows.length > 0;
}

/** Which of these names (`nameOf`) belong to somebody forgotten, and since when. */
export async function forgottenNames(db: Db, corpId: string, names: Iterable<string>): Promise<Map<string, Date>> {
  const all = [...new Set(names)];
  if (all.length === 0 || !(await hasForgotten(db, corpId))) return new Map();
  const byHash = new Map(all.map((name) => [tombstoneOf(corpId, name), name]));
  const { rows } = await sql<{ hash: string; at: Date }>`select hash, at from forgotten
    where corp_id = ${corpId} and hash = any(${[...byHash.keys()]}::text[])`.execute(db);
  return new Map(rows.map(({ hash, at }) => [byHash.get(hash) ?? "", at]));
}

/** The same for WeCom's ids of people. */
export async function forgottenPeople(db: Db, corpId: string, ids: Iterable<string>): Promise<Map<string, Date>> {
  const found = await forgottenNames(db, corpId, [...ids].map(external));
  return new Map([...found].map(([name, at]) => [name.slice(name.indexOf("\u0000") + 1), at]));
}

/**
 * She has befriended somebody since: a new consent, and a new person without a past. Her tombstones go. Whoever is being erased
 * this very moment stays out until that is done. Answers with those who are back.
 */
export async function welcomeBack(db: Db, corpId: string, since: ReadonlyMap<string, Date>): Promise<Set<string>> {
  if (since.size === 0) return new Set();
  const rows = [...since].map(([id, at]) => ({ id, hash: tombstoneOf(corpId, external(id)), at: at.toISOString() }));
  const { rows: back } = await sql<{ hash: string }>`
    with back as materialized (select f.hash, f.forgetting_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(hash text, at timestamptz)
      join forgotten f on f.corp_id = ${corpId} and f.hash = r.hash and f.at < r.at
      join forgetting g on g.corp_id = f.corp_id and g.id = f.forgetting_id and g.state = 'done'),
    gone as (delete from forgotten f using back b where f.corp_id = ${corpId} and f.forgetting_id = b.forgetting_id)
    select hash from back`.execute(db);
  const hashes = new Set(back.map(({ hash }) => hash));
  return new Set(rows.filter(({ hash }) => hashes.has(hash)).map(({ id }) => id));
}

/** How WeCom's ids of people look (`external_userid`); members of staff and groups have other ones. */
const PERSON = /^w[mo][\w-]{8,}$/;

/**
 * What WeCom answered, without those who are forgotten: lists lack them, and of her own details nothing is left (null). Friendships that
 * began after she was forgotten bring her back first.
 */
export async function withoutForgotten(db: Db, corpId: string, answer: unknown): Promise<unknown> {
  if (!(await hasForgotten(db, corpId))) return answer;
  const ids = new Set<string>();
  const met = new Map<string, Date>();
  look(answer, ids, met);
  const gone = await forgottenPeople(db, corpId, ids);
  if (gone.size === 0) return answer;
  const since = new Map([...met].filter(([id, at]) => at > (gone.get(id) ?? at)));
  for (const id of await welcomeBack(db, corpId, since)) gone.delete(id);
  if (gone.size === 0) return answer;
  return nestedId(answer) !== null && gone.has(nestedId(answer) ?? "") ? null : strip(answer, gone);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** All ids of people in an answer, and since when each has been somebody's friend. */
function look(value: unknown, ids: Set<string>, met: Map<string, Date>): void {
  if (typeof value === "string") {
    if (PERSON.test(value)) ids.add(value);
    return;
  }
  if (Array.isArray(value)) for (const item of value as unknown[]) look(item, ids, met);
  if (!isObject(value)) return;
  const id = nestedId(value);
  if (id !== null) {
    const times = friendshipsIn(value);
    if (times.length > 0) met.set(id, new Date(Math.max(...times, met.get(id)?.getTime() ?? 0)));
  }
  for (const item of Object.values(value)) look(item, ids, met);
}

/** Whose details an object is: `{external_contact: {external_userid}}`. */
function nestedId(value: unknown): string | null {
  const contact = isObject(value) ? value["external_contact"] : null;
  const id = isObject(contact) ? contact["external_userid"] : null;
  return typeof id === "string" ? id : null;
}

function friendshipsIn(value: Record<string, unknown>): number[] {
  const follows: unknown[] = [value["follow_info"], ...(Array.isArray(value["follow_user"]) ? (value["follow_user"] as unknown[]) : [])];
  return follows.flatMap((one) => (isObject(one) && typeof one["createtime"] === "number" ? [one["createtime"] * 1000] : []));
}

function strip(value: unknown, gone: ReadonlyMap<string, Date>): unknown {
  if (Array.isArray(value)) return (value as unknown[]).filter((item) => !isHers(item, gone)).map((item) => strip(item, gone));
  if (!isObject(value)) return value;
  const rest = Object.entries(value).filter(([, item]) => !(typeof item === "string" && gone.has(item)));
  return Object.fromEntries(rest.map(([name, item]) => [name, strip(item, gone)]));
}

/** An item of a list that is about her: her id, or an object with it. */
function isHers(item: unknown, gone: ReadonlyMap<string, Date>): boolean {
  if (typeof item === "string") return gone.has(item);
  if (!isObject(item)) return false;
  if (gone.has(nestedId(item) ?? "")) return true;
  return Object.values(item).some((one) => typeof one === "string" && gone.has(one));
}
