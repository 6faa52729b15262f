import { z } from "zod";
import { sopStepStates } from "./board-words.ts";
import { day, id, instant, light, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { sopFindingCodes } from "./sop-check.ts";
import { boardPeriods, boardStep, sopBoards } from "./sop-board.ts";
import { graphSop, sopSubject, sopWritten } from "./sop-definition.ts";

/** `claimed`: somebody says so and nothing has shown it (yet). */
export const sopStepState = z.enum(sopStepStates);
export type SopStepState = z.infer<typeof sopStepState>;

/** `draft`: never published, nobody is in it. `stopped` is for good. */
export const sopState = z.enum(["draft", "active", "paused", "stopped"]);
export type SopState = z.infer<typeof sopState>;

/** The `revision` that was read: refused (sopSavedMeanwhile) when somebody has saved since. Absent: whatever is there is written over. */
const revisionRead = z.number().int().min(0).optional();

/** What a change of state concerns: people with something to come, steps that wait, steps that are with staff or WeCom already. */
const concerned = z.object({ underWay: z.number(), waiting: z.number(), planned: z.number() });

/** What is to be mended, in the reader's words; `at` is the key of a node or step, "" for the whole. */
export const sopFinding = z.object({
  code: z.enum(sopFindingCodes),
  level: z.enum(["error", "warning"]),
  at: z.string(),
  message: z.string(),
});

/** active: something may still come; completed: every step has ended; held-out: drawn for comparison; exited: left before the end. */
export const enrolmentState = z.enum(["active", "completed", "held-out", "exited"]);
export type EnrolmentState = z.infer<typeof enrolmentState>;

/** One line of what would happen to somebody. `kind`: a step with its fate, a question on the way, a draw, an end. */
const foretold = z.object({
  at: instant,
  kind: z.enum(["step", "branch", "until", "split", "end"]),
  key: z.string(),
  name: z.string(),
  happens: z.boolean(),
  reason: z.string(),
});

/** One step of one enrolment, as pages about a person or a group show it. */
export const stepOfPerson = z.object({
  key: z.string(),
  name: z.string(),
  state: z.string(),
  dueAt: instant,
  grade: z.string().nullable(),
});

export const sops = {
  ...sopBoards,
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
          subject: sopSubject,
          version: z.number(),
          state: sopState,
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
    summary: "Each step against its target with the change to the period before, whole or for one store",
    permission: "plays.read",
    scope: "own",
    input: z.object({ sopId: id, storeId: z.string().optional(), from: day.optional(), to: day.optional() }),
    output: z.object({
      compared: boardPeriods,
      sop: z.object({
        id: z.string(),
        name: z.string(),
        subject: sopSubject,
        version: z.number(),
        state: z.string(),
        enrolled: z.number(),
        exited: z.number(),
      }),
      steps: z.array(boardStep),
      /** Steps that wait because what they take from the library cannot go out now, in the reader's words. */
      stopped: z.array(z.object({ step: z.string(), message: z.string() })),
      /** The hundred furthest from their targets; all of them, page by page: `sops.breakdown`. */
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
    scope: "own",
    input: z.object({
      sopId: id,
      step: z.string(),
      state: sopStepState.optional(),
      storeId: z.string().optional(),
      /** WeCom's id of the group, and of the member who is to do it; "" for those without a group. */
      chatId: z.string().max(80).optional(),
      sender: z.string().max(80).optional(),
      /** Not done, although its time is over. */
      overdue: z.boolean().optional(),
      /** Of those done: whether the effect came. */
      metric: z.enum(["met", "not-met"]).optional(),
      from: day.optional(),
      to: day.optional(),
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
  get: endpoint({
    name: "sops.get",
    summary: "Definition and draft of an SOP, with what is to be mended in the draft",
    permission: "plays.read",
    input: z.object({ sopId: id }),
    output: z.object({
      id: z.string(),
      key: z.string(),
      name: z.string(),
      subject: sopSubject,
      state: sopState,
      /** 0: never published. */
      version: z.number(),
      /** How often it was saved or published: say it with sops.update and sops.publish. */
      revision: z.number().int(),
      /** People under way who are being moved to a version (sops.publish); null when nobody is any more. */
      moving: z.object({ version: z.number(), done: z.number(), total: z.number() }).nullable(),
      playbook: z.string().nullable(),
      definition: sopWritten.nullable(),
      draft: sopWritten.nullable(),
      findings: z.array(sopFinding),
      versions: z.array(z.object({ version: z.number(), createdAt: instant, underWay: z.number() })),
      /** What of the corp's settings a definition is held against: one-to-one messages in so many days, and the quiet hours. */
      limits: z.object({ touches: z.number(), days: z.number(), quiet: z.object({ from: z.string(), to: z.string() }) }),
    }),
  }),
  concerned: endpoint({
    name: "sops.concerned",
    summary: "What a pause, a resumption or a stop would concern now; nothing is changed",
    permission: "plays.read",
    input: z.object({ sopId: id }),
    output: concerned.extend({
      /** Of the waiting: steps whose hour has passed, by what a resumption would do with them. */
      late: z.object({ do: z.number(), skip: z.number(), ask: z.number() }),
    }),
  }),
  toYaml: endpoint({
    name: "sops.toYaml",
    summary: "A definition as a file that people can read, keep and change",
    permission: "plays.read",
    input: z.object({ definition: sopWritten }),
    output: z.object({ yaml: z.string() }),
  }),
  fromYaml: endpoint({
    name: "sops.fromYaml",
    summary: "Reads such a file; what is wrong comes with its line and in words. Nothing is saved",
    permission: "plays.read",
    input: z.object({ yaml: z.string().max(400_000) }),
    output: z.object({
      definition: graphSop.nullable(),
      problems: z.array(z.object({ path: z.string(), line: z.number().nullable(), message: z.string() })),
    }),
  }),
  create: endpoint({
    name: "sops.create",
    summary: "A draft; nobody enters before it is published",
    permission: "plays.write",
    input: z.object({ definition: sopWritten }),
    output: z.object({ sopId: z.string(), revision: z.number().int(), findings: z.array(sopFinding) }),
  }),
  update: endpoint({
    name: "sops.update",
    summary: "Change the draft; what runs stays as it is until it is published",
    permission: "plays.write",
    input: z.object({ sopId: id, definition: sopWritten, revision: revisionRead }),
    output: z.object({ sopId: z.string(), revision: z.number().int(), findings: z.array(sopFinding) }),
  }),
  publish: endpoint({
    name: "sops.publish",
    summary: "Newcomers get the draft from now on; people under way keep their version, or are moved to it (preview: sops.diff)",
    permission: "plays.write",
    input: z.object({ sopId: id, move: z.boolean().default(false), revision: revisionRead }),
    /** `moved`: how many are moved, the first thousand at once, the others within minutes (`moving` of sops.get). */
    output: z.object({ version: z.number(), moved: z.number(), revision: z.number().int() }),
  }),
  diff: endpoint({
    name: "sops.diff",
    summary: "What differs between two versions (0 or absent: the draft), and what a move would mean for whom is under way",
    permission: "plays.read",
    input: z.object({
      sopId: id,
      from: z.number().int().min(0).optional(),
      to: z.number().int().min(0).optional(),
      /** Compares what is kept with this, which is not kept yet. */
      definition: sopWritten.optional(),
    }),
    output: z.object({
      from: z.number(),
      to: z.number(),
      /** What is compared; `before` is null for a first draft. */
      before: graphSop.nullable(),
      after: graphSop,
      changes: z.array(
        z.object({
          what: z.enum(["step", "node", "trigger", "clock", "exits", "goals", "start", "name", "card"]),
          key: z.string(),
          how: z.enum(["added", "removed", "changed"]),
          /** Names of the fields that differ. */
          fields: z.array(z.string()),
        }),
      ),
      /** Of people with something to come, in any version but `to`. */
      move: z.object({
        underWay: z.number(),
        /** How many of them were looked at for the rest: all, or a fair part of many. */
        looked: z.number(),
        touched: z.number(),
        steps: z.array(z.object({ key: z.string(), added: z.number(), dropped: z.number(), otherHour: z.number() })),
        people: z.array(
          z.object({
            enrolmentId: z.string(),
            name: z.string(),
            version: z.number(),
            added: z.array(z.string()),
            dropped: z.array(z.string()),
            otherHour: z.array(z.string()),
          }),
        ),
      }),
    }),
  }),
  dryRun: endpoint({
    name: "sops.dryRun",
    summary: "What would happen to these people if they entered now, with every reason; nothing is written",
    permission: "plays.read",
    input: z.object({
      sopId: id,
      recipients: z.array(z.string().min(1).max(80)).min(1).max(50),
      version: z.number().int().min(0).optional(),
    }),
    output: z.object({
      findings: z.array(sopFinding),
      people: z.array(z.object({ recipient: z.string(), name: z.string(), enters: z.boolean(), lines: z.array(foretold) })),
    }),
  }),
  enrolments: endpoint({
    name: "sops.enrolments",
    summary: "Who is in it, in which version, at which step, with what shows that steps were done",
    permission: "plays.read",
    input: z.object({ sopId: id, state: enrolmentState.optional(), ...page }),
    output: pageOf(
      z.object({
        enrolmentId: z.string(),
        /** `customer:cus_…`, `group:grp_…`, `staff:stf_…`. */
        subject: z.string(),
        recipient: z.string(),
        name: z.string(),
        version: z.number(),
        /** The step that is next or under way; null when nothing is. */
        step: z.string().nullable(),
        /** The node where the way waits to be decided. */
        waitsAt: z.string().nullable(),
        state: enrolmentState,
        reason: z.string().nullable(),
        startedAt: instant,
        evidence: z.array(z.object({ step: z.string(), grade: z.string(), evidence: z.string(), at: instant })),
      }),
    ),
  }),
  asked: endpoint({
    name: "sops.asked",
    summary: "Late steps about which somebody must say whether they are still done",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({
      items: z.array(
        z.object({ sopId: z.string(), sop: z.string(), step: z.string(), name: z.string(), people: z.number(), until: instant }),
      ),
      nextCursor: z.null(),
    }),
  }),
  answerLate: endpoint({
    name: "sops.answerLate",
    summary: "Late steps are still done, or left out; answers for how many people",
    permission: "plays.write",
    input: z.object({ sopId: id, step: z.string(), do: z.boolean() }),
    output: z.object({ people: z.number() }),
  }),
  pause: endpoint({
    name: "sops.pause",
    summary: "Plan no further steps; answers what that concerns",
    permission: "plays.write",
    input: z.object({ sopId: id }),
    output: concerned,
  }),
  resume: endpoint({
    name: "sops.resume",
    summary: "Go on; steps whose hour has passed meanwhile are late and treated as they say, never sent as a backlog",
    permission: "plays.write",
    input: z.object({ sopId: id }),
    output: concerned,
  }),
  stop: endpoint({
    name: "sops.stop",
    summary: "For good: everybody under way leaves; answers what that concerns",
    permission: "plays.write",
    input: z.object({ sopId: id }),
    output: concerned,
  }),
};
