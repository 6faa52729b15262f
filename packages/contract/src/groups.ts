import { z } from "zod";
import { id, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { stepOfPerson } from "./sops.ts";

export const groupItem = z.object({
  id: z.string(),
  chatId: z.string(),
  name: z.string(),
  ownerUserId: z.string(),
  ownerName: z.string(),
  storeId: z.string().nullable(),
  storeName: z.string().nullable(),
  liveCodeId: z.string().nullable(),
  members: z.number(),
  customers: z.number(),
  joined7d: z.number(),
  left7d: z.number(),
  seatLimit: z.number().nullable(),
  state: z.enum(["open", "full", "needs-setup", "dismissed"]),
  createdAt: instant,
});
export type GroupItem = z.infer<typeof groupItem>;

export const setupItem = z.object({
  key: z.enum(["name", "notice", "admins", "welcome", "seed-members"]),
  done: z.boolean(),
  /** A platform result, B a tracked act, C somebody's word, null: not done. */
  grade: z.enum(["A", "B", "C"]).nullable(),
  note: z.string(),
});

export const groups = {
  list: endpoint({
    name: "groups.list",
    summary: "Customer groups",
    permission: "groups.read",
    scope: "own",
    input: z.object({
      query: z.string().max(100).optional(),
      storeId: z.string().optional(),
      state: groupItem.shape.state.optional(),
      ...page,
    }),
    output: pageOf(groupItem),
  }),
  get: endpoint({
    name: "groups.get",
    summary: "One group: members, notice, set-up list, joins and leaves per day",
    permission: "groups.read",
    scope: "own",
    input: z.object({ id }),
    output: groupItem.extend({
      notice: z.string(),
      admins: z.array(z.string()),
      setup: z.array(setupItem),
      days: z.array(z.object({ day: z.string(), joined: z.number(), left: z.number(), members: z.number() })),
      sops: z.array(
        z.object({
          enrolmentId: z.string(),
          sopId: z.string(),
          name: z.string(),
          steps: z.array(stepOfPerson),
        }),
      ),
    }),
  }),
  members: endpoint({
    name: "groups.members",
    summary: "Who is in the group, newest first",
    permission: "groups.read",
    scope: "own",
    input: z.object({ id, left: z.boolean().default(false), ...page }),
    output: pageOf(
      z.object({
        memberId: z.string(),
        kind: z.enum(["staff", "customer"]),
        name: z.string(),
        customerId: z.string().nullable(),
        joinedAt: instant,
        leftAt: instant.nullable(),
        joinScene: z.number(),
        invitor: z.string(),
      }),
    ),
  }),
};
