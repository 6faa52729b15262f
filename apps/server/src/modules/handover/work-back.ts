import type { GateSettings, Unit } from "#actions";
import { addDays, localDay } from "#kit/tz";
import { oneWayAmong } from "#modules/customers";
import { type Next, nextOf, type Setback } from "./next.ts";
import { onDays, place, tellGiven, today, tomorrow } from "./place.ts";
import type { Handover, Item } from "./types.ts";

const WORDS = ["customer-refused", "taker-full", "no-record"] as const;

/** Why it came back, as its row says it: a word, or WeCom's code. */
function setbackOf(reason: string | null): Setback {
  const how = WORDS.find((word) => word === reason);
  return how ? { how } : { how: "refused-call", errcode: Number(reason ?? 0) || 0 };
}

/** Works off what came back: again, to another, to a person, or it is over. */
export async function workOff(unit: Unit, plan: Handover, back: readonly Item[], settings: GateSettings): Promise<void> {
  if (back.length === 0) return;
  const gone = await oneWayAmong(
    unit,
    plan.userId,
    back.flatMap((item) => (item.kind === "customer" ? [item.key] : [])),
  );
  const decided = back.map((item) => ({ item, next: decide(plan, item, gone) }));
  const of = <D extends Next["do"]>(what: D) =>
    decided.flatMap(({ item, next }) => (next.do === what ? [{ item, next: next as Extract<Next, { do: D }> }] : []));

  aside(unit, plan, [
    ...of("gone").map(({ item }) => ({ item, state: "gone" as const, reason: item.reason ?? "gone" })),
    ...of("done").map(({ item }) => ({ item, state: "done" as const, reason: item.reason ?? "done" })),
    ...of("person").map(({ item, next }) => ({ item, state: "person" as const, reason: next.reason })),
  ]);

  const spoiled = new Map(
    of("another").flatMap(({ item, next }) => (next.spoiled && item.to !== "" ? [[item.to, item.reason] as const] : [])),
  );
  for (const [userId, reason] of spoiled) {
    if (plan.spoiled.includes(userId)) continue;
    const data = { handoverId: plan.id, userId, errcode: Number(reason) || 0 };
    unit.fact({ type: "handover.taker-spoiled", subject: `staff:${plan.userId}`, occurredAt: unit.now, data });
  }

  const later = of("again").map(({ item }) => item);
  if (later.length > 0) {
    const given = later.map(({ kind, key, to }) => ({ kind, key, to, why: "again" as const }));
    tellGiven(unit, plan, await onDays(unit, plan, given, firstDay(unit, later, settings)), settings);
  }
  await toAnother(
    unit,
    { ...plan, spoiled: [...plan.spoiled, ...spoiled.keys()] },
    of("another").map(({ item }) => item),
    settings,
  );
}

function decide(plan: Handover, item: Item, gone: ReadonlySet<string>): Next {
  // WeCom goes on listing whoever deleted the member; there is nobody to be given to anybody.
  if (item.kind === "customer" && gone.has(item.key)) return { do: "gone" };
  if (item.reason === "found")
    return item.tries > 0 ? nextOf({ ...item, handover: plan.kind }, { how: "no-record" }) : { do: "another", spoiled: false };
  return nextOf({ kind: item.kind, tries: item.tries, handover: plan.kind }, setbackOf(item.reason));
}

/** The next day, so that a limit of a day is over and a directory has been read anew. */
function firstDay(unit: Unit, items: readonly Item[], settings: GateSettings): string {
  const last = items.reduce((at, item) => Math.max(at, item.askedAt?.getTime() ?? 0), 0);
  const day = addDays(localDay(new Date(last), settings.timeZone), 1);
  const earliest = tomorrow(unit.now, settings);
  return day > earliest ? day : earliest;
}

async function toAnother(unit: Unit, plan: Handover, items: readonly Item[], settings: GateSettings): Promise<void> {
  if (items.length === 0) return;
  const things = items.map(({ kind, key, tried, to }) => ({ kind, key, not: to === "" ? tried : [...tried, to] }));
  const { dated, unplaced } = await place(unit, plan, things, today(unit.now, settings));
  tellGiven(unit, plan, dated, settings);
  const byKey = new Map(items.map((item) => [`${item.kind} ${item.key}`, item]));
  aside(
    unit,
    plan,
    unplaced.flatMap(({ kind, key, reason }) => {
      const item = byKey.get(`${kind} ${key}`);
      // A customer who said no and for whom there is nobody else: that she said no is what a person must know.
      return item ? [{ item, state: "person" as const, reason: item.reason === "customer-refused" ? "refused" : reason }] : [];
    }),
  );
}

type Aside = { item: Item; state: "person" | "kept" | "gone" | "done"; reason: string };

export function aside(unit: Unit, plan: Pick<Handover, "id" | "userId">, items: readonly Aside[]): void {
  if (items.length === 0) return;
  unit.fact({
    type: "handover.set-aside",
    subject: `staff:${plan.userId}`,
    occurredAt: unit.now,
    data: { handoverId: plan.id, items: items.map(({ item: { kind, key }, state, reason }) => ({ kind, key, state, reason })) },
  });
}
