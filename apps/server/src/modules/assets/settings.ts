import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";

/** `corp.settings.contents`. Off until somebody wants it: a shop of one person has no second. */
export async function contentSettings(ctx: Ctx): Promise<{ approval: boolean }> {
  const { rows } = await sql<{ approval: boolean | null }>`select (settings -> 'contents' ->> 'approval')::boolean as approval from corp
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return { approval: rows[0]?.approval ?? false };
}

export async function setContentSettings(ctx: Ctx, change: { approval: boolean }): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const before = await contentSettings(unit);
    await sql`update corp set settings = settings || jsonb_build_object('contents', ${JSON.stringify(change)}::jsonb)
      where corp_id = ${unit.corpId}`.execute(unit.db);
    await unit.audit("contents.setSettings", `corp:${unit.corpId}`, { before, change });
    return { ok: true };
  });
}
