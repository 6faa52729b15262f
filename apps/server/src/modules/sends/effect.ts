import { sql } from "kysely";
import type { api, ParsedInputOf, SendEffect } from "@shuke/contract";
import { EFFECT_LEAST } from "@shuke/contract/send-words";
import type { Ctx } from "#kit/ctx";
import { SETTINGS } from "./collect.ts";
import { differenceOf } from "./lift.ts";
import { peopleOf } from "./people.ts";
import { readSend } from "./rows.ts";

const DAY_MS = 86_400_000;
type Arm = SendEffect["treated"];
const NOBODY: Arm = { people: 0, buyers: 0, orders: 0, fen: 0, left: 0 };

/**
 * What a send changed: everybody who was meant against those who were drawn to be left in peace, from the hour at which both were drawn. Whoever was
 * not reached stays with the meant: leaving them out would compare people who differ. Orders net of refunds; who left, of her own accord.
 */
export async function effectOf(ctx: Ctx, { id, days }: ParsedInputOf<typeof api.sends.effect>): Promise<SendEffect> {
  const send = await readSend(ctx, id);
  const from = send.collectedAt;
  const base = {
    days,
    from: from?.toISOString() ?? null,
    complete: false,
    delivered: send.delivered,
    treated: NOBODY,
    heldOut: NOBODY,
    measures: [],
  };
  if (send.target === "groups") return { ...base, unknown: "groups" };
  if (send.plan.holdOutPercent === 0) return { ...base, unknown: "no-hold-out" };
  if (from === null) return { ...base, unknown: "not-begun" };
  const to = new Date(from.getTime() + days * DAY_MS);
  const arms = await ctx.db.transaction().execute((db) => countArms({ ...ctx, db }, id, { from, to }));
  const [treated, heldOut] = [arms.get(false) ?? NOBODY, arms.get(true) ?? NOBODY];
  const shown = { ...base, complete: to <= ctx.now, treated, heldOut };
  if (Math.min(treated.people, heldOut.people) < EFFECT_LEAST) return { ...shown, unknown: "too-few" };
  const measures = (["buyers", "left"] as const).map((key) => {
    const found = differenceOf({ n: treated[key], of: treated.people }, { n: heldOut[key], of: heldOut.people });
    return { key, ...found, sure: found.low > 0 || found.high < 0 };
  });
  return { ...shown, measures, unknown: null };
}

async function countArms(ctx: Ctx, id: string, { from, to }: { from: Date; to: Date }): Promise<Map<boolean, Arm>> {
  await sql`select ${SETTINGS}`.execute(ctx.db);
  const { rows } = await sql<Arm & { held: boolean }>`
    with meant as materialized (select c.id, p.state = 'held-out' as held from (${peopleOf(ctx.corpId, id)}) p
      join customer c on c.corp_id = ${ctx.corpId} and c.external_user_id = p.recipient),
    bought as materialized (select o.person_id, count(*)::int as orders, sum(o.amount_fen - o.refunded_fen) as fen from customer_order o
      where o.corp_id = ${ctx.corpId} and o.paid_at >= ${from} and o.paid_at < ${to} and o.refunded_fen < o.amount_fen and o.person_id is not null
      group by 1),
    gone as materialized (select distinct customer_id from relation where corp_id = ${ctx.corpId} and ended_by = 'customer'
      and ended_at >= ${from} and ended_at < ${to})
    select m.held, count(*)::int as people, count(b.person_id)::int as buyers, coalesce(sum(b.orders), 0)::int as orders,
      coalesce(sum(b.fen), 0)::float8 as fen, count(g.customer_id)::int as left
    from meant m left join bought b on b.person_id = m.id left join gone g on g.customer_id = m.id group by 1`.execute(ctx.db);
  return new Map(rows.map(({ held, ...arm }) => [held, arm]));
}
