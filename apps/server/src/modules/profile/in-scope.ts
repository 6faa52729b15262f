import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { seesChat, seesStaff } from "#kit/scope";
import { type CustomerRow, readCustomer, type RelationView, relationsOf, type Term } from "#modules/customers";
import { memberCondition } from "#modules/groups";

/**
 * Whom a narrow role may see, as a condition over `c`: a friend of one of her members of staff, or in one of her groups now. Nothing
 * for the whole corp. Their set comes from two indexes; a walk asks both of one person after another.
 */
export function scopeTerms(ctx: Ctx): Term[] {
  const { corpId, scope } = ctx;
  if (!scope) return [];
  const theirs = sql`r.corp_id = ${corpId} and r.user_id = any(${[...scope.userIds]}::text[]) and r.state <> 'ended'`;
  const inGroups = memberCondition(ctx, { chatIds: scope.chatIds });
  const ids = sql`select r.customer_id from relation r where ${theirs} union select g.id from (${inGroups.people}) g`;
  return [
    {
      is: sql`(exists (select from relation r where ${theirs} and r.customer_id = c.id) or ${inGroups.is})`,
      people: sql`select c.* from customer c where c.corp_id = ${corpId} and c.id in (${ids})`,
      index: ids,
      isRare: true,
    },
  ];
}

/** One person, if she may be seen; whom somebody may not see is as unknown as whoever never was. */
export async function customerInScope(ctx: Ctx, id: string): Promise<CustomerRow | null> {
  const row = await readCustomer(ctx, id);
  const [term] = scopeTerms(ctx);
  if (row === null || term === undefined) return row;
  const { rows } = await sql`select from customer c where c.corp_id = ${ctx.corpId} and c.id = ${id} and ${term.is}`.execute(ctx.db);
  return rows.length > 0 ? row : null;
}

/** Friendships that the reader may see: what a colleague wrote about a person is the colleague's. */
export async function relationsInScope(ctx: Ctx, customerIds: readonly string[]): Promise<Map<string, RelationView[]>> {
  const all = await relationsOf(ctx, customerIds);
  if (!ctx.scope) return all;
  return new Map([...all].map(([id, list]) => [id, list.filter(({ userId }) => seesStaff(ctx, userId))]));
}

/** Of what hangs on groups, that of the reader's. */
export const ofSeenChats = <T extends { chatId: string }>(ctx: Ctx, list: readonly T[]): T[] =>
  list.filter(({ chatId }) => seesChat(ctx, chatId));
