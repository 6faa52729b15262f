import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { memberCondition } from "#modules/groups";
import type { Term } from "./filter.ts";
import { type CustomerRow, readCustomer } from "./search.ts";

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

/** Their ids as one array, made once per statement; null for the whole corp. */
export function customersInScope(ctx: Ctx): RawBuilder<string[]> | null {
  const [term] = scopeTerms(ctx);
  return term?.index === undefined ? null : sql<string[]>`array(${term.index})`;
}

/** One person, if she may be seen; whom somebody may not see is as unknown as whoever never was. */
export async function customerInScope(ctx: Ctx, id: string): Promise<CustomerRow | null> {
  const row = await readCustomer(ctx, id);
  const [term] = scopeTerms(ctx);
  if (row === null || term === undefined) return row;
  const { rows } = await sql`select from customer c where c.corp_id = ${ctx.corpId} and c.id = ${id} and ${term.is}`.execute(ctx.db);
  return rows.length > 0 ? row : null;
}

/** Before anything is said or changed about somebody: a stranger to the reader is not found. Asks nothing for the whole corp. */
export async function mustSeeCustomer(ctx: Ctx, id: string, what: "customer" | "person" = "customer"): Promise<void> {
  if (ctx.scope && (await customerInScope(ctx, id)) === null) throw notFound(what, id);
}
