import { z } from "zod";
import { day, id, instant, page, pageOf, problem, why } from "./common.ts";
import { customerFilter, customerMark, customerState, stage } from "./customer-filter.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";
import { overlapFilter } from "./overlaps.ts";
import { fieldValue } from "./fields.ts";
import { stepOfPerson } from "./sops.ts";

export const customerItem = z.object({
  id: z.string(),
  externalUserId: z.string(),
  /** Null until WeCom has told us. */
  name: z.string().nullable(),
  state: customerState,
  /** Null: not known (yet). */
  stage: stage.nullable(),
  marks: z.array(customerMark),
  /** Of the fields that are shown in lists. */
  fields: z.array(z.object({ key: z.string(), value: fieldValue })),
  tags: z.array(z.object({ id: z.string(), name: z.string(), group: z.string() })),
  staff: z.array(z.object({ userId: z.string(), name: z.string() })),
  groups: z.array(z.object({ id: z.string(), chatId: z.string(), name: z.string() })),
  channel: z.string().nullable(),
  addedAt: instant.nullable(),
});
export type CustomerItem = z.infer<typeof customerItem>;

/** What a line is about, for those who look for something. */
export const timelineKind = z.enum(["friend", "group", "tags", "touches", "pages", "sops", "tickets", "orders", "identity"]);
export type TimelineKind = z.infer<typeof timelineKind>;

export const timelineItem = z.object({
  seq: z.number(),
  at: instant,
  type: z.string(),
  /** Values for the phrase `timeline.<type>`. */
  params: z.record(z.string(), z.unknown()),
  /** The rule, step, person or campaign behind it. */
  why: why.nullable(),
});
export type TimelineItem = z.infer<typeof timelineItem>;

/** Unknown is not no: nothing shows it to us. */
const known = z.enum(["yes", "no", "unknown"]);
const servedBy = z.object({ userId: z.string(), name: z.string(), at: instant });

export const customers = {
  list: endpoint({
    name: "customers.list",
    summary: "People by name, remark or external user id, tag, staff, store, state",
    permission: "customers.read",
    scope: "own",
    input: customerFilter.extend({ sort: z.enum(["newest", "oldest"]).default("newest"), ...page }),
    output: pageOf(customerItem),
  }),
  count: endpoint({
    name: "customers.count",
    summary: "How many people a filter leaves: counted where that is quick, else the database's own estimate",
    permission: "customers.read",
    scope: "own",
    input: customerFilter,
    output: z.object({ count: z.number(), exact: z.boolean() }),
  }),
  get: endpoint({
    name: "customers.get",
    summary: "One person: profile, relations, tags, groups and the first page of the timeline",
    permission: "customers.read",
    scope: "own",
    shows: { subject: "customer", by: "id" },
    input: z.object({ id }),
    output: z.object({
      profile: customerItem.extend({
        unionid: z.string().nullable(),
        gender: z.number().nullable(),
        avatar: z.string().nullable(),
        storeId: z.string().nullable(),
        storeName: z.string().nullable(),
      }),
      relations: z.array(
        z.object({
          userId: z.string(),
          staffName: z.string(),
          state: z.enum(["active", "one-way", "ended"]),
          remark: z.string(),
          description: z.string(),
          addedAt: instant,
          endedAt: instant.nullable(),
          addWay: z.number().nullable(),
          channel: z.string().nullable(),
          tagIds: z.array(z.string()),
        }),
      ),
      tags: customerItem.shape.tags,
      /** Of all fields, those put away too. */
      fields: customerItem.shape.fields,
      /** Tags that WeCom was asked for and has not set. */
      wishes: z.array(
        z.object({
          actionId: z.string(),
          jobId: z.string().nullable(),
          staff: z.string(),
          add: z.array(z.string()),
          remove: z.array(z.string()),
          state: z.enum(["asked", "refused"]),
          problem: problem.nullable(),
          at: instant,
          by: z.string(),
        }),
      ),
      /** Where she can be met, as far as anything shows it. */
      pools: z.object({
        friend: known,
        group: known,
        pages: known,
        orders: known,
        officialAccount: known,
        miniProgram: known,
      }),
      guide: z.object({ first: servedBy.nullable(), last: servedBy.nullable() }),
      stageSince: instant.nullable(),
      groups: z.array(
        z.object({
          id: z.string(),
          chatId: z.string(),
          name: z.string(),
          joinedAt: instant,
          leftAt: instant.nullable(),
          storeId: z.string().nullable(),
        }),
      ),
      sops: z.array(
        z.object({
          enrolmentId: z.string(),
          sopId: z.string(),
          name: z.string(),
          startedAt: instant,
          state: z.string(),
          steps: z.array(stepOfPerson),
        }),
      ),
      touches: z.object({ used: z.number(), cap: z.number(), days: z.number() }),
      timeline: z.object({ items: z.array(timelineItem), nextCursor: z.string().nullable() }),
    }),
  }),
  timeline: endpoint({
    name: "customers.timeline",
    summary: "Further pages of the timeline, newest first",
    permission: "customers.read",
    scope: "own",
    shows: { subject: "customer", by: "id" },
    input: z.object({ id, kind: timelineKind.optional(), from: day.optional(), to: day.optional(), ...page }),
    output: pageOf(timelineItem),
  }),
};

export const customerDownloads = {
  list: downloadSpec({
    name: "customers.export",
    permission: "customers.write",
    scope: "own",
    file: "shuke-customers",
    input: customerFilter,
  }),
  overlaps: downloadSpec({
    name: "overlaps.export",
    permission: "customers.write",
    file: "shuke-overlaps",
    input: overlapFilter,
  }),
};
