import { z } from "zod";
import { id, instant, ok, page, pageOf, problem } from "./common.ts";
import { customerFilter, customerMark } from "./customer-filter.ts";
import { endpoint } from "./endpoint.ts";
import { fieldValue } from "./fields.ts";

/** What is done to each of many people. */
export const bulkDo = z.discriminatedUnion("do", [
  z.object({ do: z.literal("tags"), add: z.array(id).max(20).default([]), remove: z.array(id).max(20).default([]) }),
  z.object({ do: z.literal("field"), key: id, value: fieldValue }),
  z.object({ do: z.literal("mark"), mark: customerMark, on: z.boolean() }),
]);
export type BulkDo = z.infer<typeof bulkDo>;

/** Whom: those ticked, or everybody whom a filter leaves. */
export const bulkWhom = z.union([z.object({ ids: z.array(id).min(1).max(5000) }), z.object({ filter: customerFilter })]);
export type BulkWhom = z.infer<typeof bulkWhom>;

export const bulkJob = z.object({
  id: z.string(),
  what: z.union([bulkDo, z.object({ do: z.literal("undo") })]),
  /** The change in words that need no look-up: names of tags, the field and its value. */
  names: z.array(z.string()),
  state: z.enum(["running", "done", "cancelled", "failed"]),
  total: z.number(),
  totalExact: z.boolean(),
  looked: z.number(),
  changed: z.number(),
  /** Reasons why somebody was left out: `same`, `no-friend`, `moved-on`. */
  skipped: z.record(z.string(), z.number()),
  /** Calls to WeCom, for tags. */
  asked: z.number(),
  sent: z.number(),
  refused: z.number(),
  undoOf: z.string().nullable(),
  undone: z.boolean(),
  error: z.string().nullable(),
  by: z.string(),
  at: instant,
  finishedAt: instant.nullable(),
});
export type BulkJob = z.infer<typeof bulkJob>;

export const bulk = {
  preview: endpoint({
    name: "bulk.preview",
    summary: "What a change would do to how many, before it does",
    permission: "customers.write",
    changes: false,
    input: z.object({ whom: bulkWhom, what: bulkDo }),
    output: z.object({
      people: z.number(),
      /** Counted, or the database's own estimate. */
      exact: z.boolean(),
      change: z.number(),
      same: z.number(),
      noFriend: z.number(),
      /** Calls to WeCom, and how long they take at its rate at least. */
      calls: z.number(),
      minutes: z.number(),
      /** The figures were read off so many people and stand for all. */
      sample: z.number().nullable(),
    }),
  }),
  start: endpoint({
    name: "bulk.start",
    summary: "Begins a change; a few people are done at once, more in the background",
    permission: "customers.write",
    input: z.object({ whom: bulkWhom, what: bulkDo }),
    output: z.object({ id: z.string() }),
  }),
  list: endpoint({
    name: "bulk.list",
    summary: "Changes to many people, the newest first",
    permission: "customers.read",
    input: z.object({ ...page }),
    output: pageOf(bulkJob),
  }),
  get: endpoint({
    name: "bulk.get",
    summary: "One change with what WeCom refused of it",
    permission: "customers.read",
    input: z.object({ id, ...page }),
    output: z.object({
      job: bulkJob,
      refused: pageOf(
        z.object({
          actionId: z.string(),
          customerId: z.string(),
          name: z.string().nullable(),
          staff: z.string(),
          add: z.array(z.string()),
          remove: z.array(z.string()),
          problem,
        }),
      ),
    }),
  }),
  cancel: endpoint({
    name: "bulk.cancel",
    summary: "Stops where it is; what is done stays and can be taken back",
    permission: "customers.write",
    input: z.object({ id }),
    output: ok,
  }),
  undo: endpoint({
    name: "bulk.undo",
    summary: "Puts back what was there before, for those in whom nothing has changed since",
    permission: "customers.write",
    input: z.object({ id }),
    output: z.object({ id: z.string() }),
  }),
  retry: endpoint({
    name: "bulk.retry",
    summary: "Asks WeCom once more for what it refused, all of a change or one",
    permission: "customers.write",
    input: z.object({ id, actionId: id.optional() }),
    output: z.object({ asked: z.number() }),
  }),
};
