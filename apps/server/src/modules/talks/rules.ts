import { atLocal, localDay } from "#kit/tz";
import type { RunItem, TalkPlan, TalkQuestion, TalkStageKey, TalkState } from "@shuke/contract";

/** Where it may go on to, by what people do or what its hours bring. */
const NEXT: Record<TalkState, readonly TalkState[]> = {
  draft: ["announced", "cancelled"],
  announced: ["collecting", "live", "cancelled"],
  collecting: ["live", "cancelled"],
  live: ["digest"],
  digest: ["closed"],
  closed: [],
  cancelled: [],
};
export const mayGo = (from: TalkState, to: TalkState): boolean => NEXT[from].includes(to);
export const isOver = (state: TalkState): boolean => NEXT[state].length === 0;
/** Nobody has heard of it. */
export const isOpenToAsk = (state: TalkState): boolean => state === "announced" || state === "collecting" || state === "live";

const HOUR = 3_600_000;
export type Hours = { key: TalkStageKey; at: Date; until: Date };

/** Two days before, one day before, one hour before; none is worth posting when the next one's hour has come. */
export function stageHours(startsAt: Date): Hours[] {
  const before = (hours: number) => new Date(startsAt.getTime() - hours * HOUR);
  return [
    { key: "announce", at: before(48), until: before(24) },
    { key: "remind", at: before(24), until: before(1) },
    { key: "soon", at: before(1), until: startsAt },
  ];
}

/**
 * What is posted when it is announced at `now`: the stage whose time runs is at once, those whose hour has passed are left out. Announced
 * late it is told once, never three times in a row.
 */
export const stagesFrom = (startsAt: Date, now: Date): Array<Hours & { state: "waiting" | "missed" }> =>
  stageHours(startsAt).map((hours) => ({ ...hours, state: hours.until <= now ? "missed" : "waiting" }));

/** Most wanted first; what is answered or follows later goes to the end, as it was asked. */
export function inOrder(questions: readonly TalkQuestion[]): TalkQuestion[] {
  const done = (one: TalkQuestion) => (one.answer === null && one.ticketId === null ? 0 : 1);
  return questions.toSorted(
    (a, b) => done(a) - done(b) || b.votes - a.votes || a.askedAt.localeCompare(b.askedAt) || a.id.localeCompare(b.id),
  );
}

/** What was answered, the most wanted first, as a text for somebody to edit. */
export const digestOf = (questions: readonly Pick<TalkQuestion, "text" | "answer" | "votes">[]): string =>
  questions
    .filter(({ answer }) => answer !== null)
    .toSorted((a, b) => b.votes - a.votes)
    .map(({ text, answer }, n) => `${n + 1}. ${text}\n${answer ?? ""}`)
    .join("\n\n")
    .slice(0, 4000);

/** The minute at which an item's time is over: when the next begins, or with the session. */
export function itemEnds({ runSheet, minutes }: Pick<TalkPlan, "runSheet" | "minutes">, n: number): number {
  const minute = runSheet[n]?.minute ?? 0;
  return runSheet.find((item) => item.minute > minute)?.minute ?? Math.max(minutes, minute);
}

/** A group bears one official post a day (by default): after one of its own on this day the digest waits for the next. */
export function digestFrom(posts: readonly Date[], now: Date, timeZone: string): Date {
  const today = localDay(now, timeZone);
  return posts.some((at) => localDay(at, timeZone) === today) ? atLocal(today, "00:00", timeZone, 1) : now;
}

/** The run sheet by its minutes; equal minutes stay as they were written. */
export const sorted = (items: readonly RunItem[]): RunItem[] => items.toSorted((a, b) => a.minute - b.minute);
