import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { textColumn } from "#kit/pg-array";

/** How much a customer wants to hear from us (C6): as always, half as often, only what she waits for, or nothing. */
export type Preference = "usual" | "fewer" | "stock-only" | "none";

/** What a contact is about: who wants only `stock` (something has come which she asked for) gets that; the others she may do without. */
export type Topic = "offers" | "news" | "events" | "stock";

export type Wish = { readonly level: Preference; readonly without: readonly Topic[] };

/** Which part of her budget a contact of this topic may use; 0 is none at all. Answers to her own acts are never asked about. */
export function allows(wish: Wish | undefined, topic: Topic | undefined): number {
  if (wish === undefined) return 1;
  const { level, without } = wish;
  if (level === "none" || (topic !== undefined && without.includes(topic))) return 0;
  if (level === "stock-only") return topic === "stock" ? 1 : 0;
  return level === "fewer" ? 0.5 : 1;
}

/** Of those who said anything. Not a projection: it holds from the moment at which it is said, whatever waits to be read. */
export async function readPreferences(ctx: Ctx, externalUserIds: readonly string[]): Promise<Map<string, Wish>> {
  if (externalUserIds.length === 0) return new Map();
  const { rows } = await sql<Wish & { id: string }>`select external_user_id as id, level, without from contact_preference
    where corp_id = ${ctx.corpId} and external_user_id = any(${textColumn(externalUserIds)}::text[])`.execute(ctx.db);
  return new Map(rows.map(({ id, ...wish }) => [id, wish]));
}
