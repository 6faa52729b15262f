import { z } from "zod";
import { id, instant, ok, page, pageOf } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";
import { segmentTree } from "./segment-tree.ts";

/**
 * `ready`: the members follow the present rules. `waiting`, `computing`: they follow the rules of `computedVersion`, or there
 * are none yet. `failed`: the last computation failed and is tried again; the members are those from before.
 */
export const segmentProgress = z.object({
  state: z.enum(["ready", "waiting", "computing", "failed"]),
  since: instant.nullable(),
  /** How long the last whole computation took; null before the first. */
  lastTookMs: z.number().nullable(),
  /** Segments that are computed before this one. */
  ahead: z.number(),
  error: z.string().nullable(),
  retryAt: instant.nullable(),
});

export const segmentItem = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  state: z.enum(["active", "archived"]),
  version: z.number(),
  /** The version that the members follow; null before the first computation. */
  computedVersion: z.number().nullable(),
  computedAt: instant.nullable(),
  /** Null before the first computation: unknown is not nobody. */
  members: z.number().nullable(),
  /** Against the end of yesterday; null where yesterday is not known. */
  change: z.number().nullable(),
  progress: segmentProgress,
  /** The rules in words. */
  words: z.string(),
  usedBy: z.number(),
  updatedAt: instant,
});
export type SegmentItem = z.infer<typeof segmentItem>;

const use = z.object({ kind: z.string(), id: z.string(), name: z.string(), to: z.string().nullable() });
const line = z.object({ depth: z.number(), text: z.string() });

/** One node of an explanation: the group's word or the condition in words, whether it is true, and the figures behind it. */
export const explainedNode = z.object({
  depth: z.number(),
  path: z.string(),
  kind: z.string(),
  text: z.string(),
  true: z.boolean(),
  /** "3 orders in 90 days"; null for groups and where yes or no says all. */
  found: z.string().nullable(),
});
export type ExplainedNode = z.infer<typeof explainedNode>;

const snapshot = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  members: z.number(),
  takenAt: instant,
  by: z.string(),
});
export type SegmentSnapshot = z.infer<typeof snapshot>;

const name = z.string().trim().min(1).max(60);
const description = z.string().max(300).default("");
const member = z.object({
  id: z.string(),
  externalUserId: z.string(),
  /** Null until WeCom has told us. */
  name: z.string().nullable(),
  state: z.string(),
  addedAt: instant.nullable(),
  since: instant,
});

export const segments = {
  list: endpoint({
    name: "segments.list",
    summary: "Segments with their size, its change since yesterday and the state of their computation",
    permission: "customers.read",
    input: z.object({ query: z.string().max(60).optional(), state: z.enum(["active", "archived"]).default("active"), ...page }),
    output: pageOf(segmentItem),
  }),
  get: endpoint({
    name: "segments.get",
    summary: "One segment: rules, size by day, who uses it",
    permission: "customers.read",
    input: z.object({ id }),
    output: z.object({
      segment: segmentItem,
      tree: segmentTree,
      lines: z.array(line),
      days: z.array(z.object({ day: z.string(), members: z.number(), entered: z.number(), left: z.number() })),
      usedBy: z.array(use),
    }),
  }),
  create: endpoint({
    name: "segments.create",
    summary: "A new segment; its members are computed in the background",
    permission: "customers.write",
    input: z.object({ name, description, tree: segmentTree }),
    output: segmentItem,
  }),
  update: endpoint({
    name: "segments.update",
    summary: "New name or rules; new rules are a new version, and the members follow the old ones until they are computed",
    permission: "customers.write",
    input: z.object({
      id,
      /** The version that was edited: somebody else's changes are not overwritten. */
      version: z.number().int(),
      name: name.optional(),
      description: z.string().max(300).optional(),
      tree: segmentTree.optional(),
      note: z.string().max(200).default(""),
    }),
    output: segmentItem,
  }),
  archive: endpoint({
    name: "segments.archive",
    summary: "Stops keeping a segment; its members stay as they are until it is taken back. Refused while something uses it",
    permission: "customers.write",
    input: z.object({ id }),
    output: segmentItem,
  }),
  restore: endpoint({
    name: "segments.restore",
    summary: "Takes an archived segment back; its members are computed anew",
    permission: "customers.write",
    input: z.object({ id }),
    output: segmentItem,
  }),
  recompute: endpoint({
    name: "segments.recompute",
    summary: "Computes all members anew: they should be the same, and the answer of the log says whether they were",
    permission: "customers.write",
    input: z.object({ id }),
    output: segmentItem,
  }),
  preview: endpoint({
    name: "segments.preview",
    summary: "How many customers fulfil conditions, exactly. A later preview of the same editor ends an earlier one",
    permission: "customers.read",
    input: z.object({ tree: segmentTree, editor: z.string().max(60).optional() }),
    output: z.object({ count: z.number().int(), tookMs: z.number() }),
  }),
  estimate: endpoint({
    name: "segments.estimate",
    summary: "About how many, from a part of all customers; with some people in it and some near to it",
    permission: "customers.read",
    input: z.object({ tree: segmentTree }),
    output: z.object({
      /** Counted among `share` of all customers and scaled. */
      count: z.number().int(),
      share: z.number(),
      tookMs: z.number(),
      words: z.string(),
      sample: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
    }),
  }),
  members: endpoint({
    name: "segments.members",
    summary: "Who is in a segment",
    permission: "customers.read",
    input: z.object({ id, ...page }),
    output: pageOf(member),
  }),
  explain: endpoint({
    name: "segments.explain",
    summary: "Why a customer is in a segment or not: each condition, whether it is true, and the figures behind it",
    permission: "customers.read",
    shows: { subject: "customer", by: "customerId" },
    input: z.union([z.object({ segmentId: id, customerId: id }), z.object({ tree: segmentTree, customerId: id })]),
    output: z.object({
      /** By the rules as they are now. */
      in: z.boolean(),
      /** By the table of members; null for a tree that is no segment, and before the first computation. */
      member: z.boolean().nullable(),
      since: instant.nullable(),
      nodes: z.array(explainedNode),
    }),
  }),
  ofCustomer: endpoint({
    name: "segments.ofCustomer",
    summary: "The segments in which a customer is, the newest first",
    permission: "customers.read",
    shows: { subject: "customer", by: "customerId" },
    scope: "own",
    input: z.object({ customerId: id }),
    output: z.object({
      items: z.array(z.object({ id: z.string(), name: z.string(), since: instant, words: z.string() })),
      /** Segments whose members are not known yet. */
      unknown: z.number(),
    }),
  }),
  versions: endpoint({
    name: "segments.versions",
    summary: "The rules as they were: who changed what, in words",
    permission: "customers.read",
    input: z.object({ id }),
    output: z.object({
      items: z.array(
        z.object({
          version: z.number(),
          at: instant,
          by: z.string(),
          note: z.string(),
          added: z.array(z.string()),
          removed: z.array(z.string()),
          tree: segmentTree,
        }),
      ),
    }),
  }),
  snapshot: endpoint({
    name: "segments.snapshot",
    summary: "Keeps the members as they are now; a snapshot never changes",
    permission: "customers.write",
    input: z.object({ id, name: z.string().trim().max(60).default("") }),
    output: snapshot,
  }),
  snapshots: endpoint({
    name: "segments.snapshots",
    summary: "A segment's snapshots, the newest first",
    permission: "customers.read",
    input: z.object({ id }),
    output: z.object({ items: z.array(snapshot) }),
  }),
  removeSnapshot: endpoint({
    name: "segments.removeSnapshot",
    summary: "Deletes a snapshot",
    permission: "customers.write",
    input: z.object({ snapshotId: id }),
    output: ok,
  }),
  compare: endpoint({
    name: "segments.compare",
    summary: "Two snapshots, or a snapshot and today: who is in both, who only in one",
    permission: "customers.read",
    input: z.object({ snapshotId: id, withSnapshotId: id.nullable() }),
    output: z.object({
      both: z.number(),
      onlyFirst: z.number(),
      onlySecond: z.number(),
      first: z.object({ label: z.string(), sample: z.array(z.object({ id: z.string(), name: z.string().nullable() })) }),
      second: z.object({ label: z.string(), sample: z.array(z.object({ id: z.string(), name: z.string().nullable() })) }),
    }),
  }),
};

/** The members as a file, or those of one of its snapshots. */
export const segmentExport = downloadSpec({
  name: "segments.export",
  permission: "customers.write",
  file: "segment",
  input: z.object({ id, snapshotId: z.string().max(80).optional() }),
});
