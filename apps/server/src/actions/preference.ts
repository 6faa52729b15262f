import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { textColumn } from "#kit/pg-array";

/** How much a customer wants to hear from us (C6): as always, half as often, only what she waits for, or nothing. */
export type Preference = "usual" | "fewer" | "stock-only" | "none";

/** What a contact is about, where some want only that: `stock`, that something has come which she asked for. */
export type Topic = "stock";

/** Which part of her budget a contact of this topic may use; 0 is none at all. Answers to her own acts are never asked about. */
export function allows(preference: Preference | undefined, topic: Topic | undefined): number {
  if (preference === undefined || preference === "usual") return 1;
  if (preference === "none") return 0;
  if (preference === "stock-only") return topic === "stock" ? 1 : 0;
  return 0.5;
}

/** Of those who said anything. Not a projection: it holds from the moment at which it is said, whatever waits to be read. */
export async function readPreferences(ctx: Ctx, externalUserIds: readonly string[]): Promise<Map<string, Preference>> {
  if (externalUserIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; level: Preference }>`select external_user_id as id, level from contact_preference
    where corp_id = ${ctx.corpId} and external_user_id = any(${textColumn(externalUserIds)}::text[])`.execute(ctx.db);
  return new Map(rows.map(({ id, level }) => [id, level]));
}
