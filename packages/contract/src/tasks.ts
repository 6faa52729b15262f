import { z } from "zod";
import { day, id, instant, page, pageOf, why } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { sopEvidence } from "./sop-step.ts";

/** `claimed`: ticked, and may still be shown. `unproven`: over, and somebody's word is all there is. */
export const taskState = z.enum(["open", "claimed", "done", "unproven", "cancelled"]);

export const task = z.object({
  id: z.string(),
  kind: z.string(),
  assignee: z.string(),
  assigneeName: z.string(),
  state: taskState,
  overdue: z.boolean(),
  dueAt: instant,
  openedAt: instant,
  doneAt: instant.nullable(),
  /** When somebody said that it was done. */
  claimedDoneAt: instant.nullable(),
  /** When it was done by what something shows; a word never sets it. */
  verifiedDoneAt: instant.nullable(),
  /** How we know: A platform, B tracked act, C somebody's word. */
  grade: z.enum(["A", "B", "C"]).nullable(),
  /** What can show it. */
  provenBy: sopEvidence,
  evidence: z.string().nullable(),
  /** The archive knows nothing of a part of its time: not shown does not mean not done. */
  archiveGap: z.boolean(),
  params: z.record(z.string(), z.unknown()),
  why,
  /** Since when somebody else has been told that nothing shows it, and who. */
  escalatedAt: instant.nullable(),
  escalatedTo: z.string().nullable(),
  /** Where in the console it is done. */
  link: z.string().nullable(),
});
export type Task = z.infer<typeof task>;

/** What came of somebody's work: people, each once. */
export const coached = z.object({
  userId: z.string(),
  name: z.string(),
  /** Groups that she owns, held against five to ten. */
  groups: z.number(),
  load: z.enum(["none", "few", "fit", "many"]),
  openTasks: z.number(),
  /** Whom her one-to-one messages of SOPs reached; who of them answered (opened a link, wrote back); who bought within seven days. */
  reached: z.number(),
  answered: z.number(),
  converted: z.number(),
  /** Tasks that were due: shown by evidence, only claimed, not done in time. */
  tasks: z.object({ asked: z.number(), shown: z.number(), claimed: z.number(), missed: z.number() }),
});
export type Coached = z.infer<typeof coached>;

export const tasks = {
  coaching: endpoint({
    name: "tasks.coaching",
    summary: "Per member of staff: reached, answered, converted, and what of her tasks was shown; a month at most",
    permission: "tasks.read",
    input: z.object({ from: day.optional(), to: day.optional(), ...page, limit: z.number().int().min(1).max(50).default(20) }),
    output: pageOf(coached).extend({ from: day, to: day }),
  }),
  list: endpoint({
    name: "tasks.list",
    summary: "What people have to do: open first, by due time",
    permission: "tasks.read",
    scope: "own",
    input: z.object({
      state: taskState.optional(),
      /** Whose: a WeCom user id. `assignee` is the same by its older name. */
      staffId: z.string().optional(),
      /** The list of this local day: what was open at some time of it. */
      day: day.optional(),
      assignee: z.string().optional(),
      kind: z.string().optional(),
      overdue: z.boolean().optional(),
      ...page,
    }),
    output: pageOf(task),
  }),
  get: endpoint({
    name: "tasks.get",
    summary: "One task",
    permission: "tasks.read",
    scope: "own",
    input: z.object({ id }),
    output: task,
  }),
  give: endpoint({
    name: "tasks.give",
    summary: "Let somebody else do open tasks; she is told by a card",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ ids: z.array(id).min(1).max(200), to: z.string().min(1).max(64), why: z.string().max(200).default("") }),
    output: z.object({ given: z.number() }),
  }),
  claim: endpoint({
    name: "tasks.claim",
    summary: "Say that it is done. Recorded as a claim until evidence shows it",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ id, note: z.string().max(500).default("") }),
    output: task,
  }),
};
