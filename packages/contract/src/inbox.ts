import { z } from "zod";
import { instant, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const inboxStates = ["received", "done", "ignored", "quarantined", "dismissed"] as const;
/** Days that handled callbacks are kept where a corp says nothing else. */
export const inboxKeepDays = 30;
const state = z.enum(inboxStates);

/** What the list, the counts and the bulk verbs understand alike. */
const filter = {
  /** `change_external_contact.add_external_contact`, as `inbox.counts` names them; `unreadable` for what could not be read. */
  event: z.string().min(1).max(120).optional(),
  /** Received from (inclusive) … until (exclusive). */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
};

/** Why a message could not be handled; the page says it in words. `unclear` comes with the bare error only. */
export const troubleCodes = ["unreadable", "missing-field", "refused", "unclear"] as const;

const message = z.object({
  id: z.number(),
  source: z.string(),
  event: z.string(),
  state: z.string(),
  receivedAt: instant,
  handledAt: instant.nullable(),
  attempts: z.number(),
  /** How often a person tried it again. */
  replays: z.number(),
  error: z.string().nullable(),
  errorCode: z.enum(troubleCodes).nullable(),
  /** What was said when it was dismissed. */
  note: z.string().nullable(),
  message: z.string(),
});

const said = z.string().trim().max(200).default("");

export const inbox = {
  list: endpoint({
    name: "inbox.list",
    summary: "Callbacks as they came, newest first; quarantined ones can be replayed or dismissed",
    permission: "system.read",
    input: z.object({ state: state.optional(), ...filter, ...page }),
    output: pageOf(message),
  }),
  counts: endpoint({
    name: "inbox.counts",
    summary: "How many callbacks are in which state (counted up to a bound), and which kinds there are",
    permission: "system.read",
    input: z.object(filter),
    output: z.object({
      states: z.record(z.enum(inboxStates), z.number()),
      /** Nothing is counted beyond this: there are that many or more. */
      bound: z.number(),
      /** When the oldest came that is not handled yet. */
      oldestWaitingAt: instant.nullable(),
      kinds: z.array(z.string()),
      keepDays: z.number(),
    }),
  }),
  get: endpoint({
    name: "inbox.get",
    summary: "One callback whole: what came, what became of it, who touched it",
    permission: "system.read",
    input: z.object({ id: z.number().int() }),
    output: message.extend({
      /** The fields of the message; null where it cannot be read. */
      fields: z.record(z.string(), z.unknown()).nullable(),
      envelope: z.record(z.string(), z.unknown()),
      /** The customer or group that it is about, and whether we know them. */
      about: z.object({ kind: z.enum(["customer", "group"]), id: z.string(), name: z.string().nullable() }).nullable(),
      facts: z.array(z.object({ seq: z.number(), type: z.string(), occurredAt: instant, data: z.record(z.string(), z.unknown()) })),
      history: z.array(z.object({ verb: z.string(), at: instant, by: z.string(), note: z.string().nullable() })),
    }),
  }),
  replay: endpoint({
    name: "inbox.replay",
    summary: "Try a quarantined or ignored message again, at once; the answer says what came of it",
    permission: "system.write",
    input: z.object({ id: z.number().int() }),
    output: ok.extend({ state, error: z.string().nullable() }),
  }),
  replayAll: endpoint({
    name: "inbox.replayAll",
    summary: "Try all quarantined (or all ignored) messages of a filter again; the worker does it",
    permission: "system.write",
    input: z.object({ state: z.enum(["quarantined", "ignored"]), ...filter }),
    output: z.object({ replayed: z.number() }),
  }),
  dismiss: endpoint({
    name: "inbox.dismiss",
    summary: "Set a quarantined message aside, with the reason",
    permission: "system.write",
    input: z.object({ id: z.number().int(), reason: said }),
    output: ok,
  }),
  dismissAll: endpoint({
    name: "inbox.dismissAll",
    summary: "Set all quarantined messages of a filter aside, with the reason",
    permission: "system.write",
    input: z.object({ ...filter, reason: said }),
    output: z.object({ dismissed: z.number() }),
  }),
  restore: endpoint({
    name: "inbox.restore",
    summary: "Take a dismissal back: the message is quarantined again",
    permission: "system.write",
    input: z.object({ id: z.number().int() }),
    output: ok,
  }),
};
