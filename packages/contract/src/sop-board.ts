import { z } from "zod";
import { day, id, light, page } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";
import { sopSubject } from "./sop-definition.ts";
import { boardUnits } from "./board-words.ts";

/**
 * A rate beside the same of the period before. `trend` is "same" where the difference may well be chance, and "unknown" where one of
 * the two has too few cases to be a rate.
 */
export const boardChange = z.object({
  rate: z.number().nullable(),
  decided: z.number(),
  before: z.number().nullable(),
  decidedBefore: z.number(),
  trend: z.enum(["up", "down", "same", "unknown"]),
});
export type BoardChange = z.infer<typeof boardChange>;

/** Two periods of as many days, the second right before the first; days on which people began. */
export const boardPeriods = z.object({ from: day, to: day, before: z.object({ from: day, to: day }) });
export type BoardPeriods = z.infer<typeof boardPeriods>;

export const boardStep = z.object({
  key: z.string(),
  name: z.string(),
  kind: z.enum(["mass-send", "group-post", "staff-task"]),
  /** Days after the subject's day 0, and the local time `HH:MM`; null and "" where it hangs on what somebody does. */
  day: z.number().nullable(),
  at: z.string(),
  /** Everybody whom the step concerns: done + claimed + underWay + overdue + missed + skipped + refused + exited. */
  entered: z.number(),
  /** Waiting or planned, and still in time. */
  underWay: z.number(),
  waiting: z.number(),
  planned: z.number(),
  done: z.number(),
  /** Somebody's word, and nothing that shows it. */
  claimed: z.number(),
  /** Waiting or planned although the window is over. */
  overdue: z.number(),
  missed: z.number(),
  skipped: z.number(),
  refused: z.number(),
  exited: z.number(),
  /** done + missed + refused + claims whose time is over. */
  decided: z.number(),
  /** done ÷ decided, null while nothing is decided. */
  rate: z.number().nullable(),
  target: z.number(),
  status: light,
  /** How many more would have had to be done; 0 on target and where it cannot be judged. */
  short: z.number(),
  /** A rate of so few that one case more moves it by a twentieth. */
  isFew: z.boolean(),
  change: boardChange,
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

export const boardUnitKind = z.enum(boardUnits);
export type BoardUnitKind = z.infer<typeof boardUnitKind>;

const cell = z.object({
  key: z.string(),
  done: z.number(),
  decided: z.number(),
  rate: z.number().nullable(),
  status: light,
  short: z.number(),
  isFew: z.boolean(),
});

/** Local days on which people began, both inclusive; without them all times, compared by the last seven days. */
const period = { from: day.optional(), to: day.optional() };

export const sopBoards = {
  overview: endpoint({
    name: "sops.overview",
    summary: "Every step of every running SOP against its target, the worst first, with the change to the period before",
    permission: "plays.read",
    scope: "own",
    input: z.object({ storeId: z.string().optional(), ...period }),
    output: z.object({
      compared: boardPeriods,
      lights: z.object({ red: z.number(), amber: z.number(), green: z.number(), unknown: z.number() }),
      items: z.array(boardStep.extend({ sopId: z.string(), sop: z.string(), subject: sopSubject })),
    }),
  }),
  breakdown: endpoint({
    name: "sops.breakdown",
    summary: "An SOP's steps per store, group or member of staff: whoever is furthest from the targets first",
    permission: "plays.read",
    scope: "own",
    input: z.object({
      sopId: id,
      by: boardUnitKind,
      storeId: z.string().optional(),
      query: z.string().max(60).optional(),
      ...period,
      ...page,
    }),
    output: z.object({
      items: z.array(
        z.object({
          /** The store's id, WeCom's id of the group or of the member; "" for those without. */
          key: z.string(),
          name: z.string(),
          /** Of groups, for a link. */
          groupId: z.string().nullable(),
          short: z.number(),
          decided: z.number(),
          cells: z.array(cell),
        }),
      ),
      nextCursor: z.string().nullable(),
      total: z.number(),
      /** Too many people to be counted per group or member at once: ask for one store's. */
      needsStore: z.boolean(),
    }),
  }),
};

export const sopDownloads = {
  board: downloadSpec({
    name: "sops.board",
    permission: "plays.read",
    scope: "own",
    file: "sop-board",
    input: z.object({ sopId: id, by: z.enum(["step", "store", "group", "staff"]), storeId: z.string().optional(), ...period }),
  }),
};
