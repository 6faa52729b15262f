import { z } from "zod";
import { day, id, instant, ok, page, pageOf } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";

export const handoverReason = z.enum(["left", "leave", "moves"]);
export type HandoverReason = z.infer<typeof handoverReason>;
export const handoverState = z.enum(["planned", "running", "done", "cancelled"]);
export type HandoverState = z.infer<typeof handoverState>;
export const handoverItemKind = z.enum(["customer", "group"]);
/** asked, waiting and back are under way; person waits for a decision; done, kept, gone and cancelled are ends. */
export const handoverItemState = z.enum(["planned", "asked", "waiting", "back", "person", "done", "kept", "gone", "cancelled"]);
export type HandoverItemState = z.infer<typeof handoverItemState>;

export const leaver = z.object({
  userId: z.string(),
  name: z.string(),
  /** left: no account any more; inactive: may not serve customers; active: works as usual. */
  standing: z.enum(["left", "inactive", "active"]),
  /** What is still theirs, as far as we know. */
  customers: z.number(),
  groups: z.number(),
  tasks: z.number(),
  /** People and groups under way in SOPs through them. */
  underWay: z.number(),
  handoverId: z.string().nullable(),
  handoverState: handoverState.nullable(),
});
export type Leaver = z.infer<typeof leaver>;

const count = z.object({ customers: z.number(), groups: z.number() });

/** A plan with everything a person needs to judge it. */
export const handoverPlan = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  /** resigned: the account is gone, WeCom moves customers without asking twice; onjob: the member still works here. */
  kind: z.enum(["resigned", "onjob"]),
  reason: handoverReason,
  state: handoverState,
  message: z.string(),
  perTaker: z.number(),
  undoOf: z.string().nullable(),
  plannedAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  holds: count,
  /** How many are in each state. */
  states: z.array(z.object({ kind: handoverItemKind, state: handoverItemState, count: z.number() })),
  days: z.array(z.object({ day, customers: z.number(), groups: z.number() })),
  takers: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      /** What they get by this plan, and of it what is done. */
      customers: z.number(),
      groups: z.number(),
      done: z.number(),
      /** What they have now. */
      hasCustomers: z.number(),
      hasGroups: z.number(),
      /** WeCom does not let them take anything. */
      spoiled: z.boolean(),
    }),
  ),
  /** Why each goes to whom: the customer's friend, same store, same department, fewest. */
  whys: z.array(z.object({ why: z.string(), count: z.number() })),
  /** What a person has to decide, by reason. */
  undecided: z.array(z.object({ kind: handoverItemKind, reason: z.string(), count: z.number() })),
  /** Nothing is left with the leaver but what a person decided to keep. */
  complete: z.boolean(),
  /** WeCom lets this be taken back (in service only: it is a move like any other). */
  canUndo: z.boolean(),
});
export type HandoverPlan = z.infer<typeof handoverPlan>;

export const handoverItem = z.object({
  kind: handoverItemKind,
  key: z.string(),
  /** Our own id of the customer or group. */
  id: z.string(),
  name: z.string(),
  to: z.string(),
  toName: z.string(),
  why: z.string(),
  state: handoverItemState,
  /** Why it came back or ended: a word, or WeCom's code. */
  reason: z.string().nullable(),
  runAt: instant.nullable(),
  waitUntil: instant.nullable(),
  doneAt: instant.nullable(),
  tries: z.number(),
});
export type HandoverItem = z.infer<typeof handoverItem>;

const which = z.object({
  handoverId: id,
  /** These; left out: all that wait for a decision. */
  items: z
    .array(z.object({ kind: handoverItemKind, key: id }))
    .max(1000)
    .optional(),
});

export const handover = {
  leavers: endpoint({
    name: "handover.leavers",
    summary: "Who left or may not serve customers any more and still holds something; with a query anybody, to plan a leave or a move",
    permission: "customers.read",
    input: z.object({ query: z.string().max(60).optional() }),
    output: z.object({ items: z.array(leaver) }),
  }),
  plan: endpoint({
    name: "handover.plan",
    summary: "Plan whom everything of a member of staff goes to, day by day. Nothing is sent; a plan that was not started is replaced",
    permission: "customers.write",
    input: z.object({
      userId: id,
      reason: handoverReason.default("left"),
      /** Left out: those of the same store, else of the same department, else everybody. */
      takers: z.array(id).min(1).max(200).optional(),
      /** What a customer reads when she was moved in service; WeCom takes none for somebody who left. */
      message: z.string().max(200).default(""),
      /** Customers whom one taker gets a day. Ours: WeCom names no such limit. */
      perTaker: z.number().int().min(1).max(5000).default(500),
    }),
    output: handoverPlan,
  }),
  execute: endpoint({
    name: "handover.execute",
    summary: "Start a plan: each day's customers and groups are asked for, a hundred in one call",
    permission: "customers.write",
    input: z.object({ handoverId: id }),
    output: handoverPlan,
  }),
  status: endpoint({
    name: "handover.status",
    summary: "A plan and how far it is",
    permission: "customers.read",
    input: z.object({ handoverId: id }),
    output: handoverPlan,
  }),
  items: endpoint({
    name: "handover.items",
    summary: "Each customer and group of a plan: to whom, when, and how it stands",
    permission: "customers.read",
    input: z.object({
      handoverId: id,
      kind: handoverItemKind.optional(),
      state: handoverItemState.optional(),
      to: id.optional(),
      ...page,
    }),
    output: pageOf(handoverItem),
  }),
  list: endpoint({
    name: "handover.list",
    summary: "Plans, the newest first",
    permission: "customers.read",
    input: z.object({ state: handoverState.optional(), limit: z.number().int().min(1).max(100).default(50) }),
    output: z.object({
      items: z.array(
        handoverPlan.pick({ id: true, userId: true, name: true, reason: true, state: true, plannedAt: true, holds: true, complete: true }),
      ),
    }),
  }),
  give: endpoint({
    name: "handover.give",
    summary: "Give things of a plan to another taker, or once more to the same: what waits for a decision, or what is not asked for yet",
    permission: "customers.write",
    input: which.extend({ to: id }),
    output: z.object({ given: z.number(), skipped: z.number() }),
  }),
  keep: endpoint({
    name: "handover.keep",
    summary: "Decide that things stay as they are: who said no stays with whom she has",
    permission: "customers.write",
    input: which,
    output: z.object({ kept: z.number(), skipped: z.number() }),
  }),
  cancel: endpoint({
    name: "handover.cancel",
    summary: "Stop a plan. What WeCom was asked for goes on; what it was not asked for stays",
    permission: "customers.write",
    input: z.object({ handoverId: id }),
    output: ok,
  }),
  undo: endpoint({
    name: "handover.undo",
    summary: "Plans that give back what was moved in service: one for each taker. It counts as the second move of ninety days",
    permission: "customers.write",
    input: z.object({ handoverId: id }),
    output: z.object({ handoverIds: z.array(z.string()) }),
  }),
};

export const handoverDownloads = {
  items: downloadSpec({ name: "handover", permission: "customers.read", file: "handover", input: z.object({ handoverId: id }) }),
};
