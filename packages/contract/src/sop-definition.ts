import { z } from "zod";
import { day, id } from "./common.ts";
import { segmentTree } from "./segment-tree.ts";
import { clockTime, graphStep, linearStep, sopKey, words } from "./sop-step.ts";

export const sopSubject = z.enum(["customer", "group", "staff"]);
export type SopSubject = z.infer<typeof sopSubject>;

/** What a customer does that a wait or a goal may look for. */
export const sopEvents = ["opened-page", "chose-store", "joined-group", "ordered"] as const;
export const sopEvent = z.enum(sopEvents);
export type SopEvent = z.infer<typeof sopEvent>;

const startEvent = z.enum(["customer-joined-store-group", "friend-added", "group-entered-pool"]);
const exits = z.array(z.enum(["left-group", "unfriended", "dismissed"])).default([]);

/** Days by themselves: a list of steps, each so many days after the subject's day 0. The short way to write a graph. */
export const linearSop = z.object({
  key: sopKey,
  name: words,
  subject: z.enum(["customer", "group"]),
  /** What starts the clock: a customer joins a store's group; a group comes into a store's pool. */
  trigger: startEvent.extract(["customer-joined-store-group", "group-entered-pool"]),
  exits,
  steps: z.array(linearStep).min(1).max(60),
});
export type LinearSop = z.infer<typeof linearSop>;

/** Which local days: the calendar of mainland China knows holidays and make-up workdays. Weekdays are 1 (Monday) to 7. */
export const whichDays = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["every", "workdays", "rest-days"]) }),
  z.object({ kind: z.literal("weekdays"), weekdays: z.array(z.number().int().min(1).max(7)).min(1) }),
  z.object({ kind: z.literal("dates"), dates: z.array(day).min(1).max(366) }),
]);
export type WhichDays = z.infer<typeof whichDays>;

export const sopTrigger = z.discriminatedUnion("on", [
  z.object({ on: z.literal("event"), event: startEvent }),
  /** Whoever enters the segment by something that happened. */
  z.object({ on: z.literal("segment"), segmentId: id }),
  /** Whoever fulfils the conditions; looked for once a day at this hour, everybody once for ever. */
  z.object({ on: z.literal("condition"), tree: segmentTree, at: clockTime }),
  /** On these days at this hour, each time anew: the members of a segment (customers), all groups, or all who serve customers. */
  z.object({ on: z.literal("calendar"), days: whichDays, at: clockTime, segmentId: id.optional() }),
]);
export type SopTrigger = z.infer<typeof sopTrigger>;

/** A person's clock starts with the trigger. A group's may start when it is full enough, or old enough, whichever comes first. */
export const sopClock = z.discriminatedUnion("from", [
  z.object({ from: z.literal("start") }),
  z.object({
    from: z.literal("filled"),
    idealSize: z.number().int().min(2).max(500),
    share: z.number().min(0.1).max(1).default(0.8),
    orDay: z.number().int().min(1).max(90).default(14),
  }),
]);
export type SopClock = z.infer<typeof sopClock>;

/** Positioning card of the group class (A0). */
const line = z.string().max(200).default("");
export const positioningCard = z.object({ forWhom: line, notFor: line, service: line, problem: line, value: line, goal: line });

/** What a branch asks: conditions over the customer, or what became of an earlier step. */
export const sopTest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tree"), tree: segmentTree }),
  z.object({ kind: z.literal("step"), step: sopKey, is: z.enum(["done", "metric-met"]) }),
]);
export type SopTest = z.infer<typeof sopTest>;

/** The node that follows; null is the end. */
const next = sopKey.nullable();
const share = z.number().int().min(0).max(100);

export const sopNode = z.discriminatedUnion("do", [
  z.object({ key: sopKey, do: z.literal("act"), step: sopKey, next }),
  /** So many days after day 0, at a local hour. */
  z.object({
    key: sopKey,
    do: z.literal("wait"),
    day: z.number().int().min(0).max(400),
    at: clockTime,
    days: z.enum(["any", "workday"]).default("any"),
    next,
  }),
  /** So many hours from here, and on to the next local `at`: people who come one by one are then written to together. */
  z.object({ key: sopKey, do: z.literal("after"), hours: z.number().min(1).max(2400), at: clockTime.nullable().default(null), next }),
  /** Until it happens, at most so many hours. */
  z.object({ key: sopKey, do: z.literal("until"), event: sopEvent, hours: z.number().min(1).max(2400), next, late: next }),
  /** The first way whose test holds. */
  z.object({
    key: sopKey,
    do: z.literal("branch"),
    ways: z
      .array(z.object({ if: sopTest, next }))
      .min(1)
      .max(10),
    else: next,
  }),
  /** A lasting draw by shares in per cent; the rest, `holdOut`, gets nothing more and is what the others are compared with. */
  z.object({ key: sopKey, do: z.literal("split"), ways: z.array(z.object({ share, next })).min(1).max(10), holdOut: share.default(0) }),
]);
export type SopNode = z.infer<typeof sopNode>;

export const graphSop = z.object({
  v: z.literal(2),
  key: sopKey,
  name: words,
  subject: sopSubject,
  trigger: sopTrigger,
  clock: sopClock.default({ from: "start" }),
  card: positioningCard.optional(),
  exits,
  /** Reached is reached: nothing more is sent. */
  goals: z
    .array(z.object({ key: sopKey, name: words, event: sopEvent }))
    .max(10)
    .default([]),
  start: next,
  /** What is done: the rows of the board. */
  steps: z.array(graphStep).max(60),
  /** In which order, when and for whom. */
  nodes: z.array(sopNode).max(200),
});
export type SopGraph = z.infer<typeof graphSop>;

/** As written by people: the graph, or the short way. */
export const sopWritten = z.union([graphSop, linearSop]);
export type SopWritten = z.infer<typeof sopWritten>;
