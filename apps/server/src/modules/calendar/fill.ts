import type { ColumnPlan } from "@shuke/contract";
import type { reasons } from "@shuke/contract/calendar-words";
import { atLocal, weekday } from "#kit/tz";
import { type Found, inOrder, isRefusal, type Judged, judgeWeek, minutesOf } from "./rules.ts";
import type { Placed } from "./types.ts";

export type Candidate = {
  id: string;
  plan: ColumnPlan;
  /** What its posts are worth against the usual of the class: 1 is the usual. Null: nobody knows yet, which counts as the usual. */
  score: number | null;
  words: string;
  content: Placed["content"];
};
export type Proposed = { key: string; columnId: string; day: string; at: string; road: Placed["road"]; why: (typeof reasons)[number] };

const EVEN = 0.2;
const NEAR_MINUTES = 30;

/**
 * Fills what is empty of a week: greetings first, then each usual hour in its order with the column that is worth most there, where the value
 * that the week lacks weighs more. Nothing is put where it would break a rule that the week keeps so far; where no
 * official post is left in the day, the column is posted by hand. The same week and scores give the same proposal.
 */
export function fillWeek(week: Judged, candidates: readonly Candidate[]): { items: Proposed[]; left: Array<{ day: string; at: string }> } {
  const items: Proposed[] = [];
  const left: Array<{ day: string; at: string }> = [];
  let slots = [...week.slots];
  const judge = (these: readonly Placed[]) => judgeWeek({ ...week, slots: these });
  for (const greeting of [true, false]) {
    const these = candidates.filter(({ plan }) => (plan.greeting !== null) === greeting);
    for (const { day, at } of hoursOf(these, week.days)) {
      const dueAt = atLocal(day, at, week.settings.timeZone);
      if (dueAt <= week.now || isTaken(slots, day, at)) continue;
      const here = these.filter(({ plan }) => plan.times.some((time) => time.weekday === weekday(day) && time.at === at));
      const known = judge(slots);
      const ranked = rank(here, slots, week.columns);
      const place = (one: Candidate, road: Placed["road"]): Placed | null => {
        const slot: Placed = { id: `new/${day}/${at}/${one.id}`, columnId: one.id, day, at, dueAt, road, ...pick(one), fixed: false };
        return keeps(known, judge([...slots, slot]), slots, slot, week.columns) ? slot : null;
      };
      const roads = (one: Candidate): Array<Placed["road"]> => (one.plan.road === "send" ? ["send", "hand"] : ["hand"]);
      const slot = firstOf(ranked, (one) => firstOf(roads(one), (road) => place(one, road)));
      if (slot === null) {
        left.push({ day, at });
        continue;
      }
      slots = [...slots, slot];
      const { columnId, road } = slot;
      items.push({ key: `${day}/${at}/${columnId}`, columnId, day, at, road, why: whyOf(columnId, here) });
    }
  }
  return { items: items.toSorted((a, b) => a.key.localeCompare(b.key)), left };
}

const pick = ({ words, content }: Candidate) => ({ words, content });

function firstOf<T, R>(all: readonly T[], of: (one: T) => R | null): R | null {
  for (const one of all) {
    const found = of(one);
    if (found !== null) return found;
  }
  return null;
}

/** Usual hours of these columns, each once, in the order of the week. */
function hoursOf(candidates: readonly Candidate[], days: readonly string[]): Array<{ day: string; at: string }> {
  const times = candidates.flatMap(({ plan }) => plan.times);
  return days.flatMap((day) =>
    [...new Set(times.filter((time) => time.weekday === weekday(day)).map(({ at }) => at))].toSorted().map((at) => ({ day, at })),
  );
}

const isTaken = (slots: readonly Placed[], day: string, at: string): boolean =>
  slots.some((slot) => slot.day === day && Math.abs(minutesOf(slot.at) - minutesOf(at)) < NEAR_MINUTES);

/** The best first. A value that has less than its even part of the week counts up to a fifth more, one that has all of it much less. */
function rank(here: readonly Candidate[], slots: readonly Placed[], columns: Judged["columns"]): Candidate[] {
  const share = (value: string) => slots.filter((slot) => columns.get(slot.columnId)?.value === value).length / Math.max(1, slots.length);
  const worth = (one: Candidate) => (one.score ?? 1) * (1 + EVEN - share(one.plan.value));
  return here.toSorted((a, b) => worth(b) - worth(a) || a.id.localeCompare(b.id));
}

/** Only faults that the new slot brings are its own; a day whose greeting is missing anyway may have posts. */
function keeps(
  before: readonly Found[],
  after: readonly Found[],
  slots: readonly Placed[],
  slot: Placed,
  columns: Judged["columns"],
): boolean {
  const nameOf = ({ code, slotId, day }: Found) => `${code}|${slotId ?? ""}|${day ?? ""}`;
  const known = new Set(before.map(nameOf));
  const hadDay = slots.some(({ day }) => day === slot.day);
  return after
    .filter((one) => !known.has(nameOf(one)))
    .every(({ code }) => {
      if (isRefusal(code)) return false;
      if (code === "no-morning" || code === "no-evening") return !hadDay;
      if (code === "selling-heavy") return columns.get(slot.columnId)?.selling !== true;
      return code === "no-mark";
    });
}

function whyOf(columnId: string, here: readonly Candidate[]): Proposed["why"] {
  const one = here.find(({ id }) => id === columnId);
  if (one?.plan.greeting) return "greeting";
  if (here.length === 1) return "only";
  if (here.every(({ score }) => score === null)) return "unknown";
  const best = Math.max(...here.map(({ score }) => score ?? 1));
  return (one?.score ?? 1) >= best ? "best" : "mix";
}

/** The last post that talks before this week, by which two that sell would stand in a row. */
export const lastTalking = (slots: readonly Placed[], columns: ReadonlyMap<string, Pick<ColumnPlan, "greeting">>): Placed | null =>
  inOrder(slots).findLast(({ columnId }) => (columns.get(columnId)?.greeting ?? null) === null) ?? null;
