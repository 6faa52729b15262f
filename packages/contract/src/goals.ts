import { z } from "zod";
import { day, id, instant, ok } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { goalMetrics } from "./board-words.ts";

export const goalMetric = z.enum(goalMetrics);
export type GoalMetric = z.infer<typeof goalMetric>;

/** people, groups, orders: counts; fen: money; share: 0 … 1. */
export const goalUnit = z.enum(["people", "groups", "orders", "fen", "share"]);
export type GoalUnit = z.infer<typeof goalUnit>;

export const goalParams = z.object({
  /** groups-of-size: that many members or more. */
  atLeast: z.number().int().min(1).max(500).optional(),
  tagId: z.string().max(80).optional(),
  /** The same as `group/name`, where WeCom is to make the tag yet. */
  tagName: z.string().max(80).optional(),
  segmentId: z.string().max(80).optional(),
  /** step-rate: of this SOP's step; people who began in the last 30 days. */
  sopId: z.string().max(80).optional(),
  step: z.string().max(40).optional(),
  /** break-even: what of the members' money is margin, 0 … 1. Never assumed: without it the goal is unknown. */
  margin: z.number().min(0).max(1).optional(),
});
export type GoalParams = z.infer<typeof goalParams>;

/** Where it should be when: shares of the time and of the way, both rising, between (0, 0) and (1, 1). Empty: a straight line. */
export const goalCurve = z
  .array(z.object({ time: z.number().gt(0).lt(1), way: z.number().min(0).max(1) }))
  .max(20)
  .refine(
    (points) => points.every((point, n) => n === 0 || (point.time > (points[n - 1]?.time ?? 0) && point.way >= (points[n - 1]?.way ?? 0))),
    {
      message: "goalCurveRises",
    },
  );
export type GoalCurve = z.infer<typeof goalCurve>;

const about = {
  name: z.string().trim().min(1).max(60),
  target: z.number().finite(),
  /** Local days, both inclusive. */
  startDay: day,
  deadline: day,
  /** What it was on the first day; left out, it is measured then. */
  startValue: z.number().finite().nullable().optional(),
  curve: goalCurve.optional(),
  params: goalParams.default({}),
  /** The member of staff who answers for it. */
  owner: z.string().max(80).nullable().optional(),
};

export const goalCost = z.object({ id: z.string(), day, label: z.string(), fen: z.number() });

/** reached; ahead / on-pace / behind of where it should be today; missed: the last day is over; unknown: not measured, or too early. */
export const goalVerdict = z.enum(["reached", "ahead", "on-pace", "behind", "missed", "unknown"]);
export type GoalVerdict = z.infer<typeof goalVerdict>;

export const goal = z.object({
  id: z.string(),
  name: z.string(),
  metric: goalMetric,
  unit: goalUnit,
  /** "down": the smaller the better. */
  direction: z.enum(["up", "down"]),
  params: goalParams,
  target: z.number(),
  startValue: z.number().nullable(),
  startDay: day,
  deadline: day,
  curve: goalCurve,
  owner: z.object({ userId: z.string(), name: z.string() }).nullable(),
  playbook: z.string().nullable(),
  state: z.enum(["active", "archived"]),
  /** null: unknown, for the reason. */
  value: z.number().nullable(),
  reason: z.enum(["no-data", "no-margin", "gone", "few"]).nullable(),
  measuredAt: instant.nullable(),
  /** Where it should be by now. */
  expected: z.number().nullable(),
  /** Days ahead of where it should be; negative: behind. */
  aheadDays: z.number().nullable(),
  verdict: goalVerdict,
  /** Where it will be on the deadline if it goes on like in the last four weeks; null: too little is known. */
  forecast: z.object({ low: z.number(), high: z.number() }).nullable(),
  daysLeft: z.number(),
  /** A value a day, oldest first. */
  history: z.array(z.object({ day, value: z.number() })),
  /** What stands behind the value: a path of the console. */
  to: z.string().nullable(),
  costs: z.array(goalCost),
});
export type Goal = z.infer<typeof goal>;

export const goals = {
  board: endpoint({
    name: "goals.board",
    summary: "The goals with their values, where they should be by now, and a forecast; what needs most is first",
    permission: "insight.read",
    input: z.object({ archived: z.boolean().default(false) }),
    output: z.object({ items: z.array(goal), nextCursor: z.null() }),
  }),
  get: endpoint({
    name: "goals.get",
    summary: "One goal with all its days",
    permission: "insight.read",
    input: z.object({ id }),
    output: goal,
  }),
  create: endpoint({
    name: "goals.create",
    summary: "Set a goal; it is measured at once and kept every day",
    permission: "plays.write",
    input: z.object({ ...about, metric: goalMetric }),
    output: goal,
  }),
  update: endpoint({
    name: "goals.update",
    summary: "Change a goal; its days stay as they were measured",
    permission: "plays.write",
    input: z.object({
      ...about,
      name: about.name.optional(),
      target: about.target.optional(),
      startDay: day.optional(),
      deadline: day.optional(),
      params: goalParams.optional(),
      id,
    }),
    output: goal,
  }),
  archive: endpoint({
    name: "goals.archive",
    summary: "Take a goal off the board, or put it back; what was measured stays",
    permission: "plays.write",
    input: z.object({ id, archived: z.boolean().default(true) }),
    output: ok,
  }),
  addCost: endpoint({
    name: "goals.addCost",
    summary: "What the domain cost, as somebody knows it: for break-even",
    permission: "plays.write",
    input: z.object({ id, day, label: z.string().trim().min(1).max(60), fen: z.number().int().min(1).max(1_000_000_000_00) }),
    output: goal,
  }),
  removeCost: endpoint({
    name: "goals.removeCost",
    summary: "Take a cost back",
    permission: "plays.write",
    input: z.object({ id, costId: id }),
    output: goal,
  }),
};
