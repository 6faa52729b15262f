import type { TalkPlan } from "@shuke/contract";

/** What of a plan a person decides, as the form names it. */
const PARTS = {
  kind: (plan: TalkPlan) => plan.kind,
  title: (plan: TalkPlan) => plan.title.trim(),
  startsAt: (plan: TalkPlan) => Date.parse(plan.startsAt),
  minutes: (plan: TalkPlan) => plan.minutes,
  host: (plan: TalkPlan) => plan.host,
  guest: (plan: TalkPlan) => plan.guest.trim(),
  whom: ({ groupIds, storeIds, classes }: TalkPlan) => [groupIds, storeIds, classes].map((ids) => [...ids].sort()),
  texts: ({ texts }: TalkPlan) => [texts.announce, texts.remind, texts.soon].map((text) => text.trim()),
  runSheet: ({ runSheet }: TalkPlan) => runSheet.map(({ minute, title, owner, text }) => [minute, title.trim(), owner, text.trim()]),
} as const;
export type PlanPart = keyof typeof PARTS;
const parts = Object.keys(PARTS).filter((key): key is PlanPart => key in PARTS);

/** Where two plans say different things, in the order of the form; in which order groups were chosen says nothing. */
export const differingParts = (a: TalkPlan, b: TalkPlan): PlanPart[] =>
  parts.filter((part) => JSON.stringify(PARTS[part](a)) !== JSON.stringify(PARTS[part](b)));
