import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { gateSettings } from "./settings.ts";

/** What one customer has been asked to bear within the span of her budget. */
export type Patience = {
  /** Weights that may be spent on her in `days`, and those that are. */
  cap: number;
  used: number;
  days: number;
  /** The touches that count, oldest first. */
  spent: { at: Date; weight: number }[];
};

export async function patienceOf(ctx: Ctx, externalUserId: string): Promise<Patience> {
  const { weight: cap, days } = (await gateSettings(ctx.db, ctx.corpId)).person;
  const since = new Date(ctx.now.getTime() - days * 86_400_000);
  const { rows: spent } = await sql<{ at: Date; weight: number }>`select at, weight from touch
    where corp_id = ${ctx.corpId} and budget = 'person' and recipient = ${externalUserId} and weight > 0
      and at > ${since} and state in ('reserved', 'delivered') order by at`.execute(ctx.db);
  return { cap, used: spent.reduce((sum, { weight }) => sum + weight, 0), days, spent };
}
