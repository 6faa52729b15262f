import { z } from "zod";
import { id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { funnelStep } from "./analytics.ts";

const text = z.object({ zh: z.string(), en: z.string() });

export const rehearsalReport = z
  .object({
    playbook: z.string(),
    seed: z.number(),
    customers: z.number(),
    days: z.number(),
    funnel: z.array(funnelStep),
    steps: z.array(z.record(z.string(), z.unknown())),
    invariants: z.array(
      z.object({
        name: z.string(),
        checked: z.number(),
        violations: z.number(),
        examples: z.array(z.string()).optional(),
      }),
    ),
    wecomCalls: z.record(z.string(), z.unknown()),
    timings: z.record(z.string(), z.unknown()),
  })
  .catchall(z.unknown());

export const rehearsal = z.object({
  id: z.string(),
  playbook: z.string(),
  seed: z.number(),
  customers: z.number(),
  days: z.number(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  progress: z.number(),
  note: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  report: rehearsalReport.nullable(),
});
export type Rehearsal = z.infer<typeof rehearsal>;

export const playbooks = {
  list: endpoint({
    name: "playbooks.list",
    summary: "Ways of working that can be installed",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({
      items: z.array(
        z.object({
          key: z.string(),
          name: text,
          summary: text,
          version: z.string(),
          installed: z.boolean(),
          source: z.string().nullable(),
          contains: z.record(z.string(), z.number()),
        }),
      ),
    }),
  }),
  get: endpoint({
    name: "playbooks.get",
    summary: "One playbook: its YAML, what installing it would create, and what is installed",
    permission: "plays.read",
    input: z.object({ key: id }),
    output: z.object({
      key: z.string(),
      name: text,
      summary: text,
      version: z.string(),
      yaml: z.string(),
      /** How long a rehearsal takes until its last step has been shown or missed. */
      days: z.number().int(),
      installed: z.boolean(),
      preview: z.array(z.object({ kind: z.string(), name: z.string(), exists: z.boolean() })),
    }),
  }),
  validate: endpoint({
    name: "playbooks.validate",
    summary: "Check edited YAML; problems in words with their line",
    permission: "plays.read",
    input: z.object({ yaml: z.string().max(200_000) }),
    output: z.object({
      problems: z.array(z.object({ path: z.string(), line: z.number().nullable(), message: z.string() })),
    }),
  }),
  install: endpoint({
    name: "playbooks.install",
    summary: "Create the codes, tags and SOPs of a playbook, or bring installed ones to this version; people under way keep theirs",
    permission: "plays.write",
    input: z.object({ key: id, yaml: z.string().max(200_000).optional() }),
    output: z.object({
      created: z.array(z.object({ kind: z.string(), name: z.string() })),
      kept: z.number(),
    }),
  }),
  rehearse: endpoint({
    name: "playbooks.rehearse",
    summary: "Run it against simulated customers in a database and a sandbox of its own",
    permission: "plays.write",
    input: z.object({
      key: id,
      customers: z.number().int().min(10).max(20_000).default(300),
      days: z.number().int().min(1).max(90).default(10),
      seed: z.number().int().default(7),
    }),
    output: rehearsal,
  }),
  rehearsals: endpoint({
    name: "playbooks.rehearsals",
    summary: "Rehearsals, newest first",
    permission: "plays.read",
    input: z.object({ key: z.string().optional() }),
    output: z.object({ items: z.array(rehearsal) }),
  }),
  cancelRehearsal: endpoint({
    name: "playbooks.cancelRehearsal",
    summary: "Stop a rehearsal",
    permission: "plays.write",
    input: z.object({ id }),
    output: rehearsal,
  }),
};
