import { sql } from "kysely";
import { actionId, type GateSettings, type Unit } from "#actions";
import { atLocal, localDay } from "#kit/tz";
import { WECOM } from "./days.ts";
import { onDays, tellGiven, tomorrow } from "./place.ts";
import type { Handover, Item } from "./types.ts";

/** Asks WeCom for what is due, a hundred of one kind and taker in one call. What a day does not bear goes to the next one. */
export async function askWecom(unit: Unit, plan: Handover, due: readonly Item[], settings: GateSettings): Promise<void> {
  if (due.length === 0) return;
  const groups = due.filter((item) => item.kind === "group");
  const room = groups.length === 0 ? 0 : await groupRoom(unit, plan, settings);
  const late = groups.slice(room);
  if (late.length > 0) tellGiven(unit, plan, await onDays(unit, plan, late.map(asGiven), tomorrow(unit.now, settings)), settings);
  const now = [...due.filter((item) => item.kind === "customer"), ...groups.slice(0, room)];
  for (const items of Map.groupBy(now, (item) => `${item.kind} ${item.to}`).values()) {
    for (let from = 0; from < items.length; from += WECOM.perCall) ask(unit, plan, items.slice(from, from + WECOM.perCall));
  }
}

const asGiven = ({ kind, key, to }: Item) => ({ kind, key, to, why: "again" as const });

/** Groups of this owner that may still go today, over all plans. */
async function groupRoom(unit: Unit, plan: Handover, settings: GateSettings): Promise<number> {
  const since = atLocal(localDay(unit.now, settings.timeZone), "00:00", settings.timeZone);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from handover h
    join handover_item i on i.corp_id = h.corp_id and i.handover_id = h.id and i.kind = 'group' and i.asked_at >= ${since}
    where h.corp_id = ${unit.corpId} and h.user_id = ${plan.userId}`.execute(unit.db);
  return Math.max(0, WECOM.groupsPerDay - (rows[0]?.n ?? 0));
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
