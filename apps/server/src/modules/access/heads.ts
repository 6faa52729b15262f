import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Heads of communities by their WeCom user ids, those of longest standing first. */
export async function headsOfCommunities(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select staff_user_id as id from member
    where corp_id = ${ctx.corpId} and role = 'headOfCommunities' and staff_user_id is not null and state <> 'disabled' order by created_at, user_id`.execute(
    ctx.db,
  );
  return rows.map(({ id }) => id);
}

/** The WeCom member that whoever acts is; null for API keys, jobs, and users who are nobody there. */
export async function staffUserOf(ctx: Ctx): Promise<string | null> {
  const { actor } = ctx;
  if (actor.kind === "staff") return actor.userId;
  if (actor.kind !== "user") return null;
  const { rows } = await sql<{ id: string | null }>`select staff_user_id as id from member
    where corp_id = ${ctx.corpId} and user_id = ${actor.id}`.execute(ctx.db);
  return rows[0]?.id ?? null;
}
