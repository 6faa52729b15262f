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
];

const ofOne = "the filled world has no segment; a page of its members is a page of its primary key";
export const segmentsExcused: Readonly<Record<string, string>> = {
  "segments.preview": "counts everybody exactly, in the background of the live count; measured by segment-preview",
  "segments.get": ofOne,
  "segments.members": ofOne,
  "segments.versions": ofOne,
  "segments.snapshots": ofOne,
  "segments.compare": ofOne,
};
