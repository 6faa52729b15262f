import type { SegmentNode, StageRule } from "@shuke/contract";

export const stages = ["new", "active", "loyal", "silent", "lost"] as const;

export type NewKind = "added" | "orders" | "opened" | "friend";

const roots: Record<NewKind, SegmentNode> = {
  added: { kind: "added", when: { op: "within", days: 30 } },
  orders: { kind: "orders", measure: "count", op: ">=", value: 2, days: 90 },
  opened: { kind: "did", what: "opened-page", op: ">=", times: 3, days: 30 },
  friend: { kind: "relation", in: ["friend"] },
};

export const newRule = (kind: NewKind, name: string): StageRule => ({ stage: "active", name, note: "", tree: { v: 1, root: roots[kind] } });
