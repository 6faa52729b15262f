import { type RawBuilder, sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";
import { countsInRates } from "#modules/customers";
import { ordersSummary } from "#modules/orders";
import { stepShare } from "#modules/sops";
import { tagIdsByName } from "#modules/tags";
import type { GoalRow, Measure, Unmeasured } from "./types.ts";

type Asked = Pick<GoalRow, "id" | "metric" | "params" | "startDay" | "deadline">;

/** Rates look at so many days; of fewer cases they are none. */
const RATE_DAYS = 30;
const LEAST = 5;

const known = (value: number): Measure => ({ value, reason: null });
const unknown = (reason: Unmeasured): Measure => ({ value: null, reason });
const share = (part: number, whole: number): Measure => (whole < LEAST ? unknown("few") : known(part / whole));

/** What a goal's figure is at this moment; the definitions in words are the phrases `goals.metrics`. Numbers of people leave out who does not count in rates. */
export async function measure(ctx: Ctx, goal: Asked): Promise<Measure> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  const rateSince = addDays(today, 1 - RATE_DAYS);
  const ask = async (select: RawBuilder<{ n: number }>) => (await select.execute(ctx.db)).rows[0]?.n ?? 0;
  const { corpId } = ctx;
  switch (goal.metric) {
    case "groups-of-size":
      return known(
        await ask(sql`select count(*)::int as n from group_chat
          where corp_id = ${corpId} and state = 'open' and members >= ${goal.params.atLeast ?? 1}`),
      );
    case "group-members":
      return known(
        await ask(sql`select coalesce(sum(customers), 0)::int as n from group_chat where corp_id = ${corpId} and state = 'open'`),
      );
    case "friends-added":
      return known(
        await ask(sql`select coalesce(sum(n), 0)::int as n from daily_figure where corp_id = ${corpId} and store_id = '' and key = 'added'
          and day between ${goal.startDay}::date and ${goal.deadline}::date`),
      );
    case "tagged-people":
      return tagged(ctx, goal.params);
    case "segment-people":
      return segment(ctx, goal.params.segmentId);
    case "member-orders":
    case "member-revenue":
    case "break-even":
      return trade(ctx, goal, timeZone);
    case "repurchase-rate": {
      const { repurchaseRate, customers } = await ordersSummary(ctx, {});
      if (repurchaseRate === null) return unknown("no-data");
      return customers < LEAST ? unknown("few") : known(repurchaseRate);
    }
    case "step-rate": {
      const found = await stepShare(ctx, { sopId: goal.params.sopId ?? "", step: goal.params.step ?? "", from: rateSince, to: today });
      return found === null ? unknown("gone") : share(found.done, found.decided);
    }
    case "evidence-rate":
      return evidence(ctx, atLocal(rateSince, "00:00", timeZone));
    case "group-churn":
      return churn(ctx, atLocal(rateSince, "00:00", timeZone));
  }
}

async function tagged(ctx: Ctx, { tagId, tagName }: Asked["params"]): Promise<Measure> {
  const id = tagId ?? (tagName === undefined ? undefined : (await tagIdsByName(ctx, [tagName])).found.get(tagName)) ?? "";
  const { rows } = await sql<{ n: number; there: boolean }>`select
      (select count(*) from customer where corp_id = ${ctx.corpId} and tag_ids @> array[${id}]::text[]
        and ${countsInRates(ctx, sql.ref("customer.id"))})::int as n,
      exists (select from tag where corp_id = ${ctx.corpId} and id = ${id} and removed_at is null) as there`.execute(ctx.db);
  return rows[0]?.there ? known(rows[0].n) : unknown("gone");
}

async function segment(ctx: Ctx, segmentId: string | undefined): Promise<Measure> {
  const { rows } = await sql<{ members: number; counted: boolean }>`select members, computed_version is not null as counted from segment
    where corp_id = ${ctx.corpId} and id = ${segmentId ?? ""} and state = 'active'`.execute(ctx.db);
  const [row] = rows;
  if (!row) return unknown("gone");
  return row.counted ? known(row.members) : unknown("no-data");
}

/** Orders since the first day whose buyer is in a living group now; money is what was paid less what was given back. */
async function trade(ctx: Ctx, goal: Asked, timeZone: string): Promise<Measure> {
  const { rows } = await sql<{ told: boolean; orders: number; fen: number; costs: number }>`
    with bought as (
      select o.amount_fen - o.refunded_fen as fen from customer_order o
        join customer c on c.corp_id = o.corp_id and c.id = o.person_id
      where o.corp_id = ${ctx.corpId} and o.paid_at >= ${atLocal(goal.startDay, "00:00", timeZone)}
        and o.paid_at < ${atLocal(goal.deadline, "00:00", timeZone, 1)} and o.amount_fen > o.refunded_fen
        and ${countsInRates(ctx, sql.ref("c.id"))}
        and exists (select from group_member m join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
          where m.corp_id = ${ctx.corpId} and m.member_id = c.external_user_id and m.left_at is null))
    select exists (select from customer_order where corp_id = ${ctx.corpId}) as told,
      (select count(*) from bought)::int as orders, (select coalesce(sum(fen), 0) from bought)::float8 as fen,
      (select coalesce(sum(fen), 0) from goal_cost where corp_id = ${ctx.corpId} and goal_id = ${goal.id}
        and day <= ${localDay(ctx.now, timeZone)}::date)::float8 as costs`.execute(ctx.db);
  const [row] = rows;
  if (!row?.told) return unknown("no-data");
  if (goal.metric === "member-orders") return known(row.orders);
  if (goal.metric === "member-revenue") return known(row.fen);
  const { margin } = goal.params;
  return margin === undefined ? unknown("no-margin") : known(Math.round(row.fen * margin - row.costs));
}

/** Hand tasks that were due: how many something has shown, of all that were not taken back. */
async function evidence(ctx: Ctx, since: Date): Promise<Measure> {
  const { rows } = await sql<{
    shown: number;
    due: number;
  }>`select count(*) filter (where state = 'done' and grade in ('A', 'B'))::int as shown,
      count(*)::int as due
    from task where corp_id = ${ctx.corpId} and due_at >= ${since} and due_at < ${ctx.now}
      and (state <> 'cancelled' or note = 'window-over')`.execute(ctx.db);
  return share(rows[0]?.shown ?? 0, rows[0]?.due ?? 0);
}

/** Of the customers' memberships of thirty days ago, the share that has ended since. */
async function churn(ctx: Ctx, since: Date): Promise<Measure> {
  const { rows } = await sql<{
    gone: number;
    were: number;
  }>`select count(*) filter (where left_at is not null)::int as gone, count(*)::int as were
    from group_member where corp_id = ${ctx.corpId} and member_type = 2 and joined_sec < ${Math.floor(since.getTime() / 1000)}
      and (left_at is null or left_at >= ${since})`.execute(ctx.db);
  return share(rows[0]?.gone ?? 0, rows[0]?.were ?? 0);
}
