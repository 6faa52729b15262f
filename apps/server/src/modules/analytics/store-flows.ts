import { sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal } from "#kit/tz";

const COLUMNS = { added: "added_at", lost: "lost_at", joined: "joined_at", left: "left_at" } as const;
type Flow = keyof typeof COLUMNS;

/** Who came to these stores and who went, on the days from `split` to `to` and on those from `from` to before `split`. */
export async function storeFlows(
  ctx: Ctx,
  storeIds: readonly string[],
  days: { from: string; split: string; to: string },
): Promise<Record<Flow, { value: number; before: number }>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const [from, split, until] = [days.from, days.split, addDays(days.to, 1)].map((day) => atLocal(day, "00:00", timeZone));
  const flows = Object.entries(COLUMNS).map(([flow, column]) => {
    const at = sql.ref(column);
    return sql`jsonb_build_object('value', count(*) filter (where ${at} >= ${split} and ${at} < ${until}),
      'before', count(*) filter (where ${at} >= ${from} and ${at} < ${split})) as ${sql.ref(flow)}`;
  });
  // Each person of these stores is looked at once, and no calendar is asked.
  const { rows } = await sql<Record<Flow, { value: number; before: number }>>`select ${sql.join(flows)} from journey
    where corp_id = ${ctx.corpId} and store_id = any(${[...storeIds]})`.execute(ctx.db);
  const none = { value: 0, before: 0 };
  return rows[0] ?? { added: none, lost: none, joined: none, left: none };
}
