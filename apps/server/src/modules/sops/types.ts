import { z } from "zod";

const text = z.object({ zh: z.string().min(1), en: z.string().min(1) });
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const stepDefinition = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: text,
  /** mass-send: one-to-one through the member of staff she knows; group-post: official post; staff-task: by hand. */
  kind: z.enum(["mass-send", "group-post", "staff-task"]),
  /** Days after the subject's day 0, and the local hour. */
  day: z.number().int().min(0).max(400),
  at: clockTime,
  /** Hours after which the step is no longer worth doing. */
  windowHours: z.number().min(1).max(240).default(24),
  /** `workday` moves the step on to the next day on which people work (holidays and make-up days known). */
  days: z.enum(["any", "workday"]).default("any"),
  /** What happens when the hour has passed before the step could be planned. */
  late: z.enum(["do", "skip"]).default("skip"),
  content: z.object({
    text: z.string().min(1).max(1200),
    link: z.object({ title: z.string().max(40), desc: z.string().max(100), page: z.enum(["welfare", "find-store"]) }).optional(),
  }),
  /** delivered: WeCom says it arrived (A); notice: the group's notice changed (A); claim: somebody's word (C). */
  evidence: z.enum(["delivered", "notice", "claim"]),
  target: z.number().min(0).max(1),
  metric: z
    .object({
      key: z.enum(["link-opened"]),
      name: text,
      target: z.number().min(0).max(1),
      withinHours: z.number().min(1).max(240),
    })
    .optional(),
});
export type StepDefinition = z.infer<typeof stepDefinition>;

export const sopDefinition = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: text,
  subject: z.enum(["customer", "group"]),
  /** What starts the clock: a customer joins a store's group; a group comes into a store's pool. */
  trigger: z.enum(["customer-joined-store-group", "group-entered-pool"]),
  exits: z.array(z.enum(["left-group", "unfriended", "dismissed"])).default([]),
  steps: z.array(stepDefinition).min(1).max(60),
});
export type SopDefinition = z.infer<typeof sopDefinition>;

export type SopRow = {
  id: string;
  key: string;
  name: { zh: string; en: string };
  subject: "customer" | "group";
  state: "active" | "paused" | "stopped";
  version: number;
  definition: SopDefinition;
};

export type DueStep = {
  enrolmentId: string;
  sopId: string;
  version: number;
  step: string;
  recipient: string;
  sender: string;
  storeId: string | null;
  chatId: string | null;
  dueAt: Date;
  until: Date;
};
