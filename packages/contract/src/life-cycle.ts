import { z } from "zod";
import { id, instant, ok } from "./common.ts";
import { stage } from "./customer-filter.ts";
import { endpoint } from "./endpoint.ts";
import { segmentTree } from "./segment-tree.ts";

/** Whoever fulfils the condition is in the stage, unless an earlier rule holds. */
export const stageRule = z.object({
  stage,
  name: z.string().trim().min(1).max(40),
  note: z.string().max(200).default(""),
  tree: segmentTree,
});
export type StageRule = z.infer<typeof stageRule>;

const rules = z.array(stageRule).min(1).max(12);
const perStage = z.object({ stage, people: z.number() });

export const lifeCycle = {
  get: endpoint({
    name: "lifeCycle.get",
    summary: "The rules of the life cycle, whether they are in force, and how many are in each stage",
    permission: "customers.read",
    input: z.object({}),
    output: z.object({
      enabled: z.boolean(),
      version: z.number(),
      /** The corp's own, or those that are proposed. */
      rules: z.array(stageRule),
      counts: z.array(perStage),
      /** While everybody is looked at anew. */
      computing: z.object({ looked: z.number(), moved: z.number() }).nullable(),
      updatedAt: instant.nullable(),
    }),
  }),
  preview: endpoint({
    name: "lifeCycle.preview",
    summary: "How many would be where under other rules, and who would move",
    permission: "customers.read",
    input: z.object({ rules }),
    output: z.object({
      people: z.number(),
      /** Read off so many people drawn by chance and grown to all; null: everybody was looked at. */
      sample: z.number().nullable(),
      counts: z.array(z.object({ stage: stage.nullable(), now: z.number(), after: z.number() })),
      moves: z.array(z.object({ from: stage.nullable(), to: stage.nullable(), people: z.number() })),
    }),
  }),
  save: endpoint({
    name: "lifeCycle.save",
    summary: "Puts rules in force; everybody is looked at anew in the background",
    permission: "customers.write",
    input: z.object({ rules }),
    output: ok,
  }),
  explain: endpoint({
    name: "lifeCycle.explain",
    summary: "Why somebody is in her stage: each rule up to the one that holds, and the figures they look at",
    permission: "customers.read",
    shows: { subject: "customer", by: "customerId" },
    scope: "own",
    input: z.object({ customerId: id }),
    output: z.object({
      enabled: z.boolean(),
      stage: stage.nullable(),
      since: instant.nullable(),
      rules: z.array(z.object({ name: z.string(), note: z.string(), stage, holds: z.boolean() })),
      figures: z.object({
        addedAt: instant.nullable(),
        orders: z.number(),
        amountFen: z.number(),
        lastOrderDay: z.string().nullable(),
        lastSeenDay: z.string().nullable(),
        groups: z.number(),
      }),
    }),
  }),
};
