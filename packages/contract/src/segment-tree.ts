import { z } from "zod";
import { day } from "./common.ts";

/**
 * Conditions over customers, as data: the console edits them, the server compiles them to SQL. Windows count whole local
 * days of the corp's zone with today: "within 7 days" is today and the six days before it.
 */

const ids = z.array(z.string().min(1).max(80)).min(1).max(200);
const days = z.number().int().min(1).max(3650);
const compare = z.enum([">=", "<=", "="]);
export type Compare = z.infer<typeof compare>;

/** `within` N days, `before`: longer ago than N days, or between two days, both included. */
const when = z.discriminatedUnion("op", [
  z.object({ op: z.literal("within"), days }),
  z.object({ op: z.literal("before"), days }),
  z.object({ op: z.literal("between"), from: day.nullable(), to: day.nullable() }),
]);
export type When = z.infer<typeof when>;

/** What a customer did, or what was done to her: each is a kind of fact that names her. */
export const behaviours = [
  "opened-page",
  "opened-welfare",
  "answered-touch",
  "searched-store",
  "chose-store",
  "joined-group",
  "left-group",
  "deleted-us",
  "was-welcomed",
  "received-touch",
] as const;
export type Behaviour = (typeof behaviours)[number];
const behaviour = z.enum(behaviours);

export const stages = ["new", "active", "loyal", "silent", "lost"] as const;
export type Stage = (typeof stages)[number];

export const marks = ["staff", "test", "supplier", "competitor"] as const;

/** By the kind of the field: text is, contains; number, date, boolean, choice; `known` for all kinds. */
const fieldTest = z.discriminatedUnion("op", [
  z.object({ op: z.literal("known") }),
  z.object({ op: z.literal("text-is"), values: z.array(z.string().min(1).max(200)).min(1).max(50) }),
  z.object({ op: z.literal("text-has"), part: z.string().min(1).max(100) }),
  z.object({ op: z.literal("number"), from: z.number().nullable(), to: z.number().nullable() }),
  z.object({ op: z.literal("date"), from: day.nullable(), to: day.nullable() }),
  /** Within the last N days with today, or the next N days with today. */
  z.object({ op: z.literal("date-within"), days, ahead: z.boolean() }),
  /** The day and month come round within the next N days with today: birthdays. */
  z.object({ op: z.literal("anniversary"), days: z.number().int().min(1).max(366) }),
  z.object({ op: z.literal("flag"), value: z.boolean() }),
  z.object({ op: z.literal("choice"), options: ids }),
]);
export type FieldTest = z.infer<typeof fieldTest>;

/** Any group, some groups (ids `grp_…`), or the groups of some stores. */
const whichGroups = z.discriminatedUnion("of", [
  z.object({ of: z.literal("any") }),
  z.object({ of: z.literal("groups"), groupIds: ids }),
  z.object({ of: z.literal("stores"), storeIds: ids }),
]);
export type WhichGroups = z.infer<typeof whichGroups>;

const score = z.tuple([z.number().int().min(1).max(5), z.number().int().min(1).max(5)]);

/** One condition about one thing. */
export const segmentLeaf = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tags"), match: z.enum(["any", "all", "none"]), tagIds: ids }),
  z.object({ kind: z.literal("name"), contains: z.string().min(1).max(40) }),
  z.object({ kind: z.literal("gender"), in: z.array(z.enum(["male", "female", "unknown"])).min(1) }),
  /** Users of WeChat, or of another corp's WeCom. */
  z.object({ kind: z.literal("type"), in: z.array(z.enum(["wechat", "wecom"])).min(1) }),
  z.object({ kind: z.literal("marked"), in: z.array(z.enum(marks)).min(1) }),
  z.object({ kind: z.literal("field"), key: z.string().min(1).max(80), is: fieldTest }),
  z.object({ kind: z.literal("relation"), in: z.array(z.enum(["friend", "one-way", "lost", "stranger"])).min(1) }),
  /** Her first friendship with any of us. */
  z.object({ kind: z.literal("added"), when }),
  /** Is a friend of one of them now. */
  z.object({ kind: z.literal("staff"), userIds: ids }),
  /** Came through one of these live codes, as a friend or into a group. */
  z.object({ kind: z.literal("code"), codeIds: ids }),
  /** Is in a group of the store, or chose it last on our page. */
  z.object({ kind: z.literal("store"), storeIds: ids }),
  z.object({ kind: z.literal("group"), is: z.enum(["member", "left"]), which: whichGroups, withinDays: days.nullable() }),
  /** Did it so many times, within the last days or (null) ever. */
  z.object({ kind: z.literal("did"), what: behaviour, op: compare, times: z.number().int().min(0).max(10_000), days: days.nullable() }),
  z.object({ kind: z.literal("never"), what: behaviour }),
  /** The last time was more than, or at most, so many days ago. Who never did it is in neither. */
  z.object({ kind: z.literal("last"), what: behaviour, op: z.enum(["more", "less"]), days }),
  /** Orders that count (not refunded in full): how many, their sum or their average in fen. */
  z.object({
    kind: z.literal("orders"),
    measure: z.enum(["count", "amount", "average"]),
    op: compare,
    value: z.number().int().min(0).max(1_000_000_000_00),
    days: days.nullable(),
  }),
  z.object({ kind: z.literal("order-date"), which: z.enum(["first", "last"]), when }),
  /** Scores from … to, 5 is best; null does not matter. Who never bought has none. */
  z.object({ kind: z.literal("rfm"), r: score.nullable(), f: score.nullable(), m: score.nullable() }),
  z.object({ kind: z.literal("stage"), in: z.array(z.enum(stages)).min(1) }),
  /** A lasting draw: everybody has a number from 0 to 99 for a salt; `from` is in, `to` is not. */
  z.object({
    kind: z.literal("bucket"),
    salt: z.string().min(1).max(40),
    from: z.number().int().min(0).max(99),
    to: z.number().int().min(1).max(100),
  }),
  /** Is a member of one of them. */
  z.object({ kind: z.literal("segment"), segmentIds: z.array(z.string().min(1).max(80)).min(1).max(20) }),
]);
export type SegmentLeaf = z.infer<typeof segmentLeaf>;

/** All of them, at least one of them, or none of them. */
export type SegmentGroup = { kind: "and" | "or" | "not"; of: SegmentNode[] };
export type SegmentNode = SegmentLeaf | SegmentGroup;

/** Groups within groups: deeper than this nobody understands. */
export const SEGMENT_DEPTH = 5;
export const SEGMENT_LEAVES = 60;
/** How far segments may stand on segments. */
export const SEGMENT_CHAIN = 5;

const groupOver = (below: z.ZodType<SegmentNode>) => z.object({ kind: z.enum(["and", "or", "not"]), of: z.array(below).min(1).max(30) });

/** Level on level, so that a tree of any depth cannot exhaust the parser. */
function nodeOf(depth: number): z.ZodType<SegmentNode> {
  return depth === 0 ? segmentLeaf : z.discriminatedUnion("kind", [segmentLeaf, groupOver(nodeOf(depth - 1))]);
}

/** `v` is raised when the meaning of a condition changes, so that stored trees can be told apart. */
export const segmentTree = z
  .object({ v: z.literal(1), root: nodeOf(SEGMENT_DEPTH) })
  .refine(({ root }) => leavesOf(root).length <= SEGMENT_LEAVES, { message: `≤ ${SEGMENT_LEAVES}`, path: ["root"] });
export type SegmentTree = z.infer<typeof segmentTree>;

export const isGroup = (node: SegmentNode): node is SegmentGroup => node.kind === "and" || node.kind === "or" || node.kind === "not";

/** The conditions of a tree from left to right, with their place: `0.2` is the third of the first. */
export function leavesOf(node: SegmentNode, path = ""): Array<{ path: string; leaf: SegmentLeaf }> {
  if (!isGroup(node)) return [{ path, leaf: node }];
  return node.of.flatMap((child, i) => leavesOf(child, path === "" ? String(i) : `${path}.${i}`));
}
