import { sql } from "kysely";
import { gateSettings, type GateSettings, nextOpen, type Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";
import { friendsOf } from "#modules/customers";
import { homeOfChats } from "#modules/live-codes";
import { standingOf } from "#modules/org";
import { assign } from "./assign.ts";
import { movableFrom, slotOf, spread, type Taken, WECOM } from "./days.ts";
import { placesOf, readTakers } from "./takers.ts";
import type { Dated, Given, Handover, Held, Item, Unplaced } from "./types.ts";

export type Thing = Pick<Item, "kind" | "key"> & { not?: readonly string[] };
export type Placed = { dated: Dated[]; unplaced: Unplaced[] };
type Plan = Pick<Handover, "id" | "userId" | "kind" | "takers" | "spoiled" | "perTaker">;

/** At this local hour a day's things are asked for, so that people are greeted in working hours. */
const START = "10:00";
const PER_FACT = 500;

/** Who takes these, and on which day. `first`: the first day that is thought of. */
export async function place(ctx: Ctx, plan: Plan, things: readonly Thing[], first: string): Promise<Placed> {
  const held = await describe(ctx, plan, things);
  const { given, unplaced } = assign(held, await readTakers(ctx, plan));
  return { dated: await onDays(ctx, plan, given, first), unplaced };
}

/** Known takers, days to be found. */
export async function onDays(ctx: Ctx, plan: Plan, given: readonly Given[], first: string): Promise<Dated[]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return spread(given, {
    first,
    limits: { customersPerTaker: plan.perTaker, groupsPerOwner: WECOM.groupsPerDay },
    taken: await takenDays(ctx, plan, timeZone),
    notBefore: plan.kind === "onjob" ? await notBefore(ctx, given, first, timeZone) : new Map(),
  });
}

/** What speaks for whom: whom she knows, and where the leaver belongs. */
async function describe(ctx: Ctx, plan: Plan, things: readonly Thing[]): Promise<Held[]> {
  const customers = things.flatMap((one) => (one.kind === "customer" ? [one.key] : []));
  const chats = things.flatMap((one) => (one.kind === "group" ? [one.key] : []));
  const leaver = await standingOf(ctx, plan.userId);
  const mine = leaver ? ((await placesOf(ctx, [leaver])).get(plan.userId) ?? []) : [];
  const departments = mine.filter((at) => at.startsWith("department:"));
  const known = customers.length === 0 ? [] : await friendsOf(ctx, plan.userId, plan.takers, customers);
  const also = new Map(known.map((row) => [row.externalUserId, row.also]));
  const homes = await homeOfChats(ctx, chats);
  return things.map(({ kind, key, not }) => {
    const store = kind === "group" ? homes.get(key)?.storeId : undefined;
    const places = store ? [`store:${store}`, ...departments] : mine;
    return { kind, key, places, friends: also.get(key) ?? [], not };
  });
}

/** Days that are taken up: by customers on their way to each taker, by groups of this owner; tried or still planned. */
async function takenDays(ctx: Ctx, plan: Plan, timeZone: string): Promise<Taken> {
  const { rows } = await sql<{ kind: "customer" | "group"; to: string; at: Date; n: number }>`
    select i.kind, i.to_user as to, case when i.state = 'planned' then i.run_at else i.asked_at end as at, count(*)::int as n
    from handover h join handover_item i on i.corp_id = h.corp_id and i.handover_id = h.id
    where h.corp_id = ${ctx.corpId} and h.state = 'running' and (i.kind = 'customer' or h.user_id = ${plan.userId})
      and (case when i.state = 'planned' then i.run_at else i.asked_at end) > ${new Date(ctx.now.getTime() - 86_400_000)}
    group by 1, 2, 3`.execute(ctx.db);
  const taken: Taken = new Map();
  for (const { kind, to, at, n } of rows) {
    const key = `${localDay(at, timeZone)} ${slotOf(kind, to)}`;
    taken.set(key, (taken.get(key) ?? 0) + n);
  }
  return taken;
}

/** Moved twice in ninety days already: the day from which WeCom takes them again. We know our own moves only. */
async function notBefore(ctx: Ctx, given: readonly Given[], first: string, timeZone: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ kind: string; key: string; at: Date }>`select i.kind, i.key, i.done_at as at
    from unnest(${given.map(({ kind }) => kind)}::text[], ${given.map(({ key }) => key)}::text[]) as g(kind, key)
    join handover_item i on i.corp_id = ${ctx.corpId} and i.key = g.key and i.kind = g.kind and i.state = 'done'
      and i.done_at > ${new Date(ctx.now.getTime() - (WECOM.movesDays + 1) * 86_400_000)}
    join handover h on h.corp_id = i.corp_id and h.id = i.handover_id and h.kind = 'onjob'`.execute(ctx.db);
  const byKey = Map.groupBy(rows, ({ kind, key }) => `${kind} ${key}`);
  const found = new Map<string, string>();
  for (const [key, moves] of byKey) {
    const days = moves.map(({ at }) => localDay(at, timeZone));
    const from = movableFrom(days, first);
    if (from !== null) found.set(key, from);
  }
  return found;
}

/** Today, or tomorrow where the evening's quiet hours have begun. */
export const today = (now: Date, settings: GateSettings): string => localDay(nextOpen(now, settings), settings.timeZone);
export const tomorrow = (now: Date, settings: GateSettings): string => addDays(localDay(now, settings.timeZone), 1);

/** Ten in the morning of its day; today, at once, but never at night. */
export function instantOf(day: string, now: Date, settings: GateSettings): Date {
  const start = atLocal(day, START, settings.timeZone);
  return nextOpen(start > now ? start : now, settings);
}

/** Says who gets what, and when. */
export function tellGiven(unit: Unit, plan: Pick<Handover, "id" | "userId">, dated: readonly Dated[], settings: GateSettings): void {
  const items = dated.map(({ kind, key, to, why, day }) => ({
    kind,
    key,
    to,
    why,
    runAt: instantOf(day, unit.now, settings).toISOString(),
  }));
  for (let from = 0; from < items.length; from += PER_FACT) {
    unit.fact({
      type: "handover.given",
      subject: `staff:${plan.userId}`,
      occurredAt: unit.now,
      data: { handoverId: plan.id, items: items.slice(from, from + PER_FACT) },
    });
  }
}
