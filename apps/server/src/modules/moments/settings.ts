import { sql } from "kysely";
import type { api, MomentPersona, ParsedInputOf } from "@shuke/contract";
import { MOMENT_PLAN } from "@shuke/contract/moment-words";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";

/** The name of the persona that nobody has written yet. */
export const EVERYBODY = "default";
const USUAL: MomentPersona[] = [
  { name: EVERYBODY, positions: [], text: "", perWeek: MOMENT_PLAN.perWeek, sellingPercent: MOMENT_PLAN.sellingPercent },
];

export async function readPersonas(ctx: Ctx): Promise<{ personas: MomentPersona[] }> {
  const { rows } = await sql<{ own: { personas?: MomentPersona[] } | null }>`select settings->'moments' as own from corp
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return { personas: rows[0]?.own?.personas ?? USUAL };
}

export async function savePersonas(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.moments.saveSettings>,
): Promise<{ personas: MomentPersona[] }> {
  return withUnit(ctx, async (unit) => {
    const before = await readPersonas(unit);
    await sql`update corp set settings = jsonb_set(settings, '{moments}', ${JSON.stringify(input)}::jsonb)
      where corp_id = ${unit.corpId}`.execute(unit.db);
    await unit.audit("moments.saveSettings", `corp:${unit.corpId}`, { before, input });
    return input;
  });
}
