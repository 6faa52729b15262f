import fc from "fast-check";
import { sql } from "kysely";
import { type Decision, defaultGateSettings, type GateSettings, reserve, type TouchRequest } from "#actions";
import type { Db } from "#db/connect";
import { localDay } from "#kit/tz";
import { at, ctxOf, HOUR, MINUTE, MORNING } from "./corp.ts";

const KINDS = {
  person: ["person", "mass-send"],
  sidebar: ["person", "sidebar"],
  group: ["group", "group-post"],
  "hand-post": ["group", "hand-post"],
  confirmation: ["staff", "confirmation"],
  "hand-task": ["staff", "hand-task"],
  moment: ["staff", "moment"],
} as const;

/** A request of small pools, over three weeks, some at night, some with a key that was used before. */
export const request: fc.Arbitrary<TouchRequest> = fc
  .record({
    who: fc.constantFrom("person", "person", "person", "sidebar", "group", "hand-post", "confirmation", "hand-task", "moment"),
    selling: fc.boolean(),
    recipient: fc.constantFrom("r1", "r2", "r3", "r4"),
    key: fc.nat(4000),
    weight: fc.constantFrom(0, 1, 1, 1, 2, 3),
    // Ten minutes apart, so that touches exactly seven days from each other occur.
    slot: fc.nat(21 * 24 * 6),
  })
  .map(({ who, recipient, key, weight, slot, selling }) => {
    const [budget, kind] = KINDS[who];
    return {
      budget,
      recipient,
      kind,
      key: `key${key}`,
      actionId: `act${key % 50}`,
      weight,
      ...(budget === "group" ? { selling } : {}),
      at: at(MORNING, slot * 10 * MINUTE),
      plannedBy: "test",
    };
  });

export const ask = (db: Db, corpId: string, requests: readonly TouchRequest[]): Promise<Map<string, Decision>> =>
  db.transaction().execute((tx) => reserve(ctxOf(tx, corpId), requests));

export type Touch = {
  budget: string;
  recipient: string;
  kind: string;
  key: string;
  weight: number;
  selling: boolean;
  at: Date;
  state: string;
  reason: string | null;
};

export async function touches(db: Db, corpId: string): Promise<Touch[]> {
  const { rows } = await sql<Touch>`select id as key, budget, recipient, kind, weight, selling, at, state, reason from touch
    where corp_id = ${corpId} order by at, id`.execute(db);
  return rows;
}

/** Every span of time in which somebody has more than the budget allows; counted anew, without the gate's own code. */
export function overspent(all: readonly Touch[], settings: GateSettings = defaultGateSettings): string[] {
  const { person, group, staff, timeZone, wecom } = settings;
  const spent = all.filter(({ state, weight }) => weight > 0 && (state === "reserved" || state === "delivered"));
  const wrong: string[] = [];
  const perDay = (who: string, list: readonly Touch[], cap: number) => {
    for (const [day, of] of Map.groupBy(list, (one) => localDay(one.at, timeZone))) {
      const sum = of.reduce((n, one) => n + one.weight, 0);
      if (sum > cap) wrong.push(`${who} has ${sum} on ${day}`);
    }
  };
  for (const [who, list] of Map.groupBy(spent, (one) => `${one.budget} ${one.recipient}`)) {
    const of = (kind: string) => list.filter((one) => one.kind === kind);
    if (who.startsWith("person")) {
      for (const { at: then } of list) {
        const sum = list.reduce((n, one) => n + one.weight * stillCounts((then.getTime() - one.at.getTime()) / (24 * HOUR), person), 0);
        if (sum > person.weight + 1e-5) wrong.push(`${who} has ${sum} on her at ${then.toISOString()}`);
      }
    } else if (who.startsWith("group")) {
      perDay(`${who}, posts,`, of("group-post"), group.perDay);
      perDay(
        `${who}, selling,`,
        list.filter(({ selling }) => selling),
        group.sellingPerDay,
      );
    } else {
      perDay(`${who}, confirmations,`, of("confirmation"), staff.confirmationsPerDay);
      perDay(`${who}, tasks,`, of("hand-task"), staff.tasksPerDay);
      perDay(`${who}, moments,`, of("moment"), staff.momentsPerDay);
    }
    for (const kind of ["mass-send", "group-post"]) wrong.push(...overCap(of(kind), timeZone, wecom.cap).map((word) => `${who} ${word}`));
  }
  return wrong;
}

/** In days: whole for the span, less and less after it, nothing at the end. */
function stillCounts(age: number, { days, fadeDays }: GateSettings["person"]): number {
  if (age < 0 || age >= days + fadeDays + 1) return 0;
  return age <= days ? 1 : Math.max(0, (days + fadeDays - age) / Math.max(fadeDays, 1e-9));
}

function overCap(list: readonly Touch[], timeZone: string, cap: GateSettings["wecom"]["cap"]): string[] {
  if (cap === "week") {
    return list.flatMap(({ at: end }) => {
      const n = list.filter(({ at: one }) => one <= end && one.getTime() > end.getTime() - 7 * 24 * HOUR).length;
      return n > 7 ? [`got ${n} in the week to ${end.toISOString()}`] : [];
    });
  }
  const spans = Map.groupBy(list, (one) => localDay(one.at, timeZone).slice(0, cap === "day" ? 10 : 7));
  return [...spans].flatMap(([span, of]) => {
    const most = cap === "day" ? 1 : new Date(Number(span.slice(0, 4)), Number(span.slice(5)), 0).getDate();
    return of.length > most ? [`got ${of.length} in ${span}`] : [];
  });
}
