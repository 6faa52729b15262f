import { sql } from "kysely";
import { actionId, type GateSettings, type Unit } from "#actions";
import { friendsOf } from "#modules/customers";
import { ownedBy } from "#modules/groups";
import { readHandovers } from "./read.ts";
import type { Handover, Item } from "./types.ts";

/** Asked about again should no answer come. */
const AGAIN_MS = 3_600_000;
/** In one call we learn of everybody between two members; a fact of more than these would be long. */
const PER_CHECK = { customer: 1000, group: 100 } as const;

/** Asks WeCom what became of those whose day is over. */
export function checkWecom(unit: Unit, plan: Handover, due: readonly Item[]): void {
  for (const items of Map.groupBy(due, (item) => `${item.kind} ${item.to}`).values()) {
    const size = PER_CHECK[items[0]?.kind ?? "customer"];
    for (let from = 0; from < items.length; from += size) check(unit, plan, items.slice(from, from + size));
  }
}

function check(unit: Unit, plan: Handover, items: readonly Item[]): void {
  const [first] = items;
  if (!first) return;
  const { kind, to } = first;
  const keys = items.map((item) => item.key);
  const base = { handoverId: plan.id, to, keys };
  unit.plan({
    kind: "handover.check",
    dedupeKey: `handover:${plan.id}:check:${kind}:${first.key}:${unit.now.toISOString()}`,
    plannedBy: `handover:${plan.id}`,
    runAfter: unit.now,
    payload: { ...base, what: kind, how: plan.kind, from: plan.userId },
  });
  unit.fact({
    type: "handover.checking",
    subject: `staff:${plan.userId}`,
    occurredAt: unit.now,
    data: { ...base, kind, againAt: new Date(unit.now.getTime() + AGAIN_MS).toISOString() },
  });
}

/** Plans in which nothing moves: what does the leaver still hold? When nobody is left whom the plan does not know, it is over. */
export async function finish(unit: Unit, _settings: GateSettings): Promise<number> {
  const due = sql`h.state = 'running' and h.quiet and h.list_action is null and coalesce(h.list_at, '-infinity') <= ${unit.now}
    and (not h.listed or not exists (select from handover_item i where i.corp_id = h.corp_id and i.handover_id = h.id and i.state = 'person'))`;
  const plans = await readHandovers(unit, due, 20);
  for (const plan of plans) {
    if (plan.listed) end(unit, plan);
    else await look(unit, plan);
  }
  return plans.length;
}

function end(unit: Unit, { id, userId }: Handover): void {
  const data = { handoverId: id, how: "done" as const };
  unit.fact({ type: "handover.ended", subject: `staff:${userId}`, occurredAt: unit.now, sourceKey: `${id}:ended`, data });
}

/** What we hold ourselves, and for somebody who left what WeCom says: its list knows people whom we never heard of. */
async function look(unit: Unit, plan: Handover): Promise<void> {
  const subject = `staff:${plan.userId}`;
  const chats = (await ownedBy(unit, [plan.userId])).get(plan.userId) ?? [];
  const people = plan.kind === "resigned" || plan.undoOf !== null ? [] : await friendsOf(unit, plan.userId, []);
  const ours = [
    ...(plan.undoOf === null ? chats : []).map((key) => ({ kind: "group" as const, key })),
    ...people.map(({ externalUserId }) => ({ kind: "customer" as const, key: externalUserId })),
  ];
  const unknown = await without(unit, plan, ours);
  unit.fact({
    type: "handover.found",
    subject,
    occurredAt: unit.now,
    data: { handoverId: plan.id, items: unknown, complete: plan.kind === "onjob" },
  });
  if (plan.kind === "onjob") return;
  const dedupeKey = `handover:${plan.id}:list:${unit.now.toISOString()}`;
  unit.plan({
    kind: "handover.list",
    dedupeKey,
    plannedBy: `handover:${plan.id}`,
    runAfter: unit.now,
    payload: { handoverId: plan.id, from: plan.userId },
  });
  unit.fact({
    type: "handover.listing",
    subject,
    occurredAt: unit.now,
    data: { handoverId: plan.id, actionId: actionId(unit.corpId, dedupeKey) },
  });
}

/** Those that the plan has not: our rows may be an hour behind WeCom's. */
async function without<T extends { kind: string; key: string }>(unit: Unit, plan: Handover, items: readonly T[]): Promise<T[]> {
  const { rows } = await sql<{ kind: string; key: string }>`select kind, key from handover_item
    where corp_id = ${unit.corpId} and handover_id = ${plan.id}`.execute(unit.db);
  const known = new Set(rows.map(({ kind, key }) => `${kind} ${key}`));
  return items.filter(({ kind, key }) => !known.has(`${kind} ${key}`));
}
