import { z } from "zod";
import { id, instant, page, pageOf, why } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const taskState = z.enum(["open", "claimed", "done", "cancelled"]);

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
  /** How we know: A platform, B tracked act, C somebody's word. */
  grade: z.enum(["A", "B", "C"]).nullable(),
  evidence: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  why,
  /** Where in the console it is done. */
  link: z.string().nullable(),
});
export type Task = z.infer<typeof task>;

export const tasks = {
  list: endpoint({
    name: "tasks.list",
    summary: "What people have to do: open first, by due time",
    permission: "tasks.read",
    input: z.object({
      state: taskState.optional(),
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
    input: z.object({ id }),
    output: task,
  }),
  claim: endpoint({
    name: "tasks.claim",
    summary: "Say that it is done. Recorded as a claim until evidence shows it",
    permission: "tasks.write",
    input: z.object({ id, note: z.string().max(500).default("") }),
    output: task,
  }),
};
