import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** How many cases that came from each of these (`ref:…`) are answered or closed already. */
export async function ticketsOver(ctx: Ctx, from: ReadonlyArray<{ ref: string; externalUserId: string }>): Promise<Map<string, number>> {
  if (from.length === 0) return new Map();
  const { rows } = await sql<{ ref: string; n: number }>`select r.ref, count(*)::int as n
    from jsonb_to_recordset(${JSON.stringify(from)}::jsonb) as r(ref text, "externalUserId" text)
    join ticket t on t.corp_id = ${ctx.corpId} and t.external_user_id = r."externalUserId" and starts_with(t.ref, r.ref || ':')
      and t.state in ('answered', 'closed')
    group by r.ref`.execute(ctx.db);
  return new Map(rows.map(({ ref, n }) => [ref, n]));
}
