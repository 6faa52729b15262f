import { leavesOf, type SegmentLeaf, type SegmentNode } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import { leafSql } from "./compile.ts";
import type { Frame } from "./types.ts";

/** What a condition depends on, as bits: a fact names whose, and only segments that ask for it are looked at. */
export const FAMILY = {
  profile: 1,
  tags: 2,
  relation: 4,
  groups: 8,
  behaviour: 16,
  orders: 32,
  rfm: 64,
  fields: 128,
  marks: 256,
  stage: 512,
  segments: 1024,
} as const;
export type Family = keyof typeof FAMILY;

export const bits = (...families: readonly Family[]): number => families.reduce((all, one) => all | FAMILY[one], 0);
export const ALL = bits(...(Object.keys(FAMILY) as Family[]));

const OF: Record<SegmentLeaf["kind"], number> = {
  tags: bits("tags"),
  name: bits("profile"),
  gender: bits("profile"),
  type: bits("profile"),
  relation: bits("relation"),
  added: bits("relation"),
  bucket: 0,
  staff: bits("relation"),
  code: bits("relation", "groups"),
  store: bits("groups", "behaviour"),
  group: bits("groups"),
  did: bits("behaviour"),
  never: bits("behaviour"),
  last: bits("behaviour"),
  orders: bits("orders"),
  "order-date": bits("orders"),
  rfm: bits("rfm"),
  field: bits("fields"),
  marked: bits("marks"),
  stage: bits("stage"),
  segment: bits("segments"),
};

/** Everything that a tree depends on. Whoever is new may fulfil it at once, so being new counts for every tree. */
export const familiesOf = (root: SegmentNode): number => leavesOf(root).reduce((all, { leaf }) => all | OF[leaf.kind], bits("profile"));

/** The segments that a tree names. */
export const dependsOn = (root: SegmentNode): string[] => [
  ...new Set(leavesOf(root).flatMap(({ leaf }) => (leaf.kind === "segment" ? leaf.segmentIds : []))),
];

/** Customers whose answer may change when the local day goes from `from` to `to`; null for a tree without windows. */
export function changingAt(frame: Frame, root: SegmentNode, from: string, to: string): RawBuilder<unknown> | null {
  const parts = leavesOf(root).flatMap(({ leaf }) => leafSql(frame, leaf).moving?.(from, to) ?? []);
  return parts.length === 0 ? null : sql.join(parts, sql` union `);
}
