import type { SopGraph, SopNode } from "@shuke/contract";
import { exitsOf } from "@shuke/contract/sop-graph";

/** One way out of a node, by its place in `exitsOf`; of the start: `from` is null. */
export type Port = { from: string | null; exit: number };

/** What comes one after the other, and how it ends: for good, where ways meet again, or at a node that is drawn elsewhere. */
export type Lane = { entry: Port; blocks: Block[]; end: { kind: "end" | "join" } | { kind: "jump"; to: string } };

/** A node; where ways part, each is a lane. `place`: the ways into what follows it, all of which something put there would come into. */
export type Block = { node: SopNode; ways: Lane[]; joins: boolean; place: Port[] };

export const isFork = (node: SopNode): boolean => node.do === "until" || node.do === "branch" || node.do === "split";

/** The graph as nested lanes, each node once; and what nothing leads to, in lanes of its own. */
export function outline(graph: SopGraph): { main: Lane; loose: Lane[] } {
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const drawn = new Set<string>();
  const after = meetings(nodes);

  function lane(entry: Port, from: string | null, stops: readonly string[]): Lane {
    const blocks: Block[] = [];
    let key = from;
    for (;;) {
      const node = key === null ? undefined : nodes.get(key);
      if (!node) return { entry, blocks, end: { kind: "end" } };
      if (stops.at(-1) === node.key) return { entry, blocks, end: { kind: "join" } };
      if (drawn.has(node.key) || stops.includes(node.key)) return { entry, blocks, end: { kind: "jump", to: node.key } };
      drawn.add(node.key);
      if (!isFork(node)) {
        blocks.push({ node, ways: [], joins: false, place: [{ from: node.key, exit: 0 }] });
        key = exitsOf(node)[0] ?? null;
        continue;
      }
      const join = after(exitsOf(node));
      const inner = join === null ? stops : [...stops, join];
      const ways = exitsOf(node).map((to, exit) => lane({ from: node.key, exit }, to, inner));
      const ends = ways.flatMap((way) => openEnds(way, join === null ? "end" : "join"));
      blocks.push({ node, ways, joins: join !== null, place: ends });
      if (join === null) return { entry, blocks, end: { kind: "end" } };
      key = join;
    }
  }

  const main = lane({ from: null, exit: 0 }, graph.start, []);
  const loose: Lane[] = [];
  const entered = new Set(graph.nodes.flatMap((node) => exitsOf(node)));
  for (const node of graph.nodes.toSorted((a, b) => Number(entered.has(a.key)) - Number(entered.has(b.key)))) {
    if (!drawn.has(node.key)) loose.push(lane({ from: null, exit: -1 }, node.key, []));
  }
  return { main, loose };
}

/** Ways out within a lane that end in this manner; of forks inside, which have their own meeting, the last one only. */
function openEnds(lane: Lane, how: "end" | "join"): Port[] {
  const last = lane.blocks.at(-1);
  if (last !== undefined && last.ways.length > 0 && !last.joins) return last.ways.flatMap((way) => openEnds(way, how));
  if (lane.end.kind !== how) return [];
  return last === undefined ? [lane.entry] : last.place;
}

/** Where all of these ways meet again for the first time; null where they do not. A circle in a draft meets nowhere. */
function meetings(nodes: ReadonlyMap<string, SopNode>) {
  const known = new Map<string, ReadonlySet<string>>();
  const under = new Set<string>();
  const passed = (key: string | null): ReadonlySet<string> => {
    const node = key === null ? undefined : nodes.get(key);
    if (!node || under.has(node.key)) return new Set();
    const ready = known.get(node.key);
    if (ready) return ready;
    under.add(node.key);
    const found = new Set([node.key, ...common(exitsOf(node))]);
    under.delete(node.key);
    known.set(node.key, found);
    return found;
  };
  const common = (exits: ReadonlyArray<string | null>): string[] => {
    const [first, ...rest] = exits.map(passed);
    return [...(first ?? [])].filter((key) => rest.every((other) => other.has(key)));
  };
  // Of the nodes that every way passes the first is the one after which most of them come.
  return (exits: ReadonlyArray<string | null>): string | null =>
    common(exits).toSorted((a, b) => passed(b).size - passed(a).size)[0] ?? null;
}

/** Nodes on the way to this one, the start first: the first way in is followed, as `momentOf` does. */
export function wayTo(graph: SopGraph, key: string | null): SopNode[] {
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const before = new Map<string, string>();
  for (const node of graph.nodes) for (const to of exitsOf(node)) if (to !== null && !before.has(to)) before.set(to, node.key);
  const way: SopNode[] = [];
  const seen = new Set<string>();
  for (let at = key ?? undefined; at !== undefined && !seen.has(at); at = before.get(at)) {
    seen.add(at);
    const node = nodes.get(at);
    if (node) way.unshift(node);
  }
  return way;
}

/** Whether a way leads from one node to another. */
export function leadsTo(graph: SopGraph, from: string | null, to: string): boolean {
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const seen = new Set<string>();
  const reaches = (key: string | null): boolean => {
    if (key === to) return true;
    const node = key === null || seen.has(key) ? undefined : nodes.get(key);
    if (!node) return false;
    seen.add(node.key);
    return exitsOf(node).some(reaches);
  };
  return reaches(from);
}
