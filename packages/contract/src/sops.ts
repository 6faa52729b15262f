import { z } from "zod";
import { id, instant, light, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const sopStepState = z.enum(["waiting", "planned", "done", "missed", "skipped", "refused", "exited"]);
export type SopStepState = z.infer<typeof sopStepState>;

/** One step of one enrolment, as pages about a person or a group show it. */
export const stepOfPerson = z.object({
  key: z.string(),
  name: z.string(),
  state: z.string(),
  dueAt: instant,
  grade: z.string().nullable(),
});

export const boardStep = z.object({
  key: z.string(),
  name: z.string(),
  kind: z.enum(["mass-send", "group-post", "staff-task"]),
  /** Days after the subject's day 0, and the local time `HH:MM`. */
  day: z.number(),
  at: z.string(),
  /** Everybody whom the step concerns: done + underWay + overdue + missed + skipped + refused + exited. */
  entered: z.number(),
  /** Waiting or planned, and still in time. */
  underWay: z.number(),
  waiting: z.number(),
  planned: z.number(),
  done: z.number(),
  /** Waiting or planned although the window is over. */
  overdue: z.number(),
  missed: z.number(),
  skipped: z.number(),
  refused: z.number(),
  exited: z.number(),
  /** done ÷ (done + missed + refused), null while nothing is decided. */
  rate: z.number().nullable(),
  target: z.number(),
  status: light,
  metric: z
    .object({
      name: z.string(),
      of: z.number(),
      met: z.number(),
      rate: z.number().nullable(),
      target: z.number(),
      status: light,
    })
    .nullable(),
});
export type BoardStep = z.infer<typeof boardStep>;

export const sops = {
  list: endpoint({
    name: "sops.list",
    summary: "SOPs with people under way and how many steps are off target",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          key: z.string(),
          name: z.string(),
          subject: z.enum(["customer", "group"]),
          version: z.number(),
          state: z.enum(["active", "paused", "stopped"]),
          enrolled: z.number(),
          underWay: z.number(),
          red: z.number(),
          amber: z.number(),
          playbook: z.string().nullable(),
        }),
      ),
      nextCursor: z.null(),
    }),
  }),
  board: endpoint({
    name: "sops.board",
    summary: "Each step against its target, whole or for one store",
    permission: "plays.read",
    input: z.object({
      sopId: id,
      storeId: z.string().optional(),
      from: z.string().optional(),
      to: z.string().optional(),
    }),
    output: z.object({
      sop: z.object({
        id: z.string(),
        name: z.string(),
        subject: z.enum(["customer", "group"]),
        version: z.number(),
        state: z.string(),
        enrolled: z.number(),
        exited: z.number(),
      }),
      steps: z.array(boardStep),
      stores: z.array(
        z.object({
          storeId: z.string(),
          name: z.string(),
          steps: z.array(z.object({ key: z.string(), rate: z.number().nullable(), status: light })),
        }),
      ),
    }),
  }),
  people: endpoint({
    name: "sops.people",
    summary: "Who is behind a cell of the board, with the reason for each",
    permission: "plays.read",
    input: z.object({
      sopId: id,
      step: z.string(),
      state: sopStepState.optional(),
      storeId: z.string().optional(),
      ...page,
    }),
    output: pageOf(
      z.object({
        enrolmentId: z.string(),
        recipient: z.string(),
        customerId: z.string().nullable(),
        groupId: z.string().nullable(),
        name: z.string(),
        state: sopStepState,
        dueAt: instant,
        doneAt: instant.nullable(),
        grade: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    ),
  }),
  pause: endpoint({
    name: "sops.pause",
    summary: "Plan no further steps; answers how many people that affects",
    permission: "plays.write",
    input: z.object({ sopId: id }),
    output: z.object({ underWay: z.number() }),
  }),
  resume: endpoint({
    name: "sops.resume",
    summary: "Go on; steps whose window has passed meanwhile are skipped, not sent late",
    permission: "plays.write",
    input: z.object({ sopId: id }),
    output: z.object({ underWay: z.number() }),
  }),
};
