import { z } from "zod";
import { id, instant, ok, page, pageOf, why } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const actions = {
  list: endpoint({
    name: "actions.list",
    summary: "Planned and past WeCom calls with their reason and outcome",
    permission: "system.read",
    input: z.object({
      status: z.enum(["planned", "awaiting_approval", "claimed", "sent", "failed", "expired", "cancelled", "unknown"]).optional(),
      kind: z.string().optional(),
      plannedBy: z.string().optional(),
      ...page,
    }),
    output: pageOf(
      z.object({
        id: z.string(),
        kind: z.string(),
        status: z.string(),
        plannedBy: z.string(),
        why,
        runAfter: instant,
        runUntil: instant.nullable(),
        attempts: z.number(),
        lastError: z.string().nullable(),
        recipients: z.number(),
        createdAt: instant,
        finishedAt: instant.nullable(),
      }),
    ),
  }),
  cancel: endpoint({
    name: "actions.cancel",
    summary: "Cancel a planned call before it is made",
    permission: "system.write",
    input: z.object({ id }),
    output: ok,
  }),
};

const family = z.object({ count: z.number(), hash: z.string() });

export const sync = {
  truth: endpoint({
    name: "sync.truth",
    summary: "Counts and hashes of what we hold, comparable with WeCom's",
    permission: "system.read",
    input: z.object({}),
    output: z.object({
      hash: z.string(),
      families: z.object({
        customers: family,
        relations: family,
        tags: family,
        groups: family,
        members: family,
      }),
      oneWay: z.object({ count: z.number() }),
    }),
  }),
  run: endpoint({
    name: "sync.run",
    summary: "Compare everything with WeCom now",
    permission: "system.write",
    input: z.object({}),
    output: z.object({ queued: z.number() }),
  }),
  status: endpoint({
    name: "sync.status",
    summary: "The last certificate per family: expected, fetched, failed, repaired, age",
    permission: "system.read",
    input: z.object({}),
    output: z.object({
      families: z.array(
        z.object({
          family: z.string(),
          startedAt: instant.nullable(),
          finishedAt: instant.nullable(),
          expected: z.number(),
          fetched: z.number(),
          failed: z.number(),
          repaired: z.number(),
          waiting: z.number(),
        }),
      ),
    }),
  }),
};

export const staffItem = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  departments: z.array(z.number()),
  position: z.string(),
  follows: z.boolean(),
  customers: z.number(),
  groups: z.number(),
  openTasks: z.number(),
});

export const org = {
  staff: endpoint({
    name: "org.staff",
    summary: "Staff with their load",
    permission: "session",
    input: z.object({ query: z.string().max(60).optional(), ...page }),
    output: pageOf(staffItem),
  }),
  departments: endpoint({
    name: "org.departments",
    summary: "Departments",
    permission: "session",
    input: z.object({}),
    output: z.object({
      items: z.array(z.object({ id: z.number(), name: z.string(), parentId: z.number() })),
    }),
  }),
};

/** Of what staff are sent; pages follow each reader's own. */
const language = z.enum(["zh-CN", "en"]);

export const settings = {
  get: endpoint({
    name: "settings.get",
    summary: "The corp's settings with their defaults",
    permission: "system.read",
    input: z.object({}),
    output: z.object({
      gate: z.record(z.string(), z.unknown()),
      routing: z.object({ maxDistanceM: z.number(), seatMinutes: z.number() }),
      language,
      /** How many days handled callbacks stay in the inbox; facts stay for ever. */
      inbox: z.object({ keepDays: z.number() }),
    }),
  }),
  update: endpoint({
    name: "settings.update",
    summary: "Quiet hours, budgets, routing limits, the language of messages to staff",
    permission: "system.write",
    input: z.object({
      gate: z
        .object({
          quiet: z.object({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }).optional(),
          person: z
            .object({
              weight: z.number().int().min(0).max(30),
              days: z.number().int().min(1).max(60),
            })
            .optional(),
          group: z.object({ perDay: z.number().int().min(0).max(10) }).optional(),
          staff: z
            .object({
              confirmationsPerDay: z.number().int().min(0).max(20),
              tasksPerDay: z.number().int().min(0).max(50),
            })
            .optional(),
        })
        .optional(),
      routing: z
        .object({
          maxDistanceM: z.number().int().min(100).max(200_000).optional(),
          seatMinutes: z.number().int().min(1).max(120).optional(),
        })
        .optional(),
      language: language.optional(),
      inbox: z.object({ keepDays: z.number().int().min(1).max(3650) }).optional(),
    }),
    output: ok,
  }),
};
