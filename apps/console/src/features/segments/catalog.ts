import type { SegmentGroup, SegmentLeaf, SegmentNode, SegmentTree } from "@shuke/contract";

export type Kind = SegmentLeaf["kind"];

/** Kinds of conditions as the menu shows them. */
export const areas = {
  who: ["tags", "field", "stage", "name", "gender", "type", "marked"],
  relation: ["relation", "added", "staff", "code", "store", "group"],
  did: ["did", "never", "last"],
  bought: ["orders", "order-date", "rfm"],
  other: ["segment", "bucket"],
} as const satisfies Record<string, readonly Kind[]>;
export type Area = keyof typeof areas;

/** A condition as it begins. What must be chosen is empty, so that it can be seen to be missing. */
export function freshLeaf(kind: Kind): SegmentLeaf {
  switch (kind) {
    case "tags":
      return { kind, match: "any", tagIds: [] };
    case "name":
      return { kind, contains: "" };
    case "gender":
      return { kind, in: ["female"] };
    case "type":
      return { kind, in: ["wechat"] };
    case "marked":
      return { kind, in: ["staff"] };
    case "field":
      return { kind, key: "", is: { op: "known" } };
    case "relation":
      return { kind, in: ["friend"] };
    case "added":
      return { kind, when: { op: "within", days: 7 } };
    case "staff":
      return { kind, userIds: [] };
    case "code":
      return { kind, codeIds: [] };
    case "store":
      return { kind, storeIds: [] };
    case "group":
      return { kind, is: "member", which: { of: "any" }, withinDays: null };
    case "did":
      return { kind, what: "opened-page", op: ">=", times: 1, days: 30 };
    case "never":
      return { kind, what: "opened-page" };
    case "last":
      return { kind, what: "opened-page", op: "more", days: 30 };
    case "orders":
      return { kind, measure: "count", op: ">=", value: 1, days: 90 };
    case "order-date":
      return { kind, which: "last", when: { op: "before", days: 60 } };
    case "rfm":
      return { kind, r: [4, 5], f: null, m: null };
    case "stage":
      return { kind, in: ["active"] };
    case "bucket":
      return { kind, salt: "", from: 0, to: 50 };
    case "segment":
      return { kind, segmentIds: [] };
  }
}

export const isGroup = (node: SegmentNode): node is SegmentGroup => node.kind === "and" || node.kind === "or" || node.kind === "not";

/** Whether a condition says something: nothing empty, no range of nothing. */
export function isComplete(leaf: SegmentLeaf): boolean {
  const texts = isFilled(leaf);
  switch (leaf.kind) {
    case "group":
      return leaf.which.of === "any" || (leaf.which.of === "groups" ? leaf.which.groupIds : leaf.which.storeIds).length > 0;
    case "field":
      return texts && isFilled(leaf.is) && isBounded(leaf.is);
    case "added":
    case "order-date":
      return isBounded(leaf.when);
    case "rfm":
      return leaf.r !== null || leaf.f !== null || leaf.m !== null;
    case "bucket":
      return texts && leaf.from < leaf.to;
    default:
      return texts;
  }
}

const isFilled = (parts: object): boolean =>
  Object.values(parts).every((value) => value !== "" && !(Array.isArray(value) && value.length === 0));

/** A range needs one end at least. */
const isBounded = (range: object): boolean => !("from" in range && "to" in range) || range.from !== null || range.to !== null;

export function everyLeaf(node: SegmentNode): SegmentLeaf[] {
  return isGroup(node) ? node.of.flatMap(everyLeaf) : [node];
}

export const isReady = (root: SegmentNode): boolean =>
  everyLeaf(root).length > 0 && everyLeaf(root).every(isComplete) && !hasEmptyGroup(root);

const hasEmptyGroup = (node: SegmentNode): boolean => isGroup(node) && (node.of.length === 0 || node.of.some(hasEmptyGroup));

/** The page's top is always a group; a tree that is one condition gets one around it. */
export const rootOf = (tree: SegmentTree | undefined): SegmentGroup =>
  tree === undefined ? { kind: "and", of: [] } : isGroup(tree.root) ? tree.root : { kind: "and", of: [tree.root] };

/** How deep groups stand within groups. */
export const DEEPEST = 5;
