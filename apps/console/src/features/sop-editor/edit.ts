import type { SopGraph, SopNode, SopTest } from "@shuke/contract";
import { exitsOf } from "@shuke/contract/sop-graph";
import { leadsTo, type Port, wayTo } from "./layout.ts";
import { copiedStep, freshKey, freshStep } from "./fresh.ts";

export type Addable = "step" | "wait" | "after" | "until" | "branch" | "split" | "hold-out";
type Edited = { graph: SopGraph; focus: string | null };

/** The node with one way out leading elsewhere. */
function withExit(node: SopNode, exit: number, to: string | null): SopNode {
  switch (node.do) {
    case "act":
    case "wait":
    case "after":
      return { ...node, next: to };
    case "until":
      return exit === 0 ? { ...node, next: to } : { ...node, late: to };
    case "branch":
      if (exit >= node.ways.length) return { ...node, else: to };
      return { ...node, ways: node.ways.map((way, i) => (i === exit ? { ...way, next: to } : way)) };
    case "split":
      return { ...node, ways: node.ways.map((way, i) => (i === exit ? { ...way, next: to } : way)) };
  }
}

const nodeOf = (graph: SopGraph, key: string | null) => graph.nodes.find((node) => node.key === key);
export const targetOf = (graph: SopGraph, { from, exit }: Port): string | null => {
  const node = nodeOf(graph, from);
  return from === null ? graph.start : ((node && exitsOf(node)[exit]) ?? null);
};

export const putNode = (graph: SopGraph, node: SopNode): SopGraph => ({
  ...graph,
  nodes: graph.nodes.map((one) => (one.key === node.key ? node : one)),
});

/** Lets these ways lead there. */
export function connect(graph: SopGraph, place: readonly Port[], to: string | null): SopGraph {
  return place.reduce((now, { from, exit }) => {
    if (from === null) return { ...now, start: to };
    const node = nodeOf(now, from);
    return node ? putNode(now, withExit(node, exit, to)) : now;
  }, graph);
}

/** Lets whatever leads to one node lead to another. */
const reroute = (graph: SopGraph, from: string, to: string | null): SopGraph => ({
  ...graph,
  start: graph.start === from ? to : graph.start,
  nodes: graph.nodes.map((node) => exitsOf(node).reduce((now, next, exit) => (next === from ? withExit(now, exit, to) : now), node)),
});

function reached(graph: SopGraph): Set<string> {
  const seen = new Set<string>();
  const visit = (key: string | null) => {
    const node = key !== null && !seen.has(key) ? nodeOf(graph, key) : undefined;
    if (!node) return;
    seen.add(node.key);
    exitsOf(node).forEach(visit);
  };
  visit(graph.start);
  return seen;
}

/** Without what could be reached before and cannot any more, and without the steps of it. */
function tidied(before: SopGraph, after: SopGraph): SopGraph {
  const was = reached(before);
  const is = reached(after);
  const nodes = after.nodes.filter(({ key }) => is.has(key) || !was.has(key));
  const placed = (all: readonly SopNode[]) => new Set(all.flatMap((node) => (node.do === "act" ? [node.step] : [])));
  const had = placed(before.nodes);
  const now = placed(nodes);
  return { ...after, nodes, steps: after.steps.filter(({ key }) => now.has(key) || !had.has(key)) };
}

/** The day which a way has come to where this leaves. */
export function dayAt(graph: SopGraph, from: string | null): number {
  return wayTo(graph, from).reduce((day, node) => {
    if (node.do === "wait") return Math.max(day, node.day);
    return node.do === "after" || node.do === "until" ? day + Math.floor(node.hours / 24) : day;
  }, 0);
}

/** What a new branch asks first: what became of the step before it, else what a customer did. */
export function firstTest(graph: SopGraph, from: string | null): SopTest | null {
  const acts = wayTo(graph, from).flatMap((node) => (node.do === "act" ? [node.step] : []));
  const step = acts.at(-1);
  if (step !== undefined) {
    const measured = graph.steps.find((one) => one.key === step)?.metric !== undefined;
    return { kind: "step", step, is: measured ? "metric-met" : "done" };
  }
  if (graph.subject !== "customer") return null;
  return { kind: "tree", tree: { v: 1, root: { kind: "and", of: [{ kind: "did", what: "opened-page", op: ">=", times: 1, days: 7 }] } } };
}

/** Puts something new on these ways; what came next comes after it. The focus is what is to be filled in. */
export function add(graph: SopGraph, place: readonly Port[], what: Addable): Edited {
  const [port] = place;
  if (!port) return { graph, focus: null };
  const next = targetOf(graph, port);
  const day = dayAt(graph, port.from);
  if (what === "step") return addStep(graph, place, next, day);
  const key = freshKey(graph, what);
  const node = freshNode(graph, what, { key, next, day, from: port.from });
  if (!node) return { graph, focus: null };
  return { graph: connect({ ...graph, nodes: [...graph.nodes, node] }, place, key), focus: key };
}

function addStep(graph: SopGraph, place: readonly Port[], next: string | null, day: number): Edited {
  const before = nodeOf(graph, place[0]?.from ?? null);
  const timed = before?.do === "wait" || (before?.do === "after" && before.at !== null);
  const step = freshStep(graph, freshKey(graph, "step"));
  const act: SopNode = { key: freshKey(graph, "act"), do: "act", step: step.key, next };
  const wait: SopNode = { key: freshKey(graph, "wait"), do: "wait", day: day + 1, at: "10:30", days: "any", next: act.key };
  const nodes = timed ? [act] : [wait, act];
  const grown = { ...graph, steps: [...graph.steps, step], nodes: [...graph.nodes, ...nodes] };
  return { graph: connect(grown, place, timed ? act.key : wait.key), focus: act.key };
}

type Fresh = { key: string; next: string | null; day: number; from: string | null };

function freshNode(graph: SopGraph, what: Exclude<Addable, "step">, { key, next, day, from }: Fresh): SopNode | null {
  switch (what) {
    case "wait":
      return { key, do: "wait", day: day + 1, at: "10:30", days: "any", next };
    case "after":
      return { key, do: "after", hours: 24, at: "10:30", next };
    case "until":
      return { key, do: "until", event: "opened-page", hours: 48, next, late: next };
    case "branch": {
      const test = firstTest(graph, from);
      return test && { key, do: "branch", ways: [{ if: test, next }], else: next };
    }
    case "split":
      return {
        key,
        do: "split",
        ways: [
          { share: 50, next },
          { share: 50, next },
        ],
        holdOut: 0,
      };
    case "hold-out":
      return { key, do: "split", ways: [{ share: 90, next }], holdOut: 10 };
  }
}

/** Takes a node out; where ways part, the one to keep is named, and what hangs on the others goes with it. */
export function remove(graph: SopGraph, key: string, keep = 0): SopGraph {
  const node = nodeOf(graph, key);
  if (!node) return graph;
  const rest = reroute(graph, key, exitsOf(node)[keep] ?? null);
  return tidied(graph, { ...rest, nodes: rest.nodes.filter((one) => one.key !== key) });
}

/** A step with the time that is its own, which moves and is copied along; else the node alone. */
export function bundleOf(graph: SopGraph, key: string): string[] {
  const node = nodeOf(graph, key);
  const before = graph.nodes.filter((one) => exitsOf(one).includes(key));
  const [time] = before;
  const own = time?.do === "wait" || time?.do === "after";
  const alone = node?.do === "act" && before.length === 1 && graph.start !== key && nodeOf(graph, node.next)?.do !== "act";
  return time && own && alone ? [time.key, key] : [key];
}

/** Whether a node may go there: not behind itself, and not to where it is. */
export function mayMove(graph: SopGraph, key: string, place: readonly Port[]): boolean {
  const bundle = bundleOf(graph, key);
  const next = place[0] && targetOf(graph, place[0]);
  return place.length > 0 && next !== bundle[0] && place.every(({ from }) => from === null || !bundle.includes(from));
}

export function move(graph: SopGraph, key: string, place: readonly Port[]): SopGraph {
  const bundle = bundleOf(graph, key);
  const last = nodeOf(graph, bundle.at(-1) ?? null);
  const [first] = bundle;
  if (!last || first === undefined || !mayMove(graph, key, place)) return graph;
  const out = reroute(graph, first, exitsOf(last)[0] ?? null);
  const next = place[0] ? targetOf(out, place[0]) : null;
  // What is on the move still points to where it was: its own day must not count.
  const rest = { ...out, nodes: out.nodes.filter((node) => !bundle.includes(node.key)) };
  const day = dayAt(rest, place[0]?.from ?? null);
  const later = nodeOf(rest, next);
  const moved = connect(connect(out, place, first), [{ from: last.key, exit: 0 }], next);
  const time = nodeOf(moved, first);
  if (time?.do !== "wait") return moved;
  // A day that does not fit its new place becomes one that does.
  const fits = time.day >= day && (later?.do !== "wait" || time.day <= later.day);
  const most = later?.do === "wait" ? Math.max(day, later.day) : day + 1;
  return fits ? moved : putNode(moved, { ...time, day: Math.min(day + 1, most) });
}

/** The same once more, a day later, behind it. */
export function duplicate(graph: SopGraph, key: string): Edited {
  let grown = graph;
  let port: Port = { from: key, exit: 0 };
  let focus: string | null = null;
  for (const one of bundleOf(graph, key)) {
    const node = nodeOf(graph, one);
    if (!node || (node.do !== "act" && node.do !== "wait" && node.do !== "after")) return { graph, focus: null };
    const next = targetOf(grown, port);
    const fresh = freshKey(grown, node.do);
    const step = node.do === "act" ? graph.steps.find((old) => old.key === node.step) : undefined;
    const copy = step && copiedStep(step, freshKey(grown, "step"));
    const twin: SopNode =
      node.do === "act" ? { ...node, key: fresh, next, step: copy?.key ?? node.step } : { ...node, key: fresh, next, ...later(node) };
    grown = { ...grown, steps: copy ? [...grown.steps, copy] : grown.steps, nodes: [...grown.nodes, twin] };
    grown = connect(grown, [port], fresh);
    port = { from: fresh, exit: 0 };
    focus = fresh;
  }
  return { graph: grown, focus };
}

const later = (node: SopNode) => (node.do === "wait" ? { day: Math.min(400, node.day + 1) } : {});

/** One more way out of a branch or a draw; it meets the others where they meet. */
export function addWay(graph: SopGraph, key: string): SopGraph {
  const node = nodeOf(graph, key);
  if (node?.do === "branch") {
    const test = node.ways.at(-1)?.if;
    return test ? putNode(graph, { ...node, ways: [...node.ways, { if: test, next: node.else }] }) : graph;
  }
  if (node?.do !== "split") return graph;
  // The new way takes half of the largest, so that the shares still make a whole.
  const most = node.ways.reduce((best, way, i) => (way.share > (node.ways[best]?.share ?? 0) ? i : best), 0);
  const half = Math.floor((node.ways[most]?.share ?? 0) / 2);
  const ways = node.ways.map((way, i) => (i === most ? { ...way, share: way.share - half } : way));
  return putNode(graph, { ...node, ways: [...ways, { share: half, next: node.ways[most]?.next ?? null }] });
}

export function removeWay(graph: SopGraph, key: string, at: number): SopGraph {
  const node = nodeOf(graph, key);
  if (node?.do === "branch" && node.ways.length > 1) {
    return tidied(graph, putNode(graph, { ...node, ways: node.ways.toSpliced(at, 1) }));
  }
  if (node?.do !== "split" || node.ways.length < 2) return graph;
  const gone = node.ways[at]?.share ?? 0;
  const ways = node.ways.toSpliced(at, 1).map((way, i) => (i === 0 ? { ...way, share: way.share + gone } : way));
  return tidied(graph, putNode(graph, { ...node, ways }));
}

/** Where a way may lead without coming back to itself. */
export const goals = (graph: SopGraph, from: string): string[] =>
  graph.nodes.filter(({ key }) => key !== from && !leadsTo(graph, key, from)).map(({ key }) => key);
