import { type RawBuilder, sql } from "kysely";
import type { customerFilter } from "@shuke/contract";
import type { z } from "zod";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { seesStaff } from "#kit/scope";
import { addDays, atLocal } from "#kit/tz";
import { byId, type CustomerFilter, filterSql, isPlain, not, scopeTerms, type Search, searchSql, type Term } from "#modules/customers";
import { allFields, checked, fieldCondition, usable } from "#modules/fields";
import { memberCondition } from "#modules/groups";
import { chatsOfStores } from "#modules/live-codes";

export type Filter = z.output<typeof customerFilter>;

/** A list's filter as SQL over `c`, a row of `customer`. */
export async function whereOf(ctx: Ctx, filter: Filter): Promise<RawBuilder<boolean>> {
  return filterSql(ctx.corpId, await termsOf(ctx, filter));
}

/** The same in parts, for the page of somebody who waits; null where the list's order alone answers. */
export async function searchOf(ctx: Ctx, filter: Filter): Promise<{ where: RawBuilder<boolean>; search: Search | null }> {
  const terms = await termsOf(ctx, filter);
  return { where: filterSql(ctx.corpId, terms), search: isPlain(terms) ? null : searchSql(ctx.corpId, terms) };
}

async function termsOf(ctx: Ctx, filter: Filter): Promise<CustomerFilter> {
  const { storeId, liveCodeId } = filter;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const chatIds = storeId === undefined ? [] : ((await chatsOfStores(ctx, [storeId])).get(storeId) ?? []);
  return {
    query: filter.query,
    tagIds: filter.tagIds,
    anyTagIds: filter.anyTagIds,
    noTagIds: filter.noTagIds,
    userId: filter.userId,
    state: filter.state,
    code: liveCodeId === undefined ? undefined : { state: liveCodeId, orJoined: memberCondition(ctx, { joinState: liveCodeId }) },
    addedFromSec: secOf(filter.addedFrom, timeZone, 0),
    addedToSec: secOf(filter.addedTo, timeZone, 1),
    also: [
      ...scopeTerms(ctx),
      // Whose friends a colleague's are is not told by a filter either.
      ...(filter.userId === undefined || seesStaff(ctx, filter.userId) ? [] : [{ is: sql<boolean>`false` }]),
      ...(storeId === undefined ? [] : [memberCondition(ctx, { chatIds })]),
      ...stageTerms(ctx, filter),
      ...markTerms(ctx, filter),
      ...(filter.segmentId === undefined
        ? []
        : [held(sql`segment_member`, sql`x.corp_id = ${ctx.corpId} and x.segment_id = ${filter.segmentId}`)]),
      ...(await fieldTerms(ctx, filter)),
    ],
  };
}

/** Stands once in this table with what is said of `x`, its row. */
const held = (table: RawBuilder<unknown>, which: RawBuilder<unknown>): Term => ({
  is: sql`exists (select from ${table} x where ${which} and x.customer_id = c.id)`,
  people: sql`select c.* from ${table} x join customer c on c.corp_id = x.corp_id and c.id = x.customer_id where ${which}`,
  index: sql`select from ${table} x where ${which}`,
  byId: byId(sql`${table} x`, which, sql`x.customer_id`),
});

function stageTerms({ corpId }: Ctx, { stage }: Filter): Term[] {
  if (stage === undefined) return [];
  const any = sql`x.corp_id = ${corpId}`;
  return [stage === "none" ? not(held(sql`customer_stage`, any)) : held(sql`customer_stage`, sql`${any} and x.stage = ${stage}`)];
}

function markTerms({ corpId }: Ctx, { mark }: Filter): Term[] {
  if (mark === undefined) return [];
  const any = sql`x.corp_id = ${corpId}`;
  if (mark === "none") return [not(held(sql`customer_mark`, any))];
  // Who has two marks stands there twice.
  const where = mark === "any" ? any : sql`${any} and x.mark = ${mark}`;
  const people = sql`select c.* from customer c where c.corp_id = ${corpId} and c.id in (select x.customer_id from customer_mark x where ${where})`;
  return [{ ...held(sql`customer_mark`, where), people, isRare: true }];
}

async function fieldTerms(ctx: Ctx, { fields = [] }: Filter): Promise<Term[]> {
  if (fields.length === 0) return [];
  const known = await allFields(ctx);
  return fields.map(({ key, is, from, to, empty }) => {
    const field = usable(known, key);
    const value = (one: string | number | boolean | null | undefined) =>
      one === undefined ? undefined : (checked(field, one) ?? undefined);
    if (empty !== undefined) return fieldCondition(ctx, field, { empty });
    const exact = field.kind === "text" && typeof is === "string" ? is : value(is);
    return fieldCondition(ctx, field, exact === undefined ? { from: value(from), to: value(to) } : { is: exact });
  });
}

/** A local day (its beginning, or for an end the beginning of the next) or an instant, as Unix seconds. */
function secOf(text: string | undefined, zone: string, plusDays: number): number | undefined {
  if (text === undefined || text === "") return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? atLocal(addDays(text, plusDays), "00:00", zone).getTime() : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}
