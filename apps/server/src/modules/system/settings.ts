import { sql } from "kysely";
import { type api, inboxKeepDays, type OutputOf, type ParsedInputOf } from "@shuke/contract";
import { gateSettings, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { auditKeepOf } from "#modules/access";
import { routingSettings } from "#modules/live-codes";
import { corpLanguage } from "#modules/org";

type Change = ParsedInputOf<typeof api.settings.update>;

/** The numbers in force: the corp's own where it set them, defaults elsewhere. */
export async function getSettings(ctx: Ctx): Promise<OutputOf<typeof api.settings.get>> {
  const { rows } = await sql<{ days: number | null }>`
    select (settings -> 'inbox' ->> 'keepDays')::int as days from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return {
    gate: await gateSettings(ctx.db, ctx.corpId),
    routing: await routingSettings(ctx),
    language: await corpLanguage(ctx),
    inbox: { keepDays: rows[0]?.days ?? inboxKeepDays },
    audit: await auditKeepOf(ctx.db, ctx.corpId),
  };
}

/** Changes what is named and leaves the rest. Holds from now on; what was reserved under old numbers stays. */
export async function updateSettings(ctx: Ctx, change: Change): Promise<{ ok: true }> {
  checkTime("gate.quiet.from", change.gate?.quiet?.from);
  checkTime("gate.quiet.to", change.gate?.quiet?.to);
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{
      settings: { gate?: Blocks; routing?: object; language?: string; inbox?: object; audit?: object };
    }>`select settings from corp
      where corp_id = ${ctx.corpId} for update`.execute(unit.db);
    const before = rows[0]?.settings ?? {};
    const after = {
      ...before,
      ...(change.gate ? { gate: mergeGate(before.gate ?? {}, change.gate) } : {}),
      ...(change.routing ? { routing: { ...before.routing, ...change.routing } } : {}),
      ...(change.language ? { language: change.language } : {}),
      ...(change.inbox ? { inbox: { ...before.inbox, ...change.inbox } } : {}),
      ...(change.audit ? { audit: { ...before.audit, ...change.audit } } : {}),
    };
    await sql`update corp set settings = ${JSON.stringify(after)} where corp_id = ${ctx.corpId}`.execute(unit.db);
    const was = {
      gate: before.gate ?? null,
      routing: before.routing ?? null,
      language: before.language ?? null,
      inbox: before.inbox ?? null,
      audit: before.audit ?? null,
    };
    await unit.audit("settings.update", `corp:${ctx.corpId}`, { before: was, change });
    return { ok: true };
  });
}

type Blocks = Record<string, object | undefined>;

/** What is named within a block (a customer's days, say) changes; the rest of that block stays as it was set. */
function mergeGate(before: Blocks, change: NonNullable<Change["gate"]>): Blocks {
  return { ...before, ...Object.fromEntries(Object.entries(change).map(([block, some]) => [block, { ...before[block], ...some }])) };
}

function checkTime(field: string, value: string | undefined): void {
  if (value === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return;
  throw new Problem("settingInvalid", { field, why: value });
}
