import { atLocal, localDay } from "#kit/tz";
import type { GateSettings } from "./settings.ts";

export type Budget = "person" | "group" | "staff";

/** What spends budget: a touch that is reserved or arrived. */
export type Spent = { budget: Budget; recipient: string; kind: string; at: Date; weight: number };

/** The span of time in which other touches matter for one at `at`. */
export type Span = { from: Date; to: Date };

/**
 * What is spent, by recipient, and whether one more fits. A person's budget holds in every seven days that one can choose
 * (both ends included, whatever order things were planned in); groups and staff are counted by local day, staff by kind.
 */
export type Ledger = { spanOf(budget: Budget, at: Date): Span; fits(one: Spent): boolean; spend(one: Spent): void };

export function createLedger(settings: GateSettings): Ledger {
  const spent = new Map<string, Spent[]>();
  const days = new Map<number, Span>();
  // A millisecond more, so that half-open spans include both ends.
  const personMs = settings.person.days * 86_400_000 + 1;

  // Many requests have one instant, and asking a time zone is dear.
  const dayOf = (at: Date): Span => {
    const known = days.get(at.getTime());
    if (known) return known;
    const day = localDay(at, settings.timeZone);
    const span = { from: atLocal(day, "00:00", settings.timeZone), to: atLocal(day, "00:00", settings.timeZone, 1) };
    days.set(at.getTime(), span);
    return span;
  };
  const capOf = ({ budget, kind }: Spent) => {
    if (budget === "person") return settings.person.weight;
    if (budget === "group") return settings.group.perDay;
    return kind === "confirmation" ? settings.staff.confirmationsPerDay : settings.staff.tasksPerDay;
  };
  const keyOf = ({ budget, recipient, kind }: Spent) => JSON.stringify([budget, recipient, budget === "staff" ? kind : ""]);
  const sumIn = (list: readonly Spent[], { from, to }: Span) =>
    list.reduce((sum, { at, weight }) => (at >= from && at < to ? sum + weight : sum), 0);

  return {
    spanOf: (budget, at) =>
      budget === "person" ? { from: new Date(at.getTime() - personMs), to: new Date(at.getTime() + personMs) } : dayOf(at),
    fits(one) {
      const list = spent.get(keyOf(one)) ?? [];
      const room = capOf(one) - one.weight;
      if (one.budget !== "person") return sumIn(list, dayOf(one.at)) <= room;
      // The fullest seven days that contain this instant begin with a touch (or with this one).
      const starts = [one, ...list.filter(({ at }) => at <= one.at && at.getTime() > one.at.getTime() - personMs)];
      return starts.every(({ at }) => sumIn(list, { from: at, to: new Date(at.getTime() + personMs) }) <= room);
    },
    spend(one) {
      const list = spent.get(keyOf(one));
      if (list) list.push(one);
      else spent.set(keyOf(one), [one]);
    },
  };
}
