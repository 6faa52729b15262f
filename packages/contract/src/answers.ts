import { z } from "zod";
import { answerChannels, answerStates } from "./answer-words.ts";
import { id, instant, ok, page, pageOf, problem } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";

/** Where an answer goes: into the welcome message, WeCom's customer service, a chat by a colleague's hand, WeCom's own auto-reply. */
export const answerChannel = z.enum(answerChannels);
export type AnswerChannel = z.infer<typeof answerChannel>;
export const answerState = z.enum(answerStates);
export type AnswerState = z.infer<typeof answerState>;

/** A line of a file holds several words with | between them, so none has one itself. */
const said = (most: number) =>
  z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(100)
        .regex(/^[^|\r\n]+$/),
    )
    .max(most);

const about = z.object({
  title: z.string().trim().min(1).max(60),
  /** Whole questions as people put them: one that is asked word for word goes before everything of the same priority. */
  questions: said(50).default([]),
  /** One of them is enough. Width, capitals, traditional and variant characters, spaces and punctuation do not matter. */
  keywords: said(200).default([]),
  /** All of these must be said too, and none of those. */
  must: said(20).default([]),
  mustNot: said(20).default([]),
  answer: z.string().trim().min(1).max(2000),
  /** Another wording for a channel. */
  channels: z.partialRecord(answerChannel, z.string().trim().min(1).max(2000)).default({}),
  /** The higher goes first. */
  priority: z.number().int().min(-100).max(100).default(0),
  /** The WeCom user id of who keeps it true. */
  owner: z.string().max(64).nullable().default(null),
  validFrom: z.iso.datetime({ offset: true }).nullable().default(null),
  /** Not any more from then on. */
  validTo: z.iso.datetime({ offset: true }).nullable().default(null),
  state: answerState.default("draft"),
});

export const answerEntry = about.extend({
  id: z.string(),
  version: z.number().int(),
  ownerName: z.string(),
  updatedAt: instant,
  updatedBy: z.string(),
  /** Whether it is found now: live, and within its time. */
  valid: z.boolean(),
  /** How often it was given in the last 30 days. */
  used30d: z.number().int(),
});
export type AnswerEntry = z.infer<typeof answerEntry>;

/** A word that was found, and where it stands in the text as it was written (UTF-16 offsets, the end exclusive). */
export const answerWhy = z.object({
  kind: z.enum(["question", "keyword", "must"]),
  word: z.string(),
  said: z.string(),
  start: z.number().int(),
  end: z.number().int(),
});
export type AnswerWhy = z.infer<typeof answerWhy>;

export const answerHit = z.object({
  id: z.string(),
  title: z.string(),
  /** In the wording of the channel that was asked for. */
  answer: z.string(),
  priority: z.number().int(),
  /** The text is one of the questions and nothing more. */
  exact: z.boolean(),
  why: z.array(answerWhy),
});
export type AnswerHit = z.infer<typeof answerHit>;

const filter = z.object({ query: z.string().max(100).optional(), state: answerState.optional(), owner: z.string().max(64).optional() });
export type AnswerFilter = z.infer<typeof filter>;

export const answers = {
  match: endpoint({
    name: "answers.match",
    summary: "Which standing answers fit what somebody wrote, the best first, each with the words that it was found by",
    permission: "tasks.read",
    scope: "any",
    input: z.object({
      text: z.string().max(4000),
      channel: answerChannel.optional(),
      limit: z.number().int().min(1).max(50).default(5),
      /** Drafts too, and what is not valid now: to try out what one writes. */
      drafts: z.boolean().default(false),
    }),
    output: z.object({ hits: z.array(answerHit), looked: z.number().int() }),
  }),
  list: endpoint({
    name: "answers.list",
    summary: "Standing answers, the highest priority first",
    permission: "tasks.read",
    scope: "any",
    input: filter.extend(page),
    output: pageOf(answerEntry),
  }),
  get: endpoint({
    name: "answers.get",
    summary: "One standing answer",
    permission: "tasks.read",
    scope: "any",
    input: z.object({ id }),
    output: answerEntry,
  }),
  save: endpoint({
    name: "answers.save",
    summary: "Write a standing answer, or change one: with the version that was read, so that nobody writes over somebody else",
    permission: "plays.write",
    input: about.extend({ id: id.optional(), version: z.number().int().optional() }),
    output: answerEntry,
  }),
  remove: endpoint({
    name: "answers.remove",
    summary: "Take a standing answer away; what it said is kept in the records",
    permission: "plays.write",
    input: z.object({ id, version: z.number().int() }),
    output: ok,
  }),
  used: endpoint({
    name: "answers.used",
    summary: "Somebody gave this answer: counted by day and channel",
    permission: "tasks.write",
    scope: "any",
    input: z.object({ id, channel: answerChannel }),
    output: ok,
  }),
  import: endpoint({
    name: "answers.import",
    summary:
      "Standing answers from a file as the export writes it; a row with a known title changes that one. The same file twice changes nothing",
    permission: "plays.write",
    input: z.object({ csv: z.string().min(1).max(5_000_000), dryRun: z.boolean().default(false) }),
    output: z.object({
      rows: z.number().int(),
      created: z.number().int(),
      changed: z.number().int(),
      unchanged: z.number().int(),
      rejected: z.number().int(),
      errors: z.array(problem.extend({ line: z.number().int(), value: z.string() })),
    }),
  }),
};

export const answerDownloads = {
  list: downloadSpec({ name: "answers", permission: "tasks.read", scope: "any", file: "answers", input: filter }),
  /** What has no interface: live answers with their words, to be pasted into the auto-reply of WeCom's own console. */
  paste: downloadSpec({ name: "answers.paste", permission: "tasks.read", scope: "any", file: "auto-reply", input: z.object({}) }),
};
