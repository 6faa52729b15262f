import { sql } from "kysely";
import { actionId, type GateSettings, type Unit } from "#actions";
import { atLocal, localDay } from "#kit/tz";
import { slotOf, WECOM } from "./days.ts";
import { onDays, tellGiven, tomorrow } from "./place.ts";
import type { Handover, Item } from "./types.ts";

/**
 * Asks WeCom for what is due, a hundred of one kind and taker in one call. What a day does not bear goes to the next one: a plan may
 * be started days after it was made, and a house may have stood still.
 */
export async function askWecom(unit: Unit, plan: Handover, due: readonly Item[], settings: GateSettings): Promise<void> {
  if (due.length === 0) return;
  const asked = await askedToday(unit, plan, settings);
  const [now, late]: [Item[], Item[]] = [[], []];
  for (const item of due) {
    const slot = slotOf(item.kind, item.to);
    const n = asked.get(slot) ?? 0;
    const fits = n < (item.kind === "group" ? WECOM.groupsPerDay : plan.perTaker);
    (fits ? now : late).push(item);
    if (fits) asked.set(slot, n + 1);
  }
  if (late.length > 0) tellGiven(unit, plan, await onDays(unit, plan, late.map(asGiven), tomorrow(unit.now, settings)), settings);
  for (const items of Map.groupBy(now, (item) => `${item.kind} ${item.to}`).values()) {
    for (let from = 0; from < items.length; from += WECOM.perCall) ask(unit, plan, items.slice(from, from + WECOM.perCall));
  }
}

const asGiven = ({ kind, key, to }: Item) => ({ kind, key, to, why: "again" as const });

/** Customers asked for each taker today, and groups of this owner, over all plans. */
async function askedToday(unit: Unit, plan: Handover, settings: GateSettings): Promise<Map<string, number>> {
  const since = atLocal(localDay(unit.now, settings.timeZone), "00:00", settings.timeZone);
  const { rows } = await sql<{ kind: "customer" | "group"; to: string; n: number }>`select i.kind, i.to_user as to, count(*)::int as n
    from handover h join handover_item i on i.corp_id = h.corp_id and i.handover_id = h.id and i.asked_at >= ${since} and i.state <> 'planned'
    where h.corp_id = ${unit.corpId} and (h.state = 'running' or h.ended_at >= ${since})
      and (i.kind = 'customer' or h.user_id = ${plan.userId}) group by 1, 2`.execute(unit.db);
  const asked = new Map<string, number>();
  for (const { kind, to, n } of rows) asked.set(slotOf(kind, to), (asked.get(slotOf(kind, to)) ?? 0) + n);
  return asked;
}

function ask(unit: Unit, plan: Handover, items: readonly Item[]): void {
  const [first] = items;
  if (!first) return;
  const { kind, to } = first;
  const keys = items.map((item) => item.key);
  // A thing is asked for once per try, so no other call has this key.
  const dedupeKey = `handover:${plan.id}:${kind}:${first.key}:${first.tries + 1}`;
  unit.plan({
    kind: "handover.ask",
    dedupeKey,
    plannedBy: `handover:${plan.id}`,
    runAfter: unit.now,
    payload: { handoverId: plan.id, what: kind, how: plan.kind, from: plan.userId, to, keys, message: plan.message },
  });
  unit.fact({
    type: "handover.asked",
    subject: `staff:${plan.userId}`,
    occurredAt: unit.now,
    data: { handoverId: plan.id, kind, to, keys, actionId: actionId(unit.corpId, dedupeKey) },
  });
}
