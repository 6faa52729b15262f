import { type RawBuilder, sql } from "kysely";
import type { OrderFilter } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal } from "#kit/tz";
import { storeInScope } from "#kit/scope";
import { customersInScope, personsByText } from "#modules/customers";

/** People that a name may stand for: beyond this a search must be narrower. */
const MOST_PEOPLE = 200;

/** Conditions over customer_order `o`. Whatever is searched for becomes an order number or persons first, so that an index finds it. */
export async function whereOrders(ctx: Ctx, filter: OrderFilter): Promise<RawBuilder<boolean>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const where: RawBuilder<boolean>[] = [sql`o.corp_id = ${ctx.corpId}`];
  // Bought by one of hers, wherever that was, or by anybody in one of her stores.
  const hers = customersInScope(ctx);
  if (hers !== null) where.push(sql`(${storeInScope(ctx, sql`o.store_id`)} or o.person_id = any(${hers}))`);
  const query = filter.query?.trim() ?? "";
  if (query !== "") {
    const people = await personsByText(ctx, query, MOST_PEOPLE);
    where.push(people.length > 0 ? sql`(o.order_no = ${query} or o.person_id = any(${people}))` : sql`o.order_no = ${query}`);
  }
  if (filter.personId !== undefined) where.push(sql`o.person_id = ${filter.personId}`);
  if (filter.storeId !== undefined) where.push(sql`o.store_id = ${filter.storeId}`);
  if (filter.channel !== undefined) where.push(sql`o.channel = ${filter.channel} and o.channel <> ''`);
  if (filter.from !== undefined) where.push(sql`o.paid_at >= ${atLocal(filter.from, "00:00", timeZone)}`);
  if (filter.to !== undefined) where.push(sql`o.paid_at < ${atLocal(addDays(filter.to, 1), "00:00", timeZone)}`);
  // As the index has it.
  if (filter.matched !== undefined) where.push(sql`coalesce(o.person_id ^@ 'cus_', false) = ${filter.matched === "yes"}`);
  if (filter.refunded === true) where.push(sql`o.refunded_fen > 0`);
  return sql<boolean>`${sql.join(where, sql` and `)}`;
}

/** Which counter of order_day answers a filter; null when none does. */
export function counterOf(filter: OrderFilter): { dim: "all" | "store" | "channel"; key: string } | null {
  const { query, personId, storeId, channel, matched, refunded } = filter;
  if (query?.trim() || personId !== undefined || matched !== undefined || refunded === true) return null;
  if (storeId !== undefined) return channel === undefined ? { dim: "store", key: storeId } : null;
  return channel === undefined ? { dim: "all", key: "" } : { dim: "channel", key: channel };
}
