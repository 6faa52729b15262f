import { z } from "zod";
import { cautions, reasons, refusals, slotStates } from "./calendar-words.ts";
import { columnValue, slotLink, slotRoad } from "./columns.ts";
import { day, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { clockTime } from "./sop-step.ts";
import { groupClass } from "./talks.ts";

export const slotState = z.enum(slotStates);
export type SlotState = z.infer<typeof slotState>;

/** One post of the week as people arrange it. */
export const slotPlan = z.object({
  /** Of one that is there already; absent: a new one. */
  id: id.optional(),
  columnId: id,
  day,
  at: clockTime,
  road: slotRoad,
  text: z.string().trim().max(1000),
  /** Instead of the text: a content of the library, as it is when the week is published. */
  contentId: id.nullable().default(null),
  link: slotLink.nullable().default(null),
});
export type SlotPlan = z.infer<typeof slotPlan>;

export const slotResults = z.object({
  groups: z.object({ planned: z.number().int(), reached: z.number().int() }),
  members: z.number().int(),
  opened: z.number().int().nullable(),
  talked: z.number().int().nullable(),
});
export type SlotResults = z.infer<typeof slotResults>;

export const calendarSlot = slotPlan.extend({
  id: z.string(),
  column: z.string(),
  value: columnValue,
  selling: z.boolean(),
  state: slotState,
  /** Why it did not go, as the gate or the calendar says it. */
  reason: z.string().nullable(),
  /** What is sent: the text, or the content's words. */
  words: z.string(),
  /** Where its send is; null by hand or while it is a draft. */
  sendId: z.string().nullable(),
  results: slotResults.nullable(),
});
export type CalendarSlot = z.infer<typeof calendarSlot>;

export const calendarProblem = z.object({
  code: z.enum([...refusals, ...cautions]),
  /** It cannot be delivered: nothing is published with it. */
  refuses: z.boolean(),
  slotId: z.string().nullable(),
  day: day.nullable(),
  /** In the language of the call. */
  message: z.string(),
});
export type CalendarProblem = z.infer<typeof calendarProblem>;

export const valueMix = z.array(z.object({ value: columnValue, posts: z.number().int(), share: z.number() }));
export type ValueMix = z.infer<typeof valueMix>;

export const calendarWeek = z.object({
  groupClass,
  /** Its Monday. */
  week: day,
  days: z.array(day).length(7),
  today: day,
  timeZone: z.string(),
  revision: z.number().int(),
  /** How many living groups the class has, and how many people own them. */
  groups: z.number().int(),
  owners: z.number().int(),
  slots: z.array(calendarSlot),
  problems: z.array(calendarProblem),
  mix: valueMix,
  /** Posts that serve, posts that sell. */
  service: z.number().int(),
  selling: z.number().int(),
  /** What every official post begins with, so that members know it at once. */
  mark: z.string(),
  /** Empty weeks are filled by the proposal and published by themselves, this one and the next. */
  auto: z.boolean(),
  /** What the last arranging can be taken back to. */
  canUndo: z.boolean(),
  /** The members' page of the week: for whoever is in one of its groups. */
  path: z.string(),
});
export type CalendarWeek = z.infer<typeof calendarWeek>;

export const proposedSlot = slotPlan.omit({ id: true }).extend({
  /** The same each time the same is proposed: name it to accept it. */
  key: z.string(),
  column: z.string(),
  value: columnValue,
  selling: z.boolean(),
  /** What to expect of it; null: nothing is known of any column yet. */
  expected: z.number().nullable(),
  why: z.object({ code: z.enum(reasons), message: z.string() }),
});
export type ProposedSlot = z.infer<typeof proposedSlot>;

/** Any day of the week as its date, or `2026-W48`; absent: this week (of calendar.propose and calendar.accept: the next). */
const week = z
  .string()
  .regex(/^(\d{4}-\d{2}-\d{2}|\d{4}-W\d{2})$/)
  .optional();
const which = { groupClass: groupClass.default("store"), week };
const revision = z.number().int().min(0).optional();

export const calendar = {
  week: endpoint({
    name: "calendar.week",
    summary: "One week of a group class: its posts, what is wrong with them in words, the mix of values",
    permission: "plays.read",
    input: z.object(which),
    output: calendarWeek,
  }),
  month: endpoint({
    name: "calendar.month",
    summary: "The posts of the weeks that a month touches",
    permission: "plays.read",
    input: z.object({ groupClass: groupClass.default("store"), month: z.string().regex(/^\d{4}-\d{2}$/) }),
    output: z.object({
      from: day,
      to: day,
      today: day,
      slots: z.array(
        calendarSlot.pick({
          id: true,
          columnId: true,
          column: true,
          value: true,
          selling: true,
          day: true,
          at: true,
          road: true,
          state: true,
        }),
      ),
    }),
  }),
  groups: endpoint({
    name: "calendar.groups",
    summary: "Per group: the posts of the week that reached it, by value, and how many of them sold",
    permission: "plays.read",
    input: z.object({ ...which, cursor: z.string().max(400).optional(), limit: z.number().int().min(1).max(200).default(50) }),
    output: z.object({
      items: z.array(z.object({ id: z.string(), name: z.string(), posts: z.number().int(), selling: z.number().int(), mix: valueMix })),
      nextCursor: z.string().nullable(),
    }),
  }),
  save: endpoint({
    name: "calendar.save",
    summary: "Arrange a week: its drafts become these; what was published stays as it is",
    permission: "plays.write",
    input: z.object({ ...which, slots: z.array(slotPlan).max(84), revision }),
    output: calendarWeek,
  }),
  undo: endpoint({
    name: "calendar.undo",
    summary: "The week's drafts as they were before they were arranged last; a second time puts that back",
    permission: "plays.write",
    input: z.object({ ...which, revision }),
    output: calendarWeek,
  }),
  propose: endpoint({
    name: "calendar.propose",
    summary: "What to post where the week is still empty, from what earlier posts came to; each slot says why",
    permission: "plays.read",
    input: z.object(which),
    output: z.object({
      groupClass,
      week: day,
      items: z.array(proposedSlot),
      /** Hours that stay empty, since nothing fits without breaking a rule. */
      left: z.array(z.object({ day, at: clockTime })),
      mix: valueMix,
    }),
  }),
  accept: endpoint({
    name: "calendar.accept",
    summary: "Take the proposal into the week, whole or these of its slots",
    permission: "plays.write",
    input: z.object({ ...which, keys: z.array(z.string().max(120)).max(84).optional(), revision }),
    output: calendarWeek,
  }),
  publish: endpoint({
    name: "calendar.publish",
    summary: "Every draft of the week goes out by its road at its hour; refused where one of them cannot be delivered",
    permission: "plays.write",
    input: z.object({
      ...which,
      revision,
      /** The cautions were read and are meant. */
      despite: z.boolean().default(false),
    }),
    output: calendarWeek,
  }),
  withdraw: endpoint({
    name: "calendar.withdraw",
    summary: "Call off one published post; what has been sent stays",
    permission: "plays.write",
    input: z.object({ id, why: z.string().trim().max(200).default("") }),
    output: calendarWeek,
  }),
  saveMark: endpoint({
    name: "calendar.saveMark",
    summary: "What every official post of the class begins with, and whether empty weeks are filled and published by themselves",
    permission: "plays.write",
    input: z.object({ groupClass, mark: z.string().trim().max(20), /** Absent: as it was. */ auto: z.boolean().optional() }),
    output: z.object({ mark: z.string(), auto: z.boolean(), savedAt: instant }),
  }),
};
