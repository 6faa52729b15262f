import { type RawBuilder, sql } from "kysely";
import type { customerFilter } from "@shuke/contract";
import type { z } from "zod";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal } from "#kit/tz";
import { type CustomerFilter, filterSql, type Ways, waysOf } from "#modules/customers";
import { allFields, checked, fieldCondition, usable } from "#modules/fields";
import { memberCondition } from "#modules/groups";
import { chatsOfStores } from "#modules/live-codes";

export type Filter = z.output<typeof customerFilter>;

const external = sql<string>`c.external_user_id`;
const own = sql<string>`c.id`;

/** A list's filter as SQL over `c`, a row of `customer`. */
export async function whereOf(ctx: Ctx, filter: Filter): Promise<RawBuilder<boolean>> {
  return filterSql(ctx.corpId, await termsOf(ctx, filter));
}

/** The same with the ways to find it quickly, for the page of somebody who waits. */
export async function searchOf(ctx: Ctx, filter: Filter): Promise<{ where: RawBuilder<boolean>; ways: Ways | null }> {
  const terms = await termsOf(ctx, filter);
  return { where: filterSql(ctx.corpId, terms), ways: waysOf(ctx.corpId, terms) };
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
    code: liveCodeId === undefined ? undefined : { state: liveCodeId, orJoined: memberCondition(ctx, external, { joinState: liveCodeId }) },
    addedFromSec: secOf(filter.addedFrom, timeZone, 0),
    addedToSec: secOf(filter.addedTo, timeZone, 1),
    also: [
      ...(storeId === undefined ? [] : [memberCondition(ctx, external, { chatIds })]),
      ...stageTerms(ctx, filter),
      ...markTerms(ctx, filter),
      ...(filter.segmentId === undefined
        ? []
        : [
            sql<boolean>`exists (select from segment_member s
              where s.corp_id = ${ctx.corpId} and s.segment_id = ${filter.segmentId} and s.customer_id = ${own})`,
          ]),
      ...(await fieldTerms(ctx, filter)),
    ],
  };
}

function stageTerms({ corpId }: Ctx, { stage }: Filter): RawBuilder<boolean>[] {
  if (stage === undefined) return [];
  const held = (also: RawBuilder<boolean>) =>
    sql<boolean>`exists (select from customer_stage g where g.corp_id = ${corpId} and g.customer_id = ${own} and ${also})`;
  return [stage === "none" ? sql<boolean>`not ${held(sql`true`)}` : held(sql`g.stage = ${stage}`)];
}

function markTerms({ corpId }: Ctx, { mark }: Filter): RawBuilder<boolean>[] {
  if (mark === undefined) return [];
  const held = (also: RawBuilder<boolean>) =>
    sql<boolean>`exists (select from customer_mark m where m.corp_id = ${corpId} and m.customer_id = ${own} and ${also})`;
  if (mark === "none") return [sql<boolean>`not ${held(sql`true`)}`];
  return [held(mark === "any" ? sql`true` : sql`m.mark = ${mark}`)];
}

async function fieldTerms(ctx: Ctx, { fields = [] }: Filter): Promise<RawBuilder<boolean>[]> {
  if (fields.length === 0) return [];
  const known = await allFields(ctx);
  return fields.map(({ key, is, from, to, empty }) => {
    const field = usable(known, key);
    const value = (one: string | number | boolean | null | undefined) =>
      one === undefined ? undefined : (checked(field, one) ?? undefined);
    if (empty !== undefined) return fieldCondition(ctx, own, field, { empty });
    const exact = field.kind === "text" && typeof is === "string" ? is : value(is);
    return fieldCondition(ctx, own, field, exact === undefined ? { from: value(from), to: value(to) } : { is: exact });
  });
}

/** A local day (its beginning, or for an end the beginning of the next) or an instant, as Unix seconds. */
function secOf(text: string | undefined, zone: string, plusDays: number): number | undefined {
  if (text === undefined || text === "") return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? atLocal(addDays(text, plusDays), "00:00", zone).getTime() : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}
