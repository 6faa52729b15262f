import type { SegmentNode, StageRule } from "@shuke/contract";

export const stages = ["new", "active", "loyal", "silent", "lost"] as const;

/** A tree with one of its nodes put in place of another; `path` are places from the root. */
export function replaced(node: SegmentNode, path: readonly number[], next: SegmentNode): SegmentNode {
  const [at, ...rest] = path;
  if (at === undefined || !("of" in node)) return next;
  return { ...node, of: node.of.map((child, n) => (n === at ? replaced(child, rest, next) : child)) };
}

export function moved<T>(rows: readonly T[], at: number, by: number): T[] {
  const next = [...rows];
  const [row] = next.splice(at, 1);
  if (row !== undefined) next.splice(at + by, 0, row);
  return next;
}

export type NewKind = "added" | "orders" | "opened" | "friend";

const roots: Record<NewKind, SegmentNode> = {
  added: { kind: "added", when: { op: "within", days: 30 } },
  orders: { kind: "orders", measure: "count", op: ">=", value: 2, days: 90 },
  opened: { kind: "did", what: "opened-page", op: ">=", times: 3, days: 30 },
  friend: { kind: "relation", in: ["friend"] },
};

export const newRule = (kind: NewKind, name: string): StageRule => ({ stage: "active", name, note: "", tree: { v: 1, root: roots[kind] } });
