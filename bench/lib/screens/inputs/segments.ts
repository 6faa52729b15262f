import { api, type SegmentNode } from "@shuke/contract";
import { type Ask, ask } from "../ask.ts";
import type { Samples } from "../samples.ts";

const tree = (some: Samples) => ({
  v: 1 as const,
  root: {
    kind: "and",
    of: [
      { kind: "relation", in: ["friend"] },
      { kind: "tags", match: "any", tagIds: [some.one("tag")] },
      { kind: "staff", userIds: [some.one("staff")] },
      { kind: "orders", measure: "count", op: ">=", value: 2, days: 90 },
    ],
  } satisfies SegmentNode,
});

export const segments: readonly Ask[] = [
  ask(api.segments.list, "in use", () => ({})),
  ask(api.segments.estimate, "live count", (s) => ({ tree: tree(s) })),
  ask(api.segments.explain, "why", (s) => ({ tree: tree(s), customerId: s.one("customer") })),
  ask(api.segments.ofCustomer, "of a person", (s) => ({ customerId: s.one("customer") })),
  ask(api.segments.get, "one", (s) => ({ id: s.one("segment") })),
  ask(api.segments.members, "members", (s) => ({ id: s.one("segment") })),
  ask(api.segments.versions, "one", (s) => ({ id: s.one("segment") })),
  ask(api.segments.snapshots, "one", (s) => ({ id: s.one("segment") })),
  ask(api.segments.compare, "with today", (s) => ({ snapshotId: s.one("snapshot"), withSnapshotId: null })),
];

export const segmentsExcused: Readonly<Record<string, string>> = {
  "segments.preview": "counts everybody exactly, in the background of the live count; measured by segment-preview",
};
