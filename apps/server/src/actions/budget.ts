import { atLocal, localDay } from "#kit/tz";
import { fullest } from "./fading.ts";
import type { GateSettings } from "./settings.ts";

export type Budget = "person" | "group" | "staff";

/** What it is to the recipient. `hand-post`: a member of staff posts it into a group by herself. */
export type TouchKind = "mass-send" | "sidebar" | "group-post" | "hand-post" | "confirmation" | "hand-task" | "moment";

/** What spends budget: a touch that is reserved or arrived. `at` is milliseconds, since there are many of them. */
export type Spent = { budget: Budget; recipient: string; kind: TouchKind; at: number; weight: number; selling: boolean };

/** The span of time, from inclusive and to exclusive, in which other touches matter for one at `at`. */
export type Span = { from: number; to: number };

export type Overspent = "person-budget" | "group-budget" | "group-selling" | "staff-budget" | "wecom-cap";

/**
 * What is spent, by recipient, and whether one more fits. A person's budget holds in every seven days that one can choose
 * (both ends included, whatever order things were planned in) and fades after them; groups and staff are counted by local day, staff by
 * kind; WeCom's cap counts mass messages, for a person or for a group.
 */
export type Ledger = {
  /** A person's budget, or the part of it that she wants to have. */
  budgetOf(share: number): number;
  spanOf(budget: Budget, at: number): Span;
  /** What all others within that span may weigh together so that one of this weight fits whatever their hours: then nobody need look closer. */
  roomBeside(budget: Budget, weight: number): number;
  /** Why it does not fit; null when it does. `share`: how much of a person's budget she wants to have, 1 by default. */
  refusal(one: Spent, share?: number): Overspent | null;
  spend(one: Spent): void;
  /** What was spent, not the very object. */
  giveBack(one: Spent): void;
};

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

export function createLedger(settings: GateSettings): Ledger {
  const spent = new Map<string, Spent[]>();
  const days = new Map<number, Span>();
  const { person, group, staff } = settings;
  // A millisecond more, so that half-open spans include both ends.
  const fullMs = person.days * DAY_MS + 1;
  const fadeMs = person.fadeDays * DAY_MS;
  const capped = capMatters(settings);

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
  // The recipient stands last: only it may hold a space.
  const keyOf = ({ budget, recipient, kind }: Spent) => `${budget} ${budget === "staff" ? kind : ""} ${recipient}`;
  const perDay = { confirmation: staff.confirmationsPerDay, "hand-task": staff.tasksPerDay, moment: staff.momentsPerDay };
  const capOfStaff = (kind: TouchKind) => (kind === "confirmation" || kind === "moment" ? perDay[kind] : perDay["hand-task"]);

  // Whoever wants less still hears from us now and then.
  const budgetOf = (share: number) =>
    share === 0 || share === 1 ? person.weight * share : Math.max(Math.min(1, person.weight), Math.floor(person.weight * share));
  const overPerson = (list: readonly Spent[], one: Spent, share: number): boolean => {
    const cap = budgetOf(share);
    return one.weight > cap || fullest(list, one, fullMs, fadeMs) > cap;
  };
  const overWecom = (list: readonly Spent[], one: Spent): boolean => {
    const { from, to, most } = wecomCap(one.at, settings, dayOf);
    const same = list.filter(({ kind, at }) => kind === one.kind && at >= from && at < to);
    if (settings.wecom.cap !== "week") return same.length >= most;
    const single = ({ at }: Spent) => ({ at, weight: 1 });
    return fullest(same.map(single), single(one), WEEK_MS, 0) > most;
  };

  return {
    budgetOf,
    spanOf(budget, at) {
      const near = budget === "person" ? { from: at - fullMs - fadeMs, to: at + fullMs + fadeMs } : dayOf(at);
      if (budget === "staff" || !capped[budget]) return near;
      const cap = wecomCap(at, settings, dayOf);
      return { from: Math.min(near.from, cap.from), to: Math.max(near.to, cap.to) };
    },
    roomBeside: (budget, weight) => (budget === "person" && !capped.person ? Math.max(0, budgetOf(1) - weight) : 0),
    refusal(one, share = 1) {
      const list = spent.get(keyOf(one)) ?? [];
      if (one.budget === "person") {
        if (overPerson(list, one, share)) return "person-budget";
        return capped.person && one.kind === "mass-send" && overWecom(list, one) ? "wecom-cap" : null;
      }
      const { from, to } = dayOf(one.at);
      const sumOf = (counts: (other: Spent) => boolean) => {
        let sum = one.weight;
        for (const other of list) if (other.at >= from && other.at < to && counts(other)) sum += other.weight;
        return sum;
      };
      if (one.budget === "staff") return sumOf(() => true) > capOfStaff(one.kind) ? "staff-budget" : null;
      // What members of staff post by themselves is no official post.
      if (one.kind !== "hand-post" && sumOf(({ kind }) => kind !== "hand-post") > group.perDay) return "group-budget";
      if (one.selling && sumOf(({ selling }) => selling) > group.sellingPerDay) return "group-selling";
      return capped.group && one.kind === "group-post" && overWecom(list, one) ? "wecom-cap" : null;
    },
    spend(one) {
      const list = spent.get(keyOf(one));
      if (list) list.push(one);
      else spent.set(keyOf(one), [one]);
    },
    giveBack(one) {
      const list = spent.get(keyOf(one)) ?? [];
      const n = list.findLastIndex(({ at, weight, kind }) => at === one.at && weight === one.weight && kind === one.kind);
      if (n >= 0) list.splice(n, 1);
    },
  };
}

/**
 * Whether WeCom's cap can be reached at all before our own budgets are: as a rule it cannot, and then a month of touches need not be
 * read for each decision.
 */
function capMatters({ person, group, wecom: { cap } }: GateSettings): Record<"person" | "group", boolean> {
  const lightest = Math.max(1, person.kinds["mass-send"]);
  const inDays = (days: number) => Math.floor(person.weight / lightest) * Math.ceil(days / person.days);
  if (cap === "day") return { person: inDays(1) > 1, group: group.perDay > 1 };
  // Eight local days can fall into seven times 24 hours.
  if (cap === "week") return { person: inDays(7) > 7, group: group.perDay > 0 };
  return { person: inDays(31) > 28, group: group.perDay > 1 };
}

/** In which span how many mass messages may be; of a week, in any seven days of that span, as nobody says which day begins it. */
function wecomCap(at: number, { wecom: { cap }, timeZone }: GateSettings, dayOf: (at: number) => Span): Span & { most: number } {
  if (cap === "day") return { ...dayOf(at), most: 1 };
  if (cap === "week") return { from: at - WEEK_MS, to: at + WEEK_MS, most: 7 };
  const day = localDay(new Date(at), timeZone);
  const [year = 0, month = 0] = day.split("-").map(Number);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const from = atLocal(`${day.slice(0, 8)}01`, "00:00", timeZone);
  return { from: from.getTime(), to: atLocal(`${day.slice(0, 8)}01`, "00:00", timeZone, length).getTime(), most: length };
}
