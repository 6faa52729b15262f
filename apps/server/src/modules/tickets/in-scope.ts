import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { seesChat, seesStaff, seesStore } from "#kit/scope";
import { notFound, Problem } from "#kit/problem";
import { mustSeeCustomer } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { readRows } from "./project.ts";
import type { TicketRow } from "./types.ts";

/**
 * Which cases a narrow role sees, over `t`: those that she or whoever is below her answers, those of her groups and of her stores. What a
 * common customer asked a colleague is the colleague's. The ids are found first, by one index for each way: a list of what is closed would
 * else be walked from its newest end until a page of hers is full.
 */
export function ticketInScope({ corpId, scope }: Ctx): RawBuilder<boolean> {
  if (!scope) return sql<boolean>`true`;
  const by = (column: RawBuilder<unknown>, ids: readonly string[]) =>
    sql`select i.id from ticket i where i.corp_id = ${corpId} and ${column} = any(${[...ids]}::text[])`;
  return sql<boolean>`t.id = any(array(${by(sql`i.owner`, scope.userIds)} union ${by(sql`i.chat_id`, scope.chatIds)}
    union ${by(sql`i.store_id`, scope.storeIds)}))`;
}

/** The same for rows that are read already. */
export async function seenRows(ctx: Ctx, ids: readonly string[]): Promise<TicketRow[]> {
  return (await readRows(ctx.db, ctx.corpId, ids)).filter(
    ({ owner, chat_id, store_id }) =>
      seesStaff(ctx, owner ?? "") || seesChat(ctx, chat_id ?? "") || (store_id !== null && seesStore(ctx, store_id)),
  );
}

type Named = { customerId?: string | undefined; groupId?: string | undefined; storeId?: string | undefined; owner?: string | undefined };

/** Whatever she names in a new case is hers: customer, group, store, and whoever is to answer. */
export async function mustBeHers(ctx: Ctx, { customerId, storeId, owner }: Named, chatId: string | null): Promise<void> {
  if (!ctx.scope) return;
  if (customerId !== undefined) await mustSeeCustomer(ctx, customerId);
  if (chatId !== null && !seesChat(ctx, chatId)) throw notFound("group", (await chatInfo(ctx, [chatId])).get(chatId)?.groupId ?? chatId);
  if (storeId !== undefined && !seesStore(ctx, storeId)) throw new Problem("storeUnknown", { storeId }, 404);
  if (owner !== undefined) mustLead(ctx, owner);
}

/** Cases are given to whom she leads, as tasks are. */
export function mustLead(ctx: Ctx, userId: string): void {
  if (!seesStaff(ctx, userId)) throw new Problem("takerUnknown", { name: userId }, 409);
}
