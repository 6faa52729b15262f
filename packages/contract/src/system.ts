import { z } from "zod";
import { auditKeep } from "./audit.ts";
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

const certificateKind = z.enum(["initial", "incremental", "repair"]);

/** What a comparison proved. `expected` counts what WeCom's own lists name, each failed id as one. */
export const certificate = z.object({
  id: z.string(),
  family: z.string(),
  /** initial = a list read for the first time; incremental = ids and versions; repair = every detail, or by hand. */
  kind: certificateKind,
  startedAt: instant,
  finishedAt: instant.nullable(),
  expected: z.number().int(),
  fetched: z.number().int(),
  failed: z.number().int(),
  /** The first hundred. */
  failedIds: z.array(z.string()),
  /** The same with WeCom's words. */
  failures: z.array(z.object({ id: z.string(), error: z.string() })),
  repaired: z.number().int(),
  /** Since it ended; null while it runs. */
  ageSeconds: z.number().int().nullable(),
  /** Ended, nothing failed, and as many fetched as expected. */
  whole: z.boolean(),
  /** How far one that runs is: lists read of lists there are, what it waits for, and how long it still takes if it goes on like this. */
  progress: z
    .object({
      done: z.number().int(),
      of: z.number().int(),
      waitingFor: z.string().nullable(),
      remainingSeconds: z.number().int().nullable(),
    })
    .nullable(),
});
export type Certificate = z.infer<typeof certificate>;

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
      /** People whom WeCom may still list and whom we have forgotten: they are in no family here. Absent: nobody, and both sides say the same. */
      forgotten: z.object({ count: z.number() }).optional(),
    }),
  }),
  certificates: endpoint({
    name: "sync.certificates",
    summary: "What each comparison with WeCom proved: the newest per family and kind, or the history of all",
    permission: "system.read",
    input: z.object({
      family: z.string().max(40).optional(),
      /** true: every certificate, newest first, by cursor; else only the newest of each family and kind. */
      history: z.boolean().default(false),
      ...page,
    }),
    output: pageOf(certificate),
  }),
  run: endpoint({
    name: "sync.run",
    summary: "Compare with WeCom now: everything, or one family",
    permission: "system.write",
    input: z.object({ family: z.string().max(40).optional() }),
    output: z.object({ queued: z.number() }),
  }),
  retry: endpoint({
    name: "sync.retry",
    summary: "Ask again for what a certificate names as failed",
    permission: "system.write",
    input: z.object({ id }),
    output: z.object({ queued: z.number() }),
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
    scope: "own",
    input: z.object({ query: z.string().max(60).optional(), ...page }),
    output: pageOf(staffItem),
  }),
  departments: endpoint({
    name: "org.departments",
    summary: "Departments",
    permission: "session",
    scope: "any",
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
      /** How many days records are kept: of what was opened; of what was changed or taken away as a file. */
      audit: z.object({ viewDays: z.number(), changeDays: z.number() }),
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
              fadeDays: z.number().int().min(0).max(60),
              /** What one touch of a kind weighs. */
              kinds: z.object({ "mass-send": z.number().int().min(0).max(10), sidebar: z.number().int().min(0).max(10) }),
            })
            .partial()
            .optional(),
          group: z
            .object({ perDay: z.number().int().min(0).max(10), sellingPerDay: z.number().int().min(0).max(10) })
            .partial()
            .optional(),
          staff: z
            .object({
              confirmationsPerDay: z.number().int().min(0).max(20),
              tasksPerDay: z.number().int().min(0).max(50),
              momentsPerDay: z.number().int().min(0).max(10),
            })
            .partial()
            .optional(),
          /** As it is set in WeCom's own console. */
          wecom: z.object({ cap: z.enum(["month", "week", "day"]) }).optional(),
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
      audit: z
        .object({
          viewDays: z.number().int().min(auditKeep.least).max(3650).optional(),
          changeDays: z.number().int().min(auditKeep.least).max(3650).optional(),
        })
        .optional(),
    }),
    output: ok,
  }),
};
