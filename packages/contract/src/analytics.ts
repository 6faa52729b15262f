import { z } from "zod";
import { day, light } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { entryFunnel } from "./entry-funnel.ts";
import { matchRate, rfm } from "./orders.ts";

export const funnelStep = z.object({
  key: z.string(),
  name: z.string(),
  entered: z.number(),
  done: z.number(),
  rate: z.number().nullable(),
  target: z.number().nullable(),
  status: light,
});
export type FunnelStep = z.infer<typeof funnelStep>;

export const analytics = {
  rfm,
  ...entryFunnel,
  funnel: endpoint({
    name: "analytics.funnel",
    summary: "A playbook's way from the first scan to the last step, by cohort of friends added in the period",
    permission: "insight.read",
    input: z.object({
      playbook: z.string(),
      from: day.optional(),
      to: day.optional(),
      storeId: z.string().optional(),
    }),
    output: z.object({ playbook: z.string(), steps: z.array(funnelStep), people: z.number() }),
  }),
  daily: endpoint({
    name: "analytics.daily",
    summary: "Added, lost, joined, left and members per local day",
    permission: "insight.read",
    input: z.object({ from: day.optional(), to: day.optional(), storeId: z.string().optional() }),
    output: z.object({
      days: z.array(
        z.object({
          day: z.string(),
          added: z.number(),
          lost: z.number(),
          joined: z.number(),
          left: z.number(),
          friends: z.number(),
          members: z.number(),
          opened: z.number(),
        }),
      ),
    }),
  }),
  today: endpoint({
    name: "analytics.today",
    summary: "The first page: what needs me, what is off target, what happened overnight",
    permission: "session",
    scope: "own",
    input: z.object({}),
    output: z.object({
      figures: z.array(
        z.object({
          key: z.string(),
          value: z.number(),
          change: z.number().nullable(),
          trend: z.array(z.number()),
        }),
      ),
      needs: z.array(
        z.object({
          key: z.string(),
          count: z.number(),
          to: z.string(),
          params: z.record(z.string(), z.unknown()),
        }),
      ),
      offTarget: z.array(
        z.object({
          sopId: z.string(),
          sop: z.string(),
          step: z.string(),
          name: z.string(),
          rate: z.number().nullable(),
          target: z.number(),
          status: light,
        }),
      ),
      /** How much of the trade the private domain can see (C5); the rate is null without orders. */
      matchRate,
      overnight: z.array(z.object({ key: z.string(), count: z.number(), to: z.string() })),
      groupsNearFull: z.array(z.object({ id: z.string(), name: z.string(), members: z.number(), limit: z.number() })),
    }),
  }),
};
