import { z } from "zod";
import { day, id, instant, page, pageOf, why } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { gateRefusals, leavableTopics, preferenceLevels, touchKinds } from "./gate-words.ts";

export const gateRefusal = z.enum(gateRefusals);
export type GateRefusal = z.infer<typeof gateRefusal>;
export const touchKind = z.enum(touchKinds);
export type TouchKindWord = z.infer<typeof touchKind>;
/** usual: as the house sends; fewer: half of that; stock-only: what she asked for is there; none: only answers to her own acts. */
export const preferenceLevel = z.enum(preferenceLevels);
export type PreferenceLevel = z.infer<typeof preferenceLevel>;

export const leavableTopic = z.enum(leavableTopics);

export const preference = z.object({
  level: preferenceLevel,
  /** Topics that she does not want to hear of. */
  without: z.array(leavableTopic),
  /** page: by herself; staff, console: written down for her. Null: she said nothing. */
  saidBy: z.enum(["page", "staff", "console"]).nullable(),
  saidAt: instant.nullable(),
});
export type PreferenceView = z.infer<typeof preference>;

export const refusalItem = z.object({
  id: z.string(),
  /** When the gate said no. */
  at: instant,
  /** When it was to reach them. */
  wantedAt: instant,
  kind: touchKind,
  reason: gateRefusal,
  /** Whom it did not reach. `id` is ours, to open; null where the console has no page of them. */
  who: z.object({ budget: z.enum(["person", "group", "staff"]), id: z.string().nullable(), name: z.string() }),
  why,
  /** What took its place, where it was displaced. */
  gaveWayTo: why.nullable(),
});
export type RefusalItem = z.infer<typeof refusalItem>;

export const gate = {
  explain: endpoint({
    name: "gate.explain",
    summary: "Whether a mass send could reach this customer at an instant, what stands in the way, and from when on it could",
    permission: "customers.read",
    scope: "own",
    shows: { subject: "customer", by: "customerId" },
    input: z.object({ customerId: id, at: instant.optional() }),
    output: z.object({
      at: instant,
      /** Null: it would pass. */
      reason: gateRefusal.nullable(),
      /** The first instant from `at` on at which it would pass, within sixty days; null: none. */
      freeAt: instant.nullable(),
      /** What she has on her then, and how much she may have. */
      load: z.number(),
      budget: z.number(),
      preference,
      quiet: z.boolean(),
      /** What counts towards it at `at`, newest first. `share`: how much of its weight still counts; 0 is to come. */
      touches: z.array(
        z.object({
          at: instant,
          kind: touchKind,
          weight: z.number(),
          share: z.number(),
          state: z.enum(["reserved", "delivered"]),
          /** Planned and not on its way yet: what is more pressing would take its place. */
          yields: z.boolean(),
          why,
        }),
      ),
    }),
  }),
  refusals: endpoint({
    name: "gate.refusals",
    summary: "Contacts that the gate refused, newest first, each with its reason and what wanted it",
    permission: "system.read",
    input: z.object({
      reason: gateRefusal.optional(),
      kind: touchKind.optional(),
      customerId: id.optional(),
      /** Local days, both inclusive. */
      from: day.optional(),
      to: day.optional(),
      ...page,
    }),
    output: pageOf(refusalItem),
  }),
  refusalCounts: endpoint({
    name: "gate.refusalCounts",
    summary: "How many contacts were refused, by reason, in a span of local days",
    permission: "system.read",
    input: z.object({ from: day, to: day }),
    output: z.object({ items: z.array(z.object({ reason: gateRefusal, count: z.number().int() })) }),
  }),
};

export const preferences = {
  get: endpoint({
    name: "preferences.get",
    summary: "How much a customer wants to hear",
    permission: "customers.read",
    scope: "own",
    shows: { subject: "customer", by: "customerId" },
    input: z.object({ customerId: id }),
    output: preference,
  }),
  set: endpoint({
    name: "preferences.set",
    summary: "Writes down what a customer asked for; the gate obeys with its next decision, and calls that are planned leave her out",
    permission: "customers.write",
    scope: "own",
    /** `without` absent: as she said before. */
    input: z.object({ customerId: id, level: preferenceLevel, without: z.array(leavableTopic).optional() }),
    output: preference,
  }),
};
