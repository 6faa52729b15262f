import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { plainColumn, textColumn } from "#kit/pg-array";
import type { Budget, Span, Spent, TouchKind } from "./budget.ts";
import { type Precedence, precedenceOf } from "./precedence.ts";

/** A reservation that may still give way: its call is planned, and nobody has it in hand. */
export type Holder = { id: string; spent: Spent; precedence: Precedence; at: number };

export type Wanted = { budget: Budget; recipient: string } & Span;

/**
 * What is reserved for recipients near the times that are asked for, and not on its way yet, by recipient. The calls stay locked until the
 * caller commits, so that no worker makes one meanwhile; those that somebody has in hand just now are left to him.
 */
export async function holdersOf(ctx: Ctx, wanted: readonly Wanted[]): Promise<Map<string, Holder[]>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{
    id: string;
    budget: Budget;
    recipient: string;
    kind: TouchKind;
    at: number;
    weight: number;
    selling: boolean;
    plannedBy: string;
    topic: string | null;
  }>`select t.id, r.budget, r.recipient, t.kind, (extract(epoch from t.at) * 1000)::bigint as at, t.weight, t.selling, t.planned_by as "plannedBy", t.topic
    from unnest(${plainColumn(wanted.map(({ budget }) => budget))}::text[], ${textColumn(wanted.map(({ recipient }) => recipient))}::text[],
        ${plainColumn(wanted.map(({ from }) => from))}::float8[], ${plainColumn(wanted.map(({ to }) => to))}::float8[])
      as r(budget, recipient, "from", "to")
    cross join lateral (select * from touch where corp_id = ${ctx.corpId} and budget = r.budget and recipient = r.recipient
        and at >= to_timestamp(r."from" / 1000) and at < to_timestamp(r."to" / 1000) and state = 'reserved' and weight > 0 offset 0) t
    join planned_action a on a.corp_id = ${ctx.corpId} and a.id = t.action_id
    where a.status in ('planned', 'awaiting_approval')
    order by t.id for update of a skip locked`.execute(ctx.db);
  const holders = rows.map(({ id, plannedBy, topic, ...spent }) => ({
    key: `${spent.budget} ${spent.recipient}`,
    holder: { id, spent, precedence: precedenceOf({ plannedBy, topic }), at: spent.at },
  }));
  return new Map([...Map.groupBy(holders, ({ key }) => key)].map(([key, some]) => [key, some.map(({ holder }) => holder)]));
}

/** Their places are another's now: refused from this instant on, with whom they gave way to. */
export async function displace(ctx: Ctx, displaced: ReadonlyArray<{ id: string; by: string }>): Promise<void> {
  if (displaced.length === 0) return;
  await sql`update touch t set state = 'refused', reason = 'displaced', displaced_by = r.by, settled_at = ${ctx.now}, created_at = ${ctx.now}
    from unnest(${plainColumn(displaced.map(({ id }) => id))}::text[], ${textColumn(displaced.map(({ by }) => by))}::text[]) as r(id, by)
    where t.corp_id = ${ctx.corpId} and t.id = r.id and t.state = 'reserved'`.execute(ctx.db);
}
