import fc from "fast-check";
import { sql } from "kysely";
import { type Decision, defaultGateSettings, reserve, type TouchRequest } from "#actions";
import type { Db } from "#db/connect";
import { localDay } from "#kit/tz";
import { at, ctxOf, HOUR, MINUTE, MORNING } from "./corp.ts";

const SPAN_MS = defaultGateSettings.person.days * 24 * HOUR;

/** A request of small pools, over three weeks, some at night, some with a key that was used before. */
export const request: fc.Arbitrary<TouchRequest> = fc
  .record({
    who: fc.constantFrom("person", "person", "person", "group", "confirmation", "hand-task"),
    recipient: fc.constantFrom("r1", "r2", "r3", "r4"),
    key: fc.nat(4000),
    weight: fc.constantFrom(0, 1, 1, 1, 2, 3),
    // Ten minutes apart, so that touches exactly seven days from each other occur.
    slot: fc.nat(21 * 24 * 6),
  })
  .map(({ who, recipient, key, weight, slot }) => {
    const kind = who === "person" ? "mass-send" : who === "group" ? "group-post" : who;
    return {
      budget: who === "person" || who === "group" ? who : "staff",
      recipient,
      kind,
      key: `key${key}`,
      actionId: `act${key % 50}`,
      weight,
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
  at: Date;
  state: string;
  reason: string | null;
};

export async function touches(db: Db, corpId: string): Promise<Touch[]> {
  const { rows } = await sql<Touch>`select id as key, budget, recipient, kind, weight, at, state, reason from touch
    where corp_id = ${corpId} order by at, id`.execute(db);
  return rows;
}

/** Every span of time in which somebody has more than the budget allows; counted anew, without the gate's own code. */
export function overspent(all: readonly Touch[]): string[] {
  const { person, group, staff, timeZone } = defaultGateSettings;
  const spent = all.filter(({ state, weight }) => weight > 0 && (state === "reserved" || state === "delivered"));
  const wrong: string[] = [];
  for (const [who, list] of Map.groupBy(spent, (one) => `${one.budget} ${one.recipient} ${one.budget === "staff" ? one.kind : ""}`)) {
    if (who.startsWith("person")) {
      for (const first of list) {
        const from = first.at.getTime();
        const sum = list
          .filter((one) => one.at.getTime() >= from && one.at.getTime() <= from + SPAN_MS)
          .reduce((n, one) => n + one.weight, 0);
        if (sum > person.weight) wrong.push(`${who} has ${sum} in the seven days from ${first.at.toISOString()}`);
      }
      continue;
    }
    const cap = who.startsWith("group") ? group.perDay : who.endsWith("confirmation") ? staff.confirmationsPerDay : staff.tasksPerDay;
    for (const [day, of] of Map.groupBy(list, (one) => localDay(one.at, timeZone))) {
      const sum = of.reduce((n, one) => n + one.weight, 0);
      if (sum > cap) wrong.push(`${who} has ${sum} on ${day}`);
    }
  }
  return wrong;
}
