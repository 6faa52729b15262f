import { z } from "zod";
import { columnValues } from "./calendar-words.ts";
import { id, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { MOMENT_PLAN, momentEnds, momentStaffReasons, momentStaffStates, momentStates } from "./moment-words.ts";

const ids = z.array(id).max(500).default([]);

export const momentPlan = z.object({
  name: z.string().trim().min(1).max(60),
  text: z.string().trim().max(2000),
  /** Of the library: its pictures, its one video or its one link go along (WeCom mixes none of them). */
  contentId: id.nullable().default(null),
  /** A link of one's own; none with a content of the library. */
  link: z
    .object({
      title: z.string().trim().min(1).max(20),
      url: z
        .string()
        .trim()
        .max(2000)
        .regex(/^(https?:\/\/[^\s/]+|\/m\/)[^\s]*$/),
    })
    .nullable()
    .default(null),
  /** Who is to publish: everybody who may serve, these, or those in one of these positions. */
  staff: z.object({
    everyone: z.boolean().default(false),
    userIds: ids,
    positions: z.array(z.string().min(1).max(60)).max(20).default([]),
  }),
  /** Only customers with one of these tags see it; none: all friends. */
  tagIds: z.array(id).max(100).default([]),
  /** What it gives to whoever reads it. */
  value: z.enum(columnValues),
  selling: z.boolean().default(false),
  /** Null: as soon as it is handed in. */
  from: instant.nullable().default(null),
  /** What is not published by then is called off. */
  until: instant,
});
export type MomentPlan = z.infer<typeof momentPlan>;

export const momentState = z.enum(momentStates);
export type MomentState = z.infer<typeof momentState>;

export const momentCounts = z.object({
  /** Members of staff. */
  asked: z.number().int(),
  refused: z.number().int(),
  published: z.number().int(),
  /** Customers who may see it, over all who published. Who looked at it nobody tells. */
  visible: z.number().int(),
  likes: z.number().int(),
  comments: z.number().int(),
  /** Different customers who liked or said something. */
  people: z.number().int(),
});
export type MomentCounts = z.infer<typeof momentCounts>;

export const momentItem = z.object({
  id: z.string(),
  name: z.string(),
  state: momentState,
  value: z.enum(columnValues),
  selling: z.boolean(),
  counts: momentCounts,
  until: instant,
  createdAt: instant,
  savedBy: z.string(),
});
export type MomentItem = z.infer<typeof momentItem>;

export const moment = momentItem.extend({
  plan: momentPlan,
  revision: z.number().int(),
  reason: z.enum(momentEnds).nullable(),
  submittedAt: instant.nullable(),
  submittedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  content: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type Moment = z.infer<typeof moment>;

export const momentStaff = z.object({
  userId: z.string(),
  name: z.string(),
  state: z.enum(momentStaffStates),
  reason: z.enum(momentStaffReasons).nullable(),
  publishedAt: instant.nullable(),
  visible: z.number().int().nullable(),
  likes: z.number().int(),
  comments: z.number().int(),
});
export type MomentStaff = z.infer<typeof momentStaff>;

export const momentReaction = z.object({
  customerId: z.string(),
  name: z.string().nullable(),
  kind: z.enum(["like", "comment"]),
  staff: z.string(),
  at: instant,
});
export type MomentReaction = z.infer<typeof momentReaction>;

const persona = z.object({
  name: z.string().trim().min(1).max(30),
  /** Positions in the directory; empty: everybody whom no other persona names. */
  positions: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  /** How they speak, for whoever writes. */
  text: z.string().trim().max(300).default(""),
  perWeek: z.number().int().min(1).max(21).default(MOMENT_PLAN.perWeek),
  /** Of a hundred posts so many may sell. */
  sellingPercent: z.number().int().min(0).max(100).default(MOMENT_PLAN.sellingPercent),
});
export type MomentPersona = z.infer<typeof persona>;

export const momentWarning = z.object({
  code: z.enum(["selling-much", "selling-again", "too-often"]),
  persona: z.string(),
  /** Members of staff whom it concerns. */
  staff: z.number().int(),
  /** What the plan allows in four weeks. */
  allowed: z.number().int(),
  message: z.string(),
});
export type MomentWarning = z.infer<typeof momentWarning>;

export const momentPreview = z.object({
  staff: z.number().int(),
  /** Of them, whose moments of that day are used up. */
  full: z.number().int(),
  /** Different customers who might see it, if everybody published. */
  customers: z.number().int(),
  warnings: z.array(momentWarning),
});
export type MomentPreview = z.infer<typeof momentPreview>;

export const moments = {
  list: endpoint({
    name: "moments.list",
    summary: "Moments that members of staff were asked to publish, the newest first",
    permission: "plays.read",
    input: z.object({ query: z.string().max(100).optional(), state: momentState.optional(), ...page }),
    output: pageOf(momentItem),
  }),
  get: endpoint({
    name: "moments.get",
    summary: "One moment: its plan, and what became of it",
    permission: "plays.read",
    input: z.object({ id }),
    output: moment,
  }),
  staff: endpoint({
    name: "moments.staff",
    summary: "Each member of staff who was to publish it, with how many customers may see it and who reacted",
    permission: "plays.read",
    input: z.object({ id, state: z.enum(momentStaffStates).optional(), ...page }),
    output: pageOf(momentStaff),
  }),
  people: endpoint({
    name: "moments.people",
    summary: "Customers who liked it or said something, the last one first; WeCom does not tell the words",
    permission: "plays.read",
    input: z.object({ id, ...page }),
    output: pageOf(momentReaction),
  }),
  preview: endpoint({
    name: "moments.preview",
    summary: "Who would be asked, whose day is full, how many customers might see it, and where the persona's plan is left",
    permission: "plays.read",
    input: z.object({ plan: momentPlan }),
    output: momentPreview,
  }),
  save: endpoint({
    name: "moments.save",
    summary: "Write a moment as a draft, or change one (with the revision that was read)",
    permission: "plays.write",
    input: z.object({ id: id.optional(), plan: momentPlan, revision: z.number().int().optional() }),
    output: moment,
  }),
  submit: endpoint({
    name: "moments.submit",
    summary: "Hand it in: at its hour the gate is asked for each member of staff, and the task appears on their phones",
    permission: "plays.write",
    input: z.object({ id, revision: z.number().int().optional() }),
    output: moment,
  }),
  cancel: endpoint({
    name: "moments.cancel",
    summary: "Call off what is not published yet; what is published stays, WeCom takes nothing back",
    permission: "plays.write",
    input: z.object({ id, why: z.string().trim().max(200).default("") }),
    output: moment,
  }),
  settings: endpoint({
    name: "moments.settings",
    summary: "Personas: who posts how often, and how much of it may sell",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({ personas: z.array(persona) }),
  }),
  saveSettings: endpoint({
    name: "moments.saveSettings",
    summary: "Set the personas",
    permission: "plays.write",
    input: z.object({ personas: z.array(persona).min(1).max(12) }),
    output: z.object({ personas: z.array(persona) }),
  }),
};
