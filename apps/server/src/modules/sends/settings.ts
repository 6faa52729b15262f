import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";

/** More people than this are not told anything on one person's word. */
const DEFAULT_ABOVE = 5_000;

export async function readSettings(ctx: Ctx): Promise<OutputOf<typeof api.sends.settings>> {
  const { rows } = await sql<{ own: { approvalAbove?: number | null } | null }>`select settings->'sends' as own from corp
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const above = rows[0]?.own?.approvalAbove;
  return { approvalAbove: above === undefined ? DEFAULT_ABOVE : above };
}

export async function saveSettings(ctx: Ctx, input: ParsedInputOf<typeof api.sends.saveSettings>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const before = await readSettings(unit);
    await sql`update corp set settings = jsonb_set(settings, '{sends}', ${JSON.stringify(input)}::jsonb)
      where corp_id = ${unit.corpId}`.execute(unit.db);
    await unit.audit("sends.saveSettings", `corp:${unit.corpId}`, { before, input });
    return { ok: true };
  });
}
