import { z } from "zod";
import { id, instant, named, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { contactTopics } from "./gate-words.ts";
import { EFFECT_DAYS, effectUnknowns, recipientStates, sendReasons, sendStates } from "./send-words.ts";
import { clockTime } from "./sop-step.ts";
import { groupClass } from "./talks.ts";

export const sendState = z.enum(sendStates);
export type SendState = z.infer<typeof sendState>;
export const recipientState = z.enum(recipientStates);
export type RecipientState = z.infer<typeof recipientState>;
export const sendReason = z.enum(sendReasons);
export type SendReason = z.infer<typeof sendReason>;

/** What one task carries: words, a card that leads to a page, and what goes with it from the library. */
export const sendContent = z
  .object({
    /** Empty: the words of the library's content. */
    text: z.string().trim().max(1200),
    /** Of the library: what hangs on it goes along, as it is when the tasks are planned. */
    contentId: id.optional(),
    link: z
      .object({ title: z.string().max(40), desc: z.string().max(100), page: z.enum(["welfare", "find-store", "week", "invite", "stock"]) })
      .optional(),
  })
  .refine(({ text, contentId }) => text !== "" || contentId !== undefined, { path: ["text"], error: "words or a content of the library" });
export type SendContent = z.infer<typeof sendContent>;

const ids = z.array(id).max(200).default([]);
/** Of people: in a segment, with a tag, in a group, of a store. Of groups: these, and those of the stores. */
const parts = { segmentIds: ids, tagIds: ids, groupIds: ids, storeIds: ids };
export const sendAudience = z.object({
  /** All friends, or all living groups; the lists are not read then. */
  everyone: z.boolean().default(false),
  /** Of groups: those of these classes, too, as they are when it goes. */
  classes: z.array(groupClass).max(2).optional(),
  /** Of customers: those of a list that a module keeps, as they are when it goes; the other lists are not read then. */
  list: z.object({ of: z.enum(["invitation", "stock-wave"]), id }).optional(),
  ...parts,
  except: z.object(parts).prefault({}),
});
export type SendAudience = z.infer<typeof sendAudience>;

export const sendPlan = z.object({
  name: z.string().trim().min(1).max(60),
  to: z.enum(["customers", "groups"]),
  audience: sendAudience,
  content: sendContent,
  /** Other wordings, drawn for each recipient; every member of staff then confirms one task a wording. */
  variants: z.array(sendContent).max(4).default([]),
  /** Another wording for these members of staff, or for people of these stores; the first that fits. */
  rules: z
    .array(z.object({ userIds: ids, storeIds: ids, content: sendContent }))
    .max(20)
    .default([]),
  /** Drawn to be left in peace, to see what the send changes. */
  holdOutPercent: z.number().int().min(0).max(50).default(0),
  /** Null: as soon as it is handed in. */
  from: instant.nullable().default(null),
  /** The offer ends: what nobody confirmed by then is called off. */
  until: instant,
  /** Local hours within which tasks are given. */
  hours: z.object({ from: clockTime, to: clockTime }).prefault({ from: "09:00", to: "20:00" }),
  /** Members of staff are asked over so many open hours, not all at once. */
  spreadHours: z.number().int().min(0).max(72).default(0),
  /** It is to sell something: groups have a budget for that. */
  selling: z.boolean().default(false),
  /** What it is about, for customers who want to hear of nothing else. */
  topic: z.enum(contactTopics).nullable().default(null),
});
export type SendPlan = z.infer<typeof sendPlan>;

const range = z.object({ low: z.number().int(), expected: z.number().int(), high: z.number().int() });
export type SendRange = z.infer<typeof range>;

export const sendForecast = z.object({
  at: instant,
  /** Who is meant, before anything is taken away. */
  audience: z.number().int(),
  reachable: z.number().int(),
  /** Who is not, by reason; the most first. */
  not: z.array(z.object({ reason: sendReason, count: z.number().int() })),
  /** False: of those with a history at the gate a fair part was asked, and the rest taken to be alike. */
  exact: z.boolean(),
  tasks: z.number().int(),
  senders: z.number().int(),
  /** Members of staff with the most recipients. */
  most: z.array(z.object({ userId: z.string(), name: z.string(), tasks: z.number().int(), recipients: z.number().int() })),
  /** Recipients whose tasks will be confirmed in time: eight times of ten between low and high. */
  confirmed: range,
  /** The same up to the end of each hour. */
  byHour: z.array(range.extend({ at: instant })),
  /** Earlier tasks that the expectation stands on; 0: nothing is known yet. */
  history: z.number().int(),
});
export type SendForecast = z.infer<typeof sendForecast>;

const arm = z.object({
  people: z.number().int(),
  /** Who paid for something that was not given back in full. */
  buyers: z.number().int(),
  orders: z.number().int(),
  /** Net of refunds. */
  fen: z.number(),
  /** Who unfriended one of us. */
  left: z.number().int(),
});
export const sendEffect = z.object({
  days: z.number().int(),
  /** Both were drawn then; null: not yet. */
  from: instant.nullable(),
  /** The days are over. */
  complete: z.boolean(),
  /** Everybody who was meant, reached or not. */
  treated: arm,
  heldOut: arm,
  /** Of the meant, whom it reached. */
  delivered: z.number().int(),
  /** Shares of people, meant minus held out. `sure`: the interval is on one side of nothing. */
  measures: z.array(
    z.object({ key: z.enum(["buyers", "left"]), difference: z.number(), low: z.number(), high: z.number(), sure: z.boolean() }),
  ),
  unknown: z.enum(effectUnknowns).nullable(),
});
export type SendEffect = z.infer<typeof sendEffect>;

export const sendCounts = z.object({
  recipients: z.number().int(),
  planned: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  unsent: z.number().int(),
  refused: z.number().int(),
  heldOut: z.number().int(),
  tasks: z.number().int(),
  confirmed: z.number().int(),
});
export type SendCounts = z.infer<typeof sendCounts>;

export const sendItem = z.object({
  id: z.string(),
  name: z.string(),
  to: z.enum(["customers", "groups"]),
  /** again: those whom another did not reach; correction: those whom it reached. */
  kind: z.enum(["usual", "again", "correction"]),
  state: sendState,
  createdAt: instant,
  createdBy: z.string(),
  from: instant.nullable(),
  until: instant,
  counts: sendCounts,
});
export type SendItem = z.infer<typeof sendItem>;

export const send = sendItem.extend({
  plan: sendPlan,
  /** How often its plan was saved: say it with sends.create. */
  revision: z.number().int(),
  of: named.nullable(),
  submittedAt: instant.nullable(),
  submittedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  /** Why the second person sent it back. */
  refusal: z.string().nullable(),
  /** Whoever asks may approve it: somebody else handed it in. */
  mayApprove: z.boolean(),
  cancelReason: z.string().nullable(),
  finishedAt: instant.nullable(),
  forecast: sendForecast.nullable(),
  /** What really was confirmed up to the end of each hour. */
  actual: z.array(z.object({ at: instant, confirmed: z.number().int() })),
  reasons: z.array(z.object({ reason: sendReason, count: z.number().int() })),
  /** Sends that go to a part of its recipients. */
  children: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(["again", "correction"]), state: sendState })),
});
export type Send = z.infer<typeof send>;

export const sendSender = z.object({
  no: z.number().int(),
  staff: z.object({ userId: z.string(), name: z.string() }),
  cell: z.number().int(),
  state: z.enum(["open", "planned", "created", "confirmed", "closed", "none"]),
  reason: sendReason.nullable(),
  recipients: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  unsent: z.number().int(),
  at: instant.nullable(),
  confirmedAt: instant.nullable(),
});
export type SendSender = z.infer<typeof sendSender>;

export const sendRecipient = z.object({
  /** Our id of the customer or the group; null: not known any more. */
  id: z.string().nullable(),
  name: z.string(),
  staff: z.string().nullable(),
  state: recipientState,
  reason: sendReason.nullable(),
  at: instant.nullable(),
});
export type SendRecipient = z.infer<typeof sendRecipient>;

const one = z.object({ id });
export const sends = {
  list: endpoint({
    name: "sends.list",
    summary: "Mass sends, the newest first, with how far each is",
    permission: "plays.read",
    input: z.object({ state: sendState.optional(), to: z.enum(["customers", "groups"]).optional(), ...page }),
    output: pageOf(sendItem),
  }),
  get: endpoint({
    name: "sends.get",
    summary: "One mass send: its plan, how far it is, what was foreseen and what came",
    permission: "plays.read",
    input: one,
    output: send,
  }),
  recipients: endpoint({
    name: "sends.recipients",
    summary: "Who is in a mass send and what became of each; whoever was refused with the reason",
    permission: "plays.read",
    input: z.object({ id, state: recipientState.optional(), reason: sendReason.optional(), ...page }),
    output: pageOf(sendRecipient),
  }),
  senders: endpoint({
    name: "sends.senders",
    summary: "The tasks of a mass send: who was asked to confirm what, and what came of it",
    permission: "plays.read",
    input: z.object({ id, state: sendSender.shape.state.optional(), ...page }),
    output: pageOf(sendSender),
  }),
  create: endpoint({
    name: "sends.create",
    summary: "Write a mass send, or change one that was not handed in yet; nothing is sent",
    permission: "plays.write",
    input: z.object({
      id: id.optional(),
      plan: sendPlan,
      /** The one that was read: refused (sendSavedMeanwhile) when somebody has saved since. */
      revision: z.number().int().min(0).optional(),
    }),
    output: send,
  }),
  forecast: endpoint({
    name: "sends.forecast",
    summary: "What a mass send would do: who is reachable, who is not and why, who is asked to confirm, and how many will in which hour",
    permission: "plays.read",
    input: z.union([one, z.object({ plan: sendPlan })]),
    output: sendForecast,
  }),
  trial: endpoint({
    name: "sends.trial",
    summary: "Shows it on my own phone first: a card of the corp's application to the member of staff that my account is bound to",
    permission: "plays.write",
    input: one,
    output: z.object({ userId: z.string() }),
  }),
  submit: endpoint({
    name: "sends.submit",
    summary: "Hand it in: it goes at its hour, or waits for a second person above the size that the settings say",
    permission: "plays.write",
    input: z.object({ id, revision: z.number().int().min(0).optional() }),
    output: send,
  }),
  approve: endpoint({
    name: "sends.approve",
    summary: "Let a mass send go that somebody else handed in",
    permission: "plays.write",
    input: one,
    output: send,
  }),
  refuse: endpoint({
    name: "sends.refuse",
    summary: "Send a mass send back to be changed, with the reason",
    permission: "plays.write",
    input: z.object({ id, why: z.string().trim().min(1).max(200) }),
    output: send,
  }),
  cancel: endpoint({
    name: "sends.cancel",
    summary: "Call off what was not sent: calls that wait, and tasks that nobody confirmed",
    permission: "plays.write",
    input: z.object({ id, why: z.string().trim().max(200).default("") }),
    output: send,
  }),
  remind: endpoint({
    name: "sends.remind",
    summary: "Remind everybody who has not confirmed; WeCom allows three a day, of which two go by themselves",
    permission: "plays.write",
    input: one,
    output: z.object({ reminded: z.number().int() }),
  }),
  retarget: endpoint({
    name: "sends.retarget",
    summary: "A new draft with the same words for those only whom it did not reach",
    permission: "plays.write",
    input: one,
    output: send,
  }),
  correct: endpoint({
    name: "sends.correct",
    summary: "The red button: call off what was not sent, and send a correction to those only who got it",
    permission: "plays.write",
    input: z.object({ id, content: sendContent }),
    output: send,
  }),
  effect: endpoint({
    name: "sends.effect",
    summary:
      "What a send changed: everybody who was meant against those who were drawn to be left in peace, with 95 % intervals; says so where nothing can be said",
    permission: "plays.read",
    input: z.object({ id, days: z.number().int().min(EFFECT_DAYS.least).max(EFFECT_DAYS.most).default(EFFECT_DAYS.usual) }),
    output: sendEffect,
  }),
  settings: endpoint({
    name: "sends.settings",
    summary: "Above how many recipients a second person must approve; null: never",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({ approvalAbove: z.number().int().nullable() }),
  }),
  saveSettings: endpoint({
    name: "sends.saveSettings",
    summary: "Change above how many recipients a second person must approve",
    permission: "system.write",
    input: z.object({ approvalAbove: z.number().int().min(0).max(100_000_000).nullable() }),
    output: ok,
  }),
};
