import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Defaults of [p] numbers; a corp may set its own (settings.update). */
export const defaultRouting = { maxDistanceM: 10_000, seatMinutes: 15 };
export type RoutingSettings = typeof defaultRouting;

export async function routingSettings(ctx: Ctx): Promise<RoutingSettings> {
  const { rows } = await sql<{ routing: Partial<RoutingSettings> | null }>`
    select settings->'routing' as routing from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return { ...defaultRouting, ...rows[0]?.routing };
}
