import type { SendAudience, SendContent, SendPlan } from "@shuke/contract";
import { type GateSettings, isQuiet, lastConfirm } from "#actions";
import { type Actor, actorWord } from "#kit/actor";
import { localDay, localMinute } from "#kit/tz";

/** WeCom takes at most this many recipients in one task (wecom-api §6.2). */
export const LIMIT = { customers: 10_000, groups: 2_000 } as const;

/** All contents of a send: its own, the other wordings, then those of rules. A task names one by its place, the cell. */
export const contentsOf = (plan: Pick<SendPlan, "content" | "variants" | "rules">): SendContent[] => [
  plan.content,
  ...plan.variants,
  ...plan.rules.map(({ content }) => content),
];

export const isNobody = (
  { everyone, list, segmentIds, tagIds, groupIds, storeIds, classes = [] }: SendAudience,
  to: SendPlan["to"],
): boolean =>
  !everyone &&
  list === undefined &&
  groupIds.length + storeIds.length + (to === "customers" ? segmentIds.length + tagIds.length : classes.length) === 0;

const STEP_MS = 30 * 60_000;
/** Less time than this nobody can be expected to look at a phone. */
const LEAST_MS = 30 * 60_000;
const MOST_DAYS = 14;

export type Window = { from: Date; until: Date; hours: { from: string; to: string }; spreadHours: number };

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Until when a task that is given then may be confirmed: before the quiet hours, and while the offer lasts (E8). */
export function confirmUntil(at: Date, until: Date, settings: GateSettings): Date {
  const closes = lastConfirm(at, settings);
  return closes < until ? closes : until;
}

/** Whether a task may be given at that instant. */
export function isOpen(at: Date, { until, hours }: Window, settings: GateSettings): boolean {
  const minute = localMinute(at, settings.timeZone);
  const inHours = minute >= minutes(hours.from) && minute < minutes(hours.to);
  return inHours && !isQuiet(at, settings) && confirmUntil(at, until, settings).getTime() - at.getTime() >= LEAST_MS;
}

/**
 * The instants at which tasks are given: the first that is open, then every half hour of open time as long as the send is spread. Empty:
 * the window has none.
 */
export function slotsOf(window: Window, settings: GateSettings): Date[] {
  const slots: Date[] = [];
  const wanted = Math.max(1, Math.floor((window.spreadHours * 3_600_000) / STEP_MS));
  for (let at = window.from; at < window.until && slots.length < wanted && isNear(at, window); at = nextStep(at)) {
    if (isOpen(at, window, settings)) slots.push(at);
  }
  return slots;
}

/** The first open instant of each local day after that of `at`: where a member of staff has no room today, tomorrow. */
export function laterDays(at: Date, window: Window, settings: GateSettings): Date[] {
  const found: Date[] = [];
  let day = localDay(at, settings.timeZone);
  for (let next = nextStep(at); next < window.until && isNear(next, window); next = nextStep(next)) {
    const own = localDay(next, settings.timeZone);
    if (own === day || !isOpen(next, window, settings)) continue;
    found.push(next);
    day = own;
  }
  return found;
}

const isNear = (at: Date, { from }: Window) => at.getTime() - from.getTime() < MOST_DAYS * 86_400_000;
/** On the half-hour grid, so that what is given at one time is given together. */
const nextStep = (at: Date) => new Date(Math.floor(at.getTime() / STEP_MS) * STEP_MS + STEP_MS);

export function windowOf(plan: Pick<SendPlan, "from" | "until" | "hours" | "spreadHours">, now: Date): Window {
  const from = plan.from === null ? now : new Date(plan.from);
  return { from: from > now ? from : now, until: new Date(plan.until), hours: plan.hours, spreadHours: plan.spreadHours };
}

/** Two pairs of eyes are of two persons. */
export const isOwn = (actor: Actor, { submittedBy }: { submittedBy: Actor | null }): boolean =>
  submittedBy === null || actorWord(submittedBy) === actorWord(actor);
