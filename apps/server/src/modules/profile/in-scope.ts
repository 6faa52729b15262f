import type { Ctx } from "#kit/ctx";
import { seesChat, seesStaff } from "#kit/scope";
import { type RelationView, relationsOf } from "#modules/customers";

/** Friendships that the reader may see: what a colleague wrote about a person is the colleague's. */
export async function relationsInScope(ctx: Ctx, customerIds: readonly string[]): Promise<Map<string, RelationView[]>> {
  const all = await relationsOf(ctx, customerIds);
  if (!ctx.scope) return all;
  return new Map([...all].map(([id, list]) => [id, list.filter(({ userId }) => seesStaff(ctx, userId))]));
}

/** Of what hangs on groups, that of the reader's. */
export const ofSeenChats = <T extends { chatId: string }>(ctx: Ctx, list: readonly T[]): T[] =>
  list.filter(({ chatId }) => seesChat(ctx, chatId));
