import { z } from "zod";
import { id } from "./common.ts";

/** A text in both languages of the console. */
export const words = z.object({ zh: z.string().min(1), en: z.string().min(1) });
export const sopKey = z.string().regex(/^[a-z0-9-]{1,40}$/);
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const link = z.object({ title: z.string().max(40), desc: z.string().max(100), page: z.enum(["welfare", "find-store"]) });

/** The road by which a step reaches people. mass-send: one-to-one through the member of staff she knows; group-post: official post; staff-task: by hand. */
export const stepKind = z.enum(["mass-send", "group-post", "staff-task"]);
export type StepKind = z.infer<typeof stepKind>;

/** What happens when the hour has passed before the step could be planned: done if there is still time, left out, or a person is asked. */
export const latePolicy = z.enum(["do", "skip", "ask"]);
export type LatePolicy = z.infer<typeof latePolicy>;

/**
 * What shows that a step was done, by the ladder: A the platform, B an act that we saw, C somebody's word.
 * delivered: WeCom says it arrived (A). notice: the group's notice was changed (A). message: the archive has what was written (A), or
 * somebody there opened the link in it (B). link: somebody there opened it (B), or the archive has it (A). claim: nothing can, so the
 * step is never more than claimed (C).
 */
export const sopEvidence = z.enum(["delivered", "notice", "message", "link", "claim"]);
export type SopEvidence = z.infer<typeof sopEvidence>;

/** What linear and branched SOPs say about a step alike. */
export const stepBase = {
  key: sopKey,
  name: words,
  kind: stepKind,
  /** Hours after which the step is no longer worth doing. */
  windowHours: z.number().min(1).max(240).default(24),
  late: latePolicy.default("skip"),
  evidence: sopEvidence,
  metric: z
    .object({
      key: z.enum(["link-opened"]),
      name: words,
      target: z.number().min(0).max(1),
      withinHours: z.number().min(1).max(240),
    })
    .optional(),
};

export const linearStep = z.object({
  ...stepBase,
  /** Days after the subject's day 0, and the local hour. */
  day: z.number().int().min(0).max(400),
  at: clockTime,
  /** `workday` moves the step on to the next day on which people work (holidays and make-up days known). */
  days: z.enum(["any", "workday"]).default("any"),
  content: z.object({ text: z.string().min(1).max(1200), link: link.optional() }),
  target: z.number().min(0).max(1),
});
export type LinearStep = z.infer<typeof linearStep>;

/** While somebody is still writing, text and target may be missing: `checkSop` says so. */
const content = z.object({
  /** Empty with a `contentId`: the words of the library's content. */
  text: z.string().max(1200),
  /** Of the library: what hangs on it goes along, as it is when the step is planned. */
  contentId: id.optional(),
  link: link.optional(),
});

export const graphStep = z.object({
  ...stepBase,
  /** Who does it: the one she knows (the group's owner, the member of staff herself), or the store's manager. */
  actor: z.enum(["own", "store-manager"]).default("own"),
  content,
  /** Other wordings. Which one is used is drawn per sender, since a mass send carries one content. */
  variants: z.array(content).max(5).default([]),
  target: z.number().min(0).max(1).nullable().default(null),
  /** Hours after which whoever has not done it is reminded, and after which her manager is told. */
  reminderHours: z.number().min(1).max(240).nullable().default(null),
  escalationHours: z.number().min(1).max(240).nullable().default(null),
});
export type GraphStep = z.infer<typeof graphStep>;
