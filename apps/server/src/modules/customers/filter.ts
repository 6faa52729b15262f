import { type RawBuilder, sql } from "kysely";
import type { CustomerState } from "./types.ts";

/**
 * One condition over `c`, a row of `customer`. `people`: a select of the same rows, each once, where an index knows them; `index`: a
 * plainer select of about as many, whose size the database's statistics know better. `byId`: the same as `is` where that asks for
 * `c.id` only. `isColumn`: an index of `customer` itself answers it. `isMeasured`: the statistics do not know how many they are, and
 * it may be many.
 */
export type Term = {
  is: RawBuilder<boolean>;
  people?: RawBuilder<unknown> | undefined;
  index?: RawBuilder<unknown> | undefined;
  isRare?: boolean;
  isColumn?: boolean;
  isMeasured?: boolean;
  byId?: ById | undefined;
};

/**
 * A condition that is asked of one id after another, in the order in which they come: `probe` looks each up, `hashed` reads the whole set
 * once. `id` names the column. Said so that the planner does not turn them into a join, which would read everybody and lose the order.
 */
export type ById = Record<"probe" | "hashed", RawBuilder<boolean>>;

export const byId = (from: RawBuilder<unknown>, where: RawBuilder<unknown>, id: RawBuilder<unknown>): ById => ({
  probe: sql`exists (select from ${from} where ${where} and ${id} = c.id offset 0)`,
  hashed: sql`(c.id in (select ${id} from ${from} where ${where})) is true`,
});

export const not = ({ is, byId: asked }: Term): Term => ({
  is: sql`not ${is}`,
  byId: asked && { probe: sql`not ${asked.probe}`, hashed: sql`not ${asked.hashed}` },
});

export type CustomerFilter = {
  query?: string | undefined;
  /** Carries all of these, one of those, none of these. */
  tagIds?: readonly string[] | undefined;
  anyTagIds?: readonly string[] | undefined;
  noTagIds?: readonly string[] | undefined;
  userId?: string | undefined;
  state?: CustomerState | undefined;
  /** Unix seconds, `to` exclusive. */
  addedFromSec?: number | undefined;
  addedToSec?: number | undefined;
  /** Came through this code: by the `state` that WeCom reports of a friendship, or by joining a group through it. */
  code?: { state: string; orJoined: Term } | undefined;
  /** From modules that know more; whom few have first. */
  also?: readonly Term[] | undefined;
};

/** WeCom's ids of external contacts; whoever pastes one wants this person and nobody like it. */
const EXTERNAL_ID = /^w[mo][A-Za-z0-9_-]{12,}$/;

/** `people`: rows of `customer`; `rest`: what they must fulfil besides. `isRare`: so few that they are counted rather than everybody. */
export type SearchSet = { people: RawBuilder<unknown>; rest: RawBuilder<boolean>; isRare: boolean };

/** What a filter asks: `plain`, what the order's index answers (state, time of adding), and each thing besides. */
export type Search = { plain: RawBuilder<boolean>; terms: readonly Term[]; set: SearchSet | null };

/** A filter as SQL over `c`, a row of `customer`. */
export const filterSql = (corpId: string, filter: CustomerFilter): RawBuilder<boolean> =>
  allOf([...plainTerms(filter), ...termsOf(corpId, filter).map(({ is }) => is)]);

export function searchSql(corpId: string, filter: CustomerFilter): Search {
  const terms = termsOf(corpId, filter);
  const plain = allOf(plainTerms(filter));
  const best = terms.find(({ people, isRare }) => people !== undefined && isRare) ?? terms.find(({ people }) => people !== undefined);
  const rest = allOf([plain, ...terms.flatMap((term) => (term === best ? [] : [term.is]))]);
  return { plain, terms, set: best?.people === undefined ? null : { people: best.people, rest, isRare: best.isRare ?? false } };
}

/** Nothing but the order's index is asked. */
export const isPlain = ({ query = "", tagIds, anyTagIds, noTagIds, userId, code, also }: CustomerFilter): boolean =>
  query.trim() === "" &&
  [tagIds, anyTagIds, noTagIds, also].every((list) => (list?.length ?? 0) === 0) &&
  userId === undefined &&
  code === undefined;

export const allOf = (terms: readonly RawBuilder<boolean>[]) => sql<boolean>`${sql.join([sql`true`, ...terms], sql` and `)}`;

function plainTerms(filter: CustomerFilter): RawBuilder<boolean>[] {
  const terms: RawBuilder<boolean>[] = [];
  // A friend has a day on which she became one; strangers have none and are first in the order of the oldest.
  if (filter.state === "friend") terms.push(sql`c.state = 'friend' and c.added_sec > 0`);
  else if (filter.state !== undefined) terms.push(sql`c.state = ${filter.state}`);
  if (filter.addedFromSec !== undefined) terms.push(sql`c.added_sec >= ${filter.addedFromSec}`);
  if (filter.addedToSec !== undefined) terms.push(sql`c.added_sec < ${filter.addedToSec} and c.added_sec > 0`);
  return terms;
}

function termsOf(corpId: string, filter: CustomerFilter): Term[] {
  const terms: Term[] = [];
  const query = filter.query?.trim() ?? "";
  if (EXTERNAL_ID.test(query)) terms.push(among(corpId, sql`c.external_user_id = ${query}`, true));
  else if (query !== "") terms.push(worded(corpId, query));
  if (filter.code) terms.push(cameThrough(corpId, filter.code));
  if (filter.userId !== undefined) {
    const theirs = sql`r.corp_id = ${corpId} and r.user_id = ${filter.userId} and r.state in ('active', 'one-way')`;
    terms.push({
      is: sql`exists (select from relation r where ${theirs} and r.customer_id = c.id)`,
      people: sql`select c.* from relation r join customer c on c.corp_id = r.corp_id and c.id = r.customer_id where ${theirs}`,
      index: sql`select from relation r where ${theirs}`,
      isRare: true,
      byId: byId(sql`relation r`, theirs, sql`r.customer_id`),
    });
  }
  terms.push(...(filter.also ?? []));
  // One tag is common; two together, or of people who are no friends any more, are not.
  const isRare = (filter.tagIds?.length ?? 0) > 1 || (filter.state !== undefined && filter.state !== "friend");
  const also = allOf(plainTerms(filter));
  if (filter.tagIds && filter.tagIds.length > 0) terms.push(among(corpId, sql`c.tag_ids @> ${filter.tagIds}::text[]`, isRare, also));
  if (filter.anyTagIds && filter.anyTagIds.length > 0)
    terms.push(among(corpId, sql`c.tag_ids && ${filter.anyTagIds}::text[]`, isRare, also));
  if (filter.noTagIds && filter.noTagIds.length > 0) terms.push({ is: sql`not c.tag_ids && ${filter.noTagIds}::text[]` });
  return terms;
}

/** A condition that an index of `customer` itself answers, together with others of that kind. */
const among = (corpId: string, is: RawBuilder<boolean>, isRare: boolean, also = sql<boolean>`true`): Term => ({
  is,
  people: sql`select c.* from customer c where c.corp_id = ${corpId} and ${is} and ${also}`,
  isRare,
  isColumn: true,
});

/**
 * Her name or a remark on her has these words, or they are her id. Words are found by their letters (index of migration 0095):
 * trigrams know nothing of names with two characters.
 */
function worded(corpId: string, query: string): Term {
  const like = `%${query.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const letters = sql`string_to_array(lower(${query}), null)`;
  const remarked = sql`select r.customer_id from relation r where r.corp_id = ${corpId} and r.remark <> ''
    and string_to_array(lower(r.remark), null) @> ${letters} and r.remark ilike ${like}`;
  const named = sql<boolean>`c.name is not null and string_to_array(lower(c.name), null) @> ${letters} and c.name ilike ${like}`;
  // A letter alone may be everybody's surname; two together are in few names.
  const isRare = new Set(query.toLowerCase()).size > 1;
  return {
    // Of few remarks all are read beforehand, of many each person's when it is her turn.
    is: sql`(c.external_user_id = ${query} or c.name ilike ${like} or ${
      isRare
        ? sql`c.id in (${remarked})`
        : sql`exists (select from relation r where r.corp_id = ${corpId} and r.customer_id = c.id and r.remark ilike ${like})`
    })`,
    people: sql`select c.* from customer c where c.corp_id = ${corpId} and ${named}
      union all select c.* from customer c where c.corp_id = ${corpId} and c.id in (${remarked}) and (${named}) is not true
      union all select c.* from customer c where c.corp_id = ${corpId} and c.external_user_id = ${query}
        and (${named}) is not true and c.id not in (${remarked})`,
    isMeasured: !isRare,
    isRare,
  };
}

function cameThrough(corpId: string, { state, orJoined }: { state: string; orJoined: Term }): Term {
  const theirs = sql`r.corp_id = ${corpId} and r.channel_state = ${state} and r.channel_state <> ''`;
  return {
    is: sql`(exists (select from relation r where ${theirs} and r.customer_id = c.id) or ${orJoined.is})`,
    people: sql`select c.* from customer c where c.corp_id = ${corpId} and c.id in (
      select r.customer_id from relation r where ${theirs} union all select j.id from (${orJoined.people ?? sql`select c.id from customer c where false`}) j)`,
    isRare: true,
  };
}
