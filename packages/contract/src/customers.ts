import { z } from "zod";
import { id, instant, page, pageOf, why } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { stepOfPerson } from "./sops.ts";

export const customerItem = z.object({
  id: z.string(),
  externalUserId: z.string(),
  /** Null until WeCom has told us. */
  name: z.string().nullable(),
  state: z.enum(["friend", "one-way", "lost", "stranger"]),
  tags: z.array(z.object({ id: z.string(), name: z.string(), group: z.string() })),
  staff: z.array(z.object({ userId: z.string(), name: z.string() })),
  groups: z.array(z.object({ id: z.string(), chatId: z.string(), name: z.string() })),
  channel: z.string().nullable(),
  addedAt: instant.nullable(),
});
export type CustomerItem = z.infer<typeof customerItem>;

/** Who is no customer at all (C8): left out of rates. */
export const customerMark = z.enum(["staff", "test", "supplier", "competitor"]);
export type CustomerMark = z.infer<typeof customerMark>;

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

export const customers = {
  list: endpoint({
    name: "customers.list",
    summary: "People by name, remark or external user id, tag, staff, store, state",
    permission: "customers.read",
    input: z.object({
      query: z.string().max(100).optional(),
      tagIds: z.array(z.string()).max(20).optional(),
      userId: z.string().optional(),
      storeId: z.string().optional(),
      liveCodeId: z.string().optional(),
      state: customerItem.shape.state.optional(),
      addedFrom: z.string().optional(),
      addedTo: z.string().optional(),
      ...page,
    }),
    output: pageOf(customerItem),
  }),
  get: endpoint({
    name: "customers.get",
    summary: "One person: profile, relations, tags, groups and the first page of the timeline",
    permission: "customers.read",
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
    input: z.object({ id, ...page }),
    output: pageOf(timelineItem),
  }),
};

export const tags = {
  list: endpoint({
    name: "tags.list",
    summary: "Corp tags by group with the number of people",
    permission: "customers.read",
    input: z.object({}),
    output: z.object({
      groups: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          tags: z.array(z.object({ id: z.string(), name: z.string(), people: z.number() })),
        }),
      ),
    }),
  }),
};
