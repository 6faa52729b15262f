import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Says that stores change in this transaction: other processes then read them again. */
export async function bumpStores(ctx: Ctx): Promise<void> {
  await sql`insert into store_version (corp_id, version) values (${ctx.corpId}, 1)
    on conflict (corp_id) do update set version = store_version.version + 1`.execute(ctx.db);
}

export async function storesVersion(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from store_version where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return rows[0]?.version ?? 0;
}
