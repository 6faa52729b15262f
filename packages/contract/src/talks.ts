import { z } from "zod";
import { groupClasses, talkKinds, talkStates } from "./talk-words.ts";
import { id, instant, named, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** newcomer: questions of newcomers; guest: somebody comes and shares; live: a live stream. */
export const talkKind = z.enum(talkKinds);
export type TalkKind = z.infer<typeof talkKind>;
export const talkState = z.enum(talkStates);
export type TalkState = z.infer<typeof talkState>;
export const groupClass = z.enum(groupClasses);
export type GroupClass = z.infer<typeof groupClass>;
export const talkStageKey = z.enum(["announce", "remind", "soon", "digest"]);
export type TalkStageKey = z.infer<typeof talkStageKey>;

const text = z.string().trim().max(1000);
export const runItem = z.object({
  /** Minutes after the beginning. */
  minute: z.number().int().min(0).max(600),
  title: z.string().trim().min(1).max(60),
  /** Whose turn it is; "" is the host. */
  owner: z.string().max(64).default(""),
  /** Ready to copy. */
  text,
});
export type RunItem = z.infer<typeof runItem>;

/** Whom it concerns: the groups of all three lists together, each once. */
export const talkWhom = z.object({
  groupIds: z.array(id).max(200).default([]),
  /** Every group of these stores, too. */
  storeIds: z.array(id).max(200).default([]),
  /** Every group of these classes, too. */
  classes: z.array(groupClass).max(groupClasses.length).default([]),
});
export type TalkWhom = z.infer<typeof talkWhom>;

export const talkPlan = talkWhom.extend({
  kind: talkKind,
  title: z.string().trim().min(1).max(60),
  guest: z.string().trim().max(60).default(""),
  /** The WeCom user id of whoever leads it. */
  host: z.string().min(1).max(64),
  startsAt: instant,
  minutes: z.number().int().min(10).max(600),
  texts: z.object({ announce: text, remind: text, soon: text }),
  runSheet: z.array(runItem).max(60).default([]),
});
export type TalkPlan = z.infer<typeof talkPlan>;

export const talkStage = z.object({
  key: talkStageKey,
  at: instant,
  /** waiting: not yet; planned: given to owners to confirm; missed: its hour had passed, nothing is posted after it. */
  state: z.enum(["waiting", "planned", "missed", "cancelled"]),
  groups: z.number().int(),
  /** What WeCom says arrived; refused by the gate, with the reason most of them have. */
  delivered: z.number().int(),
  refused: z.number().int(),
  reason: z.string().nullable(),
});
export type TalkStage = z.infer<typeof talkStage>;

export const talkItem = z.object({
  id: z.string(),
  kind: talkKind,
  state: talkState,
  title: z.string(),
  guest: z.string(),
  host: z.object({ userId: z.string(), name: z.string() }),
  startsAt: instant,
  minutes: z.number(),
  groups: z.number().int(),
  questions: z.number().int(),
  answered: z.number().int(),
});
export type TalkItem = z.infer<typeof talkItem>;

export const talkQuestion = z.object({
  id: z.string(),
  text: z.string(),
  customer: named.nullable(),
  votes: z.number().int(),
  askedAt: instant,
  answer: z.string().nullable(),
  answeredAt: instant.nullable(),
  /** Went into the queue of questions, with an agreed time. */
  ticketId: z.string().nullable(),
});
export type TalkQuestion = z.infer<typeof talkQuestion>;

export const talk = talkItem.extend({
  plan: talkPlan,
  /** How often its plan was saved: say it with talks.save. */
  revision: z.number().int(),
  stages: z.array(talkStage),
  /** How many items of the run sheet are done. */
  place: z.number().int(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  digest: z.string(),
  replayUrl: z.string(),
  /** The members' page. */
  path: z.string(),
  groupList: z.array(named),
});
export type Talk = z.infer<typeof talk>;

export const talks = {
  list: endpoint({
    name: "talks.list",
    summary: "Sessions: what is to come first, the nearest before the others, then what is over",
    permission: "plays.read",
    input: z.object({ state: talkState.optional(), kind: talkKind.optional(), ...page }),
    output: pageOf(talkItem),
  }),
  get: endpoint({
    name: "talks.get",
    summary: "One session with its plan",
    permission: "plays.read",
    input: z.object({ id }),
    output: talk,
  }),
  questions: endpoint({
    name: "talks.questions",
    summary: "What members asked, most wanted first; what is answered last",
    permission: "plays.read",
    input: z.object({ id }),
    output: z.object({ items: z.array(talkQuestion) }),
  }),
  reach: endpoint({
    name: "talks.reach",
    summary: "How many groups a choice makes now; those that a class or a store gets later are told from then on",
    permission: "plays.read",
    input: talkWhom,
    output: z.object({ groups: z.number().int() }),
  }),
  save: endpoint({
    name: "talks.save",
    summary: "Write a draft, or change one that nobody has been told of",
    permission: "plays.write",
    input: z.object({
      id: id.optional(),
      plan: talkPlan,
      /** The one that was read: refused (talkSavedMeanwhile) when somebody has saved since. Absent: whatever is there is written over. */
      revision: z.number().int().min(0).optional(),
    }),
    output: talk,
  }),
  announce: endpoint({
    name: "talks.announce",
    summary: "From now on its posts are planned at their hours; an hour that has passed is left out",
    permission: "plays.write",
    input: z.object({ id }),
    output: talk,
  }),
  move: endpoint({
    name: "talks.move",
    summary: "Another hour: what has not been posted moves along; what was, says whom it concerns",
    permission: "plays.write",
    input: z.object({ id, startsAt: instant }),
    output: z.object({ talk, toldGroups: z.number().int() }),
  }),
  cancel: endpoint({
    name: "talks.cancel",
    summary: "It does not take place: nothing further is posted",
    permission: "plays.write",
    input: z.object({ id }),
    output: z.object({ talk, toldGroups: z.number().int() }),
  }),
  start: endpoint({ name: "talks.start", summary: "It begins", permission: "tasks.write", input: z.object({ id }), output: talk }),
  next: endpoint({
    name: "talks.next",
    summary: "So many items of the run sheet are done",
    permission: "tasks.write",
    input: z.object({ id, place: z.number().int().min(0).max(60) }),
    output: talk,
  }),
  answer: endpoint({
    name: "talks.answer",
    summary: "Write down what was said to a question",
    permission: "tasks.write",
    input: z.object({ id, questionId: id, answer: z.string().trim().min(1).max(2000) }),
    output: ok,
  }),
  follow: endpoint({
    name: "talks.follow",
    summary: "No time for it now: into the queue of questions, with an agreed time",
    permission: "tasks.write",
    input: z.object({ id, questionId: id }),
    output: z.object({ ticketId: z.string() }),
  }),
  end: endpoint({
    name: "talks.end",
    summary: "It is over: the digest is drawn up from what was answered, for somebody to edit",
    permission: "tasks.write",
    input: z.object({ id }),
    output: talk,
  }),
  close: endpoint({
    name: "talks.close",
    summary: "The digest goes to the groups, and onto the members' page with the replay; what nobody answered goes into the queue",
    permission: "tasks.write",
    input: z.object({
      id,
      digest: z.string().trim().max(4000),
      replayUrl: z.union([z.literal(""), z.url({ protocol: /^https$/ })]).default(""),
    }),
    output: z.object({ talk, followed: z.number().int() }),
  }),
  figures: endpoint({
    name: "talks.figures",
    summary: "Whom it reached and what came of it; null where nobody can know",
    permission: "plays.read",
    input: z.object({ id }),
    output: z.object({
      groups: z.object({ planned: z.number().int(), delivered: z.number().int() }),
      opened: z.number().int(),
      asked: z.number().int(),
      askers: z.number().int(),
      votes: z.number().int(),
      answered: z.number().int(),
      /** From the beginning, or from asking where that was later, to the answer. */
      meanMinutes: z.number().nullable(),
      /** Members who wrote in the groups during it; null without the archive. */
      talked: z.number().int().nullable(),
      /** Orders of those who opened its page, in 48 hours from the beginning and in the same hours a week before; null until they are over. */
      orders: z.object({ after: z.number().int(), before: z.number().int() }).nullable(),
    }),
  }),
};
