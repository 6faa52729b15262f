import { subtree, usersOf } from "./org.ts";
import type { Strategy, StrategyNode } from "./rows.ts";
import type { World } from "./world.ts";

/** Rule groups of one kind in the order in which they were made. */
export function strategiesOf(world: World, kind: Strategy["kind"]): Strategy[] {
  return [...world.strategies.values()].filter((row) => row.kind === kind);
}

export function strategyOf(world: World, kind: Strategy["kind"], id: number): Strategy | undefined {
  const row = world.strategies.get(String(id));
  return row?.kind === kind ? row : undefined;
}

/** 1 for a rule group without a parent. */
export function levelOf(world: World, row: Strategy): number {
  const parent = world.strategies.get(String(row.parentId));
  return parent ? levelOf(world, parent) + 1 : 1;
}

/** The rule group and all below it. */
export function withBelow(world: World, row: Strategy): Strategy[] {
  const below = strategiesOf(world, row.kind).filter((other) => other.parentId === row.id);
  return [row, ...below.flatMap((other) => withBelow(world, other))];
}

export function sameNode(a: StrategyNode, b: StrategyNode): boolean {
  return a.type === 1 ? b.type === 1 && a.userid === b.userid : b.type === 2 && a.partyid === b.partyid;
}

/** Does a range hold this node, by itself or below one of its departments? */
export function holds(world: World, range: readonly StrategyNode[], node: StrategyNode): boolean {
  if (range.some((other) => sameNode(other, node))) return true;
  const departments = new Set(range.flatMap((other) => (other.type === 2 ? subtree(world, other.partyid) : [])));
  if (node.type === 2) return departments.has(node.partyid);
  return usersOf(world, [...departments]).some((user) => user.userid === node.userid);
}
