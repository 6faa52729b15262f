import { z } from "zod";
import { columnFormats, columnMetrics, columnValues, greetings, slotPages, slotRoads } from "./calendar-words.ts";
import { id, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { clockTime } from "./sop-step.ts";
import { groupClass } from "./talks.ts";

export const columnValue = z.enum(columnValues);
export type ColumnValue = z.infer<typeof columnValue>;
export const slotRoad = z.enum(slotRoads);
export type SlotRoad = z.infer<typeof slotRoad>;
export const columnMetric = z.enum(columnMetrics);
export type ColumnMetric = z.infer<typeof columnMetric>;

export const slotLink = z.object({
  title: z.string().trim().min(1).max(40),
  desc: z.string().trim().max(100).default(""),
  page: z.enum(slotPages),
});
export type SlotLink = z.infer<typeof slotLink>;

/** 1 = Monday … 7 = Sunday, local time. */
export const columnTime = z.object({ weekday: z.number().int().min(1).max(7), at: clockTime });
export type ColumnTime = z.infer<typeof columnTime>;

export const columnPlan = z.object({
  name: z.string().trim().min(1).max(30),
  /** Who speaks, and how: "the barista who tastes everything first". */
  persona: z.string().trim().max(100).default(""),
  format: z.enum(columnFormats),
  value: columnValue,
  selling: z.boolean().default(false),
  greeting: z.enum(greetings).nullable().default(null),
  road: slotRoad,
  classes: z.array(groupClass).min(1),
  /** Its usual hours. */
  times: z.array(columnTime).max(21).default([]),
  /** What a new slot begins with; a content of the library instead, where one is chosen. */
  text: z.string().trim().max(1000).default(""),
  contentId: id.nullable().default(null),
  link: slotLink.nullable().default(null),
  metric: columnMetric.default("opened"),
  /** A share; null: none was set. */
  target: z.number().min(0).max(1).nullable().default(null),
  /** The WeCom user id of whoever writes it; "": nobody in particular. */
  owner: z.string().max(64).default(""),
});
export type ColumnPlan = z.infer<typeof columnPlan>;

/** What its posts came to. Null is unknown: nothing was reached, no post had a link, or there is no archive. */
export const columnResults = z.object({
  /** Posts that went out in the last eight weeks, and those of them whose figure is known. */
  posts: z.number().int(),
  measured: z.number().int(),
  groups: z.object({ planned: z.number().int(), reached: z.number().int() }),
  /** Members of the groups that were reached, as many as they have now. */
  members: z.number().int(),
  opened: z.number().int().nullable(),
  talked: z.number().int().nullable(),
  /** Its own metric, as it was counted. */
  share: z.number().nullable(),
  /** The same drawn towards the mean of its class: what to expect of the next post. */
  expected: z.number().nullable(),
});
export type ColumnResults = z.infer<typeof columnResults>;

export const column = columnPlan.extend({
  id: z.string(),
  revision: z.number().int(),
  archived: z.boolean(),
  /** From a playbook; null: made here. */
  playbook: z.string().nullable(),
  ownerName: z.string(),
  contentName: z.string().nullable(),
  savedAt: instant,
  savedBy: z.string(),
  results: columnResults,
});
export type Column = z.infer<typeof column>;

const revision = z.number().int().min(0).optional();
export const columns = {
  list: endpoint({
    name: "columns.list",
    summary: "The columns with what each came to in the last eight weeks; null is unknown",
    permission: "plays.read",
    input: z.object({ groupClass: groupClass.optional(), value: columnValue.optional(), archived: z.boolean().default(false), ...page }),
    output: pageOf(column),
  }),
  create: endpoint({
    name: "columns.create",
    summary: "A new column: who speaks, in what form, which value, when, by which road",
    permission: "plays.write",
    input: z.object({ plan: columnPlan }),
    output: column,
  }),
  update: endpoint({
    name: "columns.update",
    summary: "Change a column; slots that are there already keep their words",
    permission: "plays.write",
    input: z.object({ id, plan: columnPlan, revision }),
    output: column,
  }),
  archive: endpoint({
    name: "columns.archive",
    summary: "Put a column away, or take it out again; what it came to stays",
    permission: "plays.write",
    input: z.object({ id, archived: z.boolean().default(true) }),
    output: column,
  }),
};
