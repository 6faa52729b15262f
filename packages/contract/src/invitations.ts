import { z } from "zod";
import { id, instant, named, page, pageOf } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";
import { invitationEnds, invitationOuts, invitationStages, invitationStates, WAVE_HOURS } from "./invitation-words.ts";
import { sendAudience, sendReason, sendState } from "./sends.ts";

export const invitationPlan = z.object({
  name: z.string().trim().min(1).max(60),
  audience: sendAudience.omit({ classes: true, list: true }),
  /** The code of groups whose seats are offered. */
  liveCodeId: id,
  /** Whoever is in one of that code's groups, or in any group of the same class, is not asked. */
  apart: z.enum(["code", "class"]).default("code"),
  text: z.string().trim().min(1).max(800),
  /** The card that leads to her page with the code. */
  card: z.object({ title: z.string().trim().min(1).max(40), desc: z.string().trim().max(100).default("") }),
  /** So long a wave has before the next is asked. */
  waveHours: z.number().int().min(WAVE_HOURS.least).max(WAVE_HOURS.most).default(WAVE_HOURS.usual),
  /** Nobody is asked after that, and the page has no code any more. */
  until: instant,
});
export type InvitationPlan = z.infer<typeof invitationPlan>;

export const invitationState = z.enum(invitationStates);
export const invitationStage = z.enum(invitationStages);
export type InvitationStage = z.infer<typeof invitationStage>;
export const invitationOut = z.enum(invitationOuts);

/** Each counts everybody who came at least so far, but `waiting` and `out`. */
export const invitationFunnel = z.object({
  people: z.number().int(),
  out: z.number().int(),
  waiting: z.number().int(),
  asked: z.number().int(),
  reached: z.number().int(),
  opened: z.number().int(),
  joined: z.number().int(),
  /** Of those who joined: without having opened their page, by whatever way. */
  joinedUnopened: z.number().int(),
});
export type InvitationFunnel = z.infer<typeof invitationFunnel>;

export const invitationWave = z.object({
  id: z.string(),
  no: z.number().int(),
  state: z.enum(["open", "ended"]),
  startsAt: instant,
  until: instant,
  people: z.number().int(),
  seats: z.number().int(),
  rate: z.number(),
  reached: z.number().int(),
  opened: z.number().int(),
  joined: z.number().int(),
  /** Of its mass send: `waiting` for a second person, `draft` when sent back. */
  send: sendState.nullable(),
});

export const invitationItem = z.object({
  id: z.string(),
  name: z.string(),
  state: invitationState,
  code: named,
  funnel: invitationFunnel,
  until: instant,
  createdAt: instant,
  savedBy: z.string(),
});
export type InvitationItem = z.infer<typeof invitationItem>;

export const invitation = invitationItem.extend({
  plan: invitationPlan,
  revision: z.number().int(),
  reason: z.enum(invitationEnds).nullable(),
  submittedAt: instant.nullable(),
  submittedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  /** When the next wave is looked at. */
  nextAt: instant.nullable(),
  /** Free now; null: the code is gone or none of groups. */
  seats: z.number().int().nullable(),
  waves: z.array(invitationWave),
  outs: z.array(z.object({ reason: invitationOut, n: z.number().int() })),
});
export type Invitation = z.infer<typeof invitation>;

export const invitationPerson = z.object({
  customerId: z.string(),
  name: z.string().nullable(),
  stage: invitationStage,
  wave: z.number().int().nullable(),
  /** Why she was not asked, or why the message did not arrive. */
  reason: z.union([invitationOut, sendReason]).nullable(),
  reachedAt: instant.nullable(),
  openedAt: instant.nullable(),
  joinedAt: instant.nullable(),
  group: z.string().nullable(),
});
export type InvitationPerson = z.infer<typeof invitationPerson>;

/** What would happen if it were handed in now. */
export const invitationPreview = z.object({
  audience: z.number().int(),
  alreadyIn: z.number().int(),
  seats: z.number().int().nullable(),
  /** Of those asked, the part that is expected to come. */
  rate: z.number(),
  firstWave: z.number().int(),
  waves: z.number().int(),
});
export type InvitationPreview = z.infer<typeof invitationPreview>;

const stage = z.enum(["waiting", "asked", "opened", "joined", "out"]).optional();

export const invitationDownloads = {
  people: downloadSpec({
    name: "invitations.export",
    permission: "customers.write",
    file: "invitation",
    input: z.object({ id, stage }),
  }),
};

export const invitations = {
  list: endpoint({
    name: "invitations.list",
    summary: "Invitations into groups, the newest first, each with how far its people came",
    permission: "plays.read",
    input: z.object({ query: z.string().max(100).optional(), state: invitationState.optional(), ...page }),
    output: pageOf(invitationItem),
  }),
  get: endpoint({
    name: "invitations.get",
    summary: "One invitation: its plan, funnel, waves and the seats that are free now",
    permission: "plays.read",
    input: z.object({ id }),
    output: invitation,
  }),
  people: endpoint({
    name: "invitations.people",
    summary: "Whom it concerns, each with how far she came: asked, reached, opened, joined, or why not",
    permission: "plays.read",
    input: z.object({ id, stage, ...page }),
    output: pageOf(invitationPerson),
  }),
  preview: endpoint({
    name: "invitations.preview",
    summary: "Whom a plan would ask, against the seats that are free: how many waves, and how many people in the first",
    permission: "plays.read",
    input: z.object({ plan: invitationPlan }),
    output: invitationPreview,
  }),
  save: endpoint({
    name: "invitations.save",
    summary: "Write an invitation as a draft, or change one (with the revision that was read)",
    permission: "plays.write",
    input: z.object({ id: id.optional(), plan: invitationPlan, revision: z.number().int().optional() }),
    output: invitation,
  }),
  submit: endpoint({
    name: "invitations.submit",
    summary: "Begin: people are written down, and the first wave is asked by mass send, as many as there are seats for",
    permission: "plays.write",
    input: z.object({ id, revision: z.number().int().optional() }),
    output: invitation,
  }),
  cancel: endpoint({
    name: "invitations.cancel",
    summary: "Stop: nobody else is asked, what was not sent is called off, and the page has no code any more",
    permission: "plays.write",
    input: z.object({ id, why: z.string().trim().max(200).default("") }),
    output: invitation,
  }),
};
