import { z } from "zod";
import { day, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { boardChange, boardPeriods } from "./sop-board.ts";
import { entrySteps } from "./board-words.ts";

export const entryStep = z.enum(entrySteps);
export type EntryStep = z.infer<typeof entryStep>;

/** People who became friends in these local days; of a store or a channel only. "" is those without one. */
const cohort = {
  from: day.optional(),
  to: day.optional(),
  storeId: z.string().max(80).optional(),
  channel: z.string().max(60).optional(),
};

const counts = z.object({ key: entryStep, entered: z.number(), done: z.number(), rate: z.number().nullable() });

export const entryFunnel = {
  entryFunnel: endpoint({
    name: "analytics.entryFunnel",
    summary: "The seven-step way in: who did each step, who dropped off, how long it took, beside the period before at the same age",
    permission: "insight.read",
    input: z.object(cohort),
    output: z.object({
      compared: boardPeriods,
      steps: z.array(
        z.object({
          key: entryStep,
          /** null: not measured by anything. */
          entered: z.number().nullable(),
          done: z.number().nullable(),
          rate: z.number().nullable(),
          change: boardChange,
          /** Of those who did this step and the next: half needed no longer for the next, in minutes. */
          toNextMinutes: z.number().nullable(),
        }),
      ),
    }),
  }),
  entryBreakdown: endpoint({
    name: "analytics.entryBreakdown",
    summary: "The same way in per store or channel: where most people get lost first",
    permission: "insight.read",
    input: z.object({ ...cohort, by: z.enum(["store", "channel"]), ...page }),
    output: z.object({
      items: z.array(z.object({ key: z.string(), name: z.string(), lost: z.number(), steps: z.array(counts) })),
      nextCursor: z.string().nullable(),
      total: z.number(),
    }),
  }),
  entryPeople: endpoint({
    name: "analytics.entryPeople",
    summary: "Who did a step of the way in, or who dropped off at it; the newest first",
    permission: "insight.read",
    input: z.object({ ...cohort, step: entryStep, outcome: z.enum(["done", "dropped"]), ...page }),
    output: pageOf(
      z.object({ customerId: z.string(), externalUserId: z.string(), name: z.string(), addedAt: instant, doneAt: instant.nullable() }),
    ),
  }),
};
