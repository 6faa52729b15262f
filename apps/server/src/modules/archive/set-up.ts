import { sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";

/** Begins to read, or goes on; what waits for a key is tried again. */
export async function startArchive(ctx: Ctx): Promise<void> {
  await sql`insert into archive_state (corp_id, seq, next_at) values (${ctx.corpId}, 0, ${ctx.now})
    on conflict (corp_id) do update set next_at = ${ctx.now}, off = false`.execute(ctx.db);
  await sql`update archive_sealed set key_known = false where corp_id = ${ctx.corpId}`.execute(ctx.db);
}

export async function updateArchive(ctx: Ctx, { on, keepDays }: ParsedInputOf<typeof api.archive.update>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    if (on !== undefined) {
      const changed = await sql`update archive_state set off = ${!on}, next_at = ${ctx.now} where corp_id = ${ctx.corpId}`.execute(unit.db);
      if (Number(changed.numAffectedRows ?? 0) === 0) throw new Problem("archiveNotSetUp", {}, 409);
    }
    if (keepDays !== undefined) {
      await sql`update corp set settings = settings || jsonb_build_object('archive', coalesce(settings->'archive', '{}'::jsonb)
        || jsonb_build_object('keepDays', ${keepDays}::int)) where corp_id = ${ctx.corpId}`.execute(unit.db);
    }
    await unit.audit("archive.update", `corp:${ctx.corpId}`, { on: on ?? null, keepDays: keepDays ?? null });
    return { ok: true };
  });
}
