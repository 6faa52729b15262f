import { z } from "zod";
import { id, instant, ok } from "./common.ts";
import { stage } from "./customer-filter.ts";
import { timelineItem } from "./customers.ts";
import { endpoint } from "./endpoint.ts";
import { fieldKind, fieldValue } from "./fields.ts";
import { orderItem } from "./orders.ts";
import { sopEvidence } from "./sop-step.ts";
import { stockWant } from "./stock.ts";
import { task } from "./tasks.ts";

/** What the JS-SDK wants of a page, for one of the two identities of `ww.register`. */
const signed = z.object({ timestamp: z.number(), nonceStr: z.string(), signature: z.string() });

/** Where something goes: to one customer, or into a group. */
const target = z.union([z.object({ externalUserId: id }), z.object({ chatId: id })]);
export type SidebarTarget = z.infer<typeof target>;

/** What is put into a chat by one press. */
export const sidebarMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("link"), title: z.string(), desc: z.string(), url: z.string() }),
]);
export type SidebarMessage = z.infer<typeof sidebarMessage>;

/** What the client puts into a chat, files by the id under which WeCom has them. */
export const sidebarPut = z.discriminatedUnion("kind", [
  ...sidebarMessage.options,
  z.object({ kind: z.enum(["image", "video", "file"]), mediaId: z.string(), name: z.string() }),
  z.object({ kind: z.literal("card"), title: z.string(), desc: z.string(), url: z.string(), imgUrl: z.string() }),
  z.object({ kind: z.literal("miniprogram"), title: z.string(), appid: z.string(), page: z.string(), imgUrl: z.string() }),
]);
export type SidebarPut = z.infer<typeof sidebarPut>;

/** A content of the library, with its gaps as they are. */
export const sidebarLibraryItem = z.object({
  id: z.string(),
  name: z.string(),
  text: z.string(),
  /** What goes along, in order; `title` of cards. */
  parts: z.array(z.object({ kind: z.enum(["image", "link", "miniprogram", "video", "file"]), title: z.string() })),
  favourite: z.boolean(),
});
export type SidebarLibraryItem = z.infer<typeof sidebarLibraryItem>;

export const sidebarTask = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  state: task.shape.state,
  overdue: z.boolean(),
  dueAt: instant,
  provenBy: sopEvidence,
  /** Whose chat it is about, with its name; null where it is about none. */
  to: target.nullable(),
  toName: z.string(),
  /** What goes into that chat; empty where it is done by hand. */
  messages: z.array(sidebarMessage),
  /** What is done by hand in the client, ready to copy; `act` is the same for a machine. */
  byHand: z.array(z.object({ label: z.string(), copy: z.string().nullable(), act: z.record(z.string(), z.unknown()) })),
});
export type SidebarTask = z.infer<typeof sidebarTask>;

export const sidebarStep = z.object({
  key: z.string(),
  name: z.string(),
  state: z.string(),
  dueAt: instant,
  grade: z.string().nullable(),
});

export const sidebarSop = z.object({
  enrolmentId: z.string(),
  sopId: z.string(),
  name: z.string(),
  state: z.string(),
  startedAt: instant,
  /** Full days since the start, by the corp's days: today is day so much. */
  day: z.number(),
  steps: z.array(sidebarStep),
});
export type SidebarSop = z.infer<typeof sidebarSop>;

/** A wording of an SOP that she is in, to be sent when it fits. */
export const sidebarContent = z.object({
  /** `enrolmentId/step/n`: the nth wording. */
  key: z.string(),
  sop: z.string(),
  step: z.string(),
  /** Her own step is due or still to come; else it is over. */
  fits: z.boolean(),
  dueAt: instant,
  messages: z.array(sidebarMessage).min(1),
});
export type SidebarContent = z.infer<typeof sidebarContent>;

/** One clear proposal, with what its reason is said with. */
export const nextStep = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("task"), taskId: z.string(), title: z.string(), overdue: z.boolean(), dueAt: instant }),
  z.object({ kind: z.literal("step"), contentKey: z.string(), sop: z.string(), step: z.string(), dueAt: instant }),
  z.object({ kind: z.literal("question"), since: instant }),
  z.object({ kind: z.literal("reactivate"), lastAt: instant.nullable(), days: z.number().nullable(), contentKey: z.string().nullable() }),
  z.object({ kind: z.literal("wait"), why: z.enum(["budget", "quiet", "preference"]), until: instant.nullable() }),
  z.object({ kind: z.literal("none") }),
]);
export type NextStep = z.infer<typeof nextStep>;

const touches = z.object({
  used: z.number(),
  cap: z.number(),
  days: z.number(),
  /** Nothing may be sent of our own accord now, and why. */
  closed: z.enum(["budget", "quiet", "preference"]).nullable(),
  /** When that ends, as far as it is known. */
  opensAt: instant.nullable(),
});

const note = z.object({ id: z.string(), text: z.string(), by: z.string(), at: instant, mine: z.boolean() });
export type SidebarNote = z.infer<typeof note>;

export const sidebarPerson = z.object({
  customerId: z.string(),
  externalUserId: z.string(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  /** How the one who looks knows her. */
  by: z.enum(["friend", "group"]),
  remark: z.string(),
  description: z.string(),
  addedAt: instant.nullable(),
  stage: stage.nullable(),
  stageSince: instant.nullable(),
  channel: z.string().nullable(),
  storeName: z.string().nullable(),
  lastContactAt: instant.nullable(),
  touches,
  tags: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      group: z.string(),
      /** WeCom was asked and has not answered; or has refused, in words. */
      waits: z.enum(["add", "remove"]).nullable(),
    }),
  ),
  /** What WeCom refused of late, in words. */
  refusedTags: z.array(z.object({ tags: z.string(), message: z.string() })),
  fields: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      kind: fieldKind,
      options: z.array(z.object({ id: z.string(), name: z.string() })),
      value: fieldValue,
    }),
  ),
  orders: z.object({
    count: z.number(),
    amountFen: z.number(),
    lastAt: instant.nullable(),
    items: z.array(orderItem.pick({ orderNo: true, amountFen: true, refundedFen: true, paidAt: true, storeName: true, channel: true })),
  }),
  groups: z.array(z.object({ chatId: z.string(), name: z.string(), joinedAt: instant, common: z.boolean() })),
  sops: z.array(sidebarSop),
  next: nextStep,
  tasks: z.array(sidebarTask),
  contents: z.array(sidebarContent),
  notes: z.array(note),
  /** What she waits for or has kept for her, and what else there is to wait for. */
  stock: z.object({
    wants: z.array(stockWant.pick({ id: true, product: true, unit: true, quantity: true, state: true, since: true, until: true })),
    products: z.array(z.object({ id: z.string(), name: z.string(), unit: z.string(), each: z.number().int() })),
  }),
  timeline: z.array(timelineItem),
});
export type SidebarPerson = z.infer<typeof sidebarPerson>;

export const sidebarGroup = z.object({
  chatId: z.string(),
  name: z.string(),
  ownerName: z.string(),
  mine: z.boolean(),
  storeName: z.string().nullable(),
  members: z.number(),
  customers: z.number(),
  /** Where it is full enough; null outside every code. */
  seatLimit: z.number().nullable(),
  notice: z.string(),
  createdAt: instant,
  joined7d: z.number(),
  left7d: z.number(),
  lately: z.array(z.object({ name: z.string(), externalUserId: z.string().nullable(), at: instant })),
  sops: z.array(sidebarSop),
  next: nextStep,
  tasks: z.array(sidebarTask),
  contents: z.array(sidebarContent),
});
export type SidebarGroup = z.infer<typeof sidebarGroup>;

const unknown = z.object({ known: z.literal(false) });

/** Asked with a token that the page carries: it names the member of staff who logged in. No role of the console has these. */
export const sidebar = {
  sign: endpoint({
    name: "sidebar.sign",
    summary: "Signatures for the JS-SDK of one page of ours",
    permission: "sidebar.read",
    /** `again`: the client said that the last signature was wrong. */
    input: z.object({ url: z.url().max(2000), again: z.boolean().default(false) }),
    output: z.object({ corpId: z.string(), agentId: z.number(), corp: signed, agent: signed }),
  }),
  person: endpoint({
    name: "sidebar.person",
    summary: "Who is in this chat: only people who are friends of the asking member of staff or in a group with her",
    permission: "sidebar.read",
    shows: { subject: "external", by: "externalUserId" },
    input: z.object({ externalUserId: id }),
    output: z.discriminatedUnion("known", [unknown, sidebarPerson.extend({ known: z.literal(true) })]),
  }),
  group: endpoint({
    name: "sidebar.group",
    summary: "Which group this is, and what it needs: only groups that the asking member of staff is in",
    permission: "sidebar.read",
    input: z.object({ chatId: id }),
    output: z.discriminatedUnion("known", [unknown, sidebarGroup.extend({ known: z.literal(true) })]),
  }),
  day: endpoint({
    name: "sidebar.day",
    summary: "What the asking member of staff has to do today, by its time, and what was shown today",
    permission: "sidebar.read",
    input: z.object({}),
    output: z.object({
      name: z.string(),
      tasks: z.array(sidebarTask),
      /** More than are shown. */
      more: z.number(),
      shownToday: z.number(),
      claimedToday: z.number(),
    }),
  }),
  tags: endpoint({
    name: "sidebar.tags",
    summary: "The corp's tags by group, to choose from",
    permission: "sidebar.read",
    input: z.object({}),
    output: z.object({
      groups: z.array(z.object({ id: z.string(), name: z.string(), tags: z.array(z.object({ id: z.string(), name: z.string() })) })),
    }),
  }),
  colleagues: endpoint({
    name: "sidebar.colleagues",
    summary: "Who could take over a task, by name",
    permission: "sidebar.read",
    input: z.object({ query: z.string().max(40).default("") }),
    output: z.object({ items: z.array(z.object({ userId: z.string(), name: z.string(), position: z.string() })) }),
  }),
  mark: endpoint({
    name: "sidebar.mark",
    summary: "Put tags on a person or take them off: WeCom is asked, for the asking member's own friendship only",
    permission: "sidebar.write",
    input: z.object({
      externalUserId: id,
      add: z.array(id).max(20).default([]),
      remove: z.array(id).max(20).default([]),
      /** What is taken back: as far as WeCom was not asked yet, it is not asked any more. */
      undoOf: id.optional(),
    }),
    output: z.object({ jobId: z.string() }),
  }),
  setField: endpoint({
    name: "sidebar.setField",
    summary: "One value of a person",
    permission: "sidebar.write",
    input: z.object({ externalUserId: id, key: id, value: fieldValue }),
    output: z.object({ changed: z.number() }),
  }),
  note: endpoint({
    name: "sidebar.note",
    summary: "Write down something about a person, for colleagues",
    permission: "sidebar.write",
    input: z.object({ externalUserId: id, text: z.string().trim().min(1).max(500) }),
    output: z.object({ id: z.string() }),
  }),
  dropNote: endpoint({
    name: "sidebar.dropNote",
    summary: "Take back a note of one's own",
    permission: "sidebar.write",
    input: z.object({ id }),
    output: ok,
  }),
  want: endpoint({
    name: "sidebar.want",
    summary: "She wants a product that is not there: told when it comes",
    permission: "sidebar.write",
    input: z.object({ externalUserId: id, productId: id, quantity: z.number().int().min(1).max(20).default(1) }),
    output: z.object({ added: z.boolean() }),
  }),
  dropWant: endpoint({
    name: "sidebar.dropWant",
    summary: "She does not want it any more",
    permission: "sidebar.write",
    input: z.object({ externalUserId: id, wantId: id }),
    output: z.object({ ended: z.boolean() }),
  }),
  taken: endpoint({
    name: "sidebar.taken",
    summary: "She has taken what was kept for her, or what is free",
    permission: "sidebar.write",
    input: z.object({ externalUserId: id, wantId: id, quantity: z.number().int().min(1).max(20).optional() }),
    output: ok,
  }),
  send: endpoint({
    name: "sidebar.send",
    summary:
      "May this go into the chat now? A task's content always; a wording of an SOP or a content of the library if the gate has room. Answers what to send",
    permission: "sidebar.write",
    input: z.object({
      to: target,
      taskId: id.optional(),
      contentKey: z.string().max(160).optional(),
      /** Of the library. */
      contentId: id.optional(),
      /** She asked, and this is the answer: it costs nothing of how often she may be interrupted. */
      answer: z.boolean().default(false),
    }),
    output: z.object({ sendId: z.string(), messages: z.array(sidebarPut).min(1) }),
  }),
  sent: endpoint({
    name: "sidebar.sent",
    summary: "What became of it: the client put it into the chat (evidence of grade B), or did not, and the budget is given back",
    permission: "sidebar.write",
    input: z.object({ sendId: id, ok: z.boolean(), error: z.string().max(200).default("") }),
    output: ok,
  }),
  library: endpoint({
    name: "sidebar.library",
    summary: "Contents of the library that may go into this kind of chat, one's own favourites first",
    permission: "sidebar.read",
    input: z.object({
      query: z.string().max(60).default(""),
      favourites: z.boolean().default(false),
      group: z.boolean().default(false),
      cursor: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(50).default(10),
    }),
    output: z.object({ items: z.array(sidebarLibraryItem), nextCursor: z.string().nullable() }),
  }),
  favourite: endpoint({
    name: "sidebar.favourite",
    summary: "Keep a content at hand for oneself, or no longer",
    permission: "sidebar.write",
    input: z.object({ contentId: id, on: z.boolean() }),
    output: ok,
  }),
  claim: endpoint({
    name: "sidebar.claim",
    summary: "Say that a task of one's own is done: a claim until something shows it",
    permission: "sidebar.write",
    input: z.object({ taskId: id, note: z.string().max(500).default("") }),
    output: ok,
  }),
  give: endpoint({
    name: "sidebar.give",
    summary: "Let a colleague do a task of one's own",
    permission: "sidebar.write",
    input: z.object({ taskId: id, to: id, why: z.string().max(200).default("") }),
    output: ok,
  }),
};
