import { atLocal, localDay } from "#kit/tz";
import type { GateSettings } from "./settings.ts";

export type Budget = "person" | "group" | "staff";

/** What spends budget: a touch that is reserved or arrived. `at` is milliseconds, since there are many of them. */
export type Spent = { budget: Budget; recipient: string; kind: string; at: number; weight: number };

/** The span of time, from inclusive and to exclusive, in which other touches matter for one at `at`. */
export type Span = { from: number; to: number };

/**
 * What is spent, by recipient, and whether one more fits. A person's budget holds in every seven days that one can choose
 * (both ends included, whatever order things were planned in); groups and staff are counted by local day, staff by kind.
 */
export type Ledger = {
  spanOf(budget: Budget, at: number): Span;
  fits(one: Spent): boolean;
  spend(one: Spent): void;
  /** What was spent, not the very object. */
  giveBack(one: Spent): void;
};

export function createLedger(settings: GateSettings): Ledger {
  const spent = new Map<string, Spent[]>();
  const days = new Map<number, Span>();
  // A millisecond more, so that half-open spans include both ends.
  const personMs = settings.person.days * 86_400_000 + 1;

  // Many requests have one instant, and asking a time zone is dear.
  const dayOf = (at: number): Span => {
    const known = days.get(at);
    if (known) return known;
    const day = localDay(new Date(at), settings.timeZone);
    const span = {
      from: atLocal(day, "00:00", settings.timeZone).getTime(),
      to: atLocal(day, "00:00", settings.timeZone, 1).getTime(),
    };
    days.set(at, span);
    return span;
  };
  const capOf = ({ budget, kind }: Spent) => {
    if (budget === "person") return settings.person.weight;
    if (budget === "group") return settings.group.perDay;
    return kind === "confirmation" ? settings.staff.confirmationsPerDay : settings.staff.tasksPerDay;
  };
  // The recipient stands last: only it may hold a space.
  const keyOf = ({ budget, recipient, kind }: Spent) => `${budget} ${budget === "staff" ? kind : ""} ${recipient}`;
  const sumIn = (list: readonly Spent[], from: number, to: number) => {
    let sum = 0;
    for (const { at, weight } of list) if (at >= from && at < to) sum += weight;
    return sum;
  };

  return {
    spanOf: (budget, at) => (budget === "person" ? { from: at - personMs, to: at + personMs } : dayOf(at)),
    fits(one) {
      const room = capOf(one) - one.weight;
      const list = spent.get(keyOf(one));
      if (!list) return room >= 0;
      if (one.budget !== "person") {
        const { from, to } = dayOf(one.at);
        return sumIn(list, from, to) <= room;
      }
      // The fullest seven days that contain this instant begin with a touch (or with this one).
      const begins = (at: number) => sumIn(list, at, at + personMs) <= room;
      return begins(one.at) && list.every(({ at }) => at > one.at || at <= one.at - personMs || begins(at));
    },
    spend(one) {
      const list = spent.get(keyOf(one));
      if (list) list.push(one);
      else spent.set(keyOf(one), [one]);
    },
    giveBack(one) {
      const list = spent.get(keyOf(one)) ?? [];
      const n = list.findLastIndex(({ at, weight }) => at === one.at && weight === one.weight);
      if (n >= 0) list.splice(n, 1);
    },
  };
}
