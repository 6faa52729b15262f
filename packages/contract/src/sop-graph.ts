import type { SopGraph, SopNode, SopWritten } from "./sop-definition.ts";

// What is known of a definition without reading one: types only, so that the console can ask without the schemas.

export const isGraph = (written: SopWritten): written is SopGraph => "v" in written;

/** There is one engine: a list of days is a graph, too. Days are counted from day 0, so no step waits for another. */
export function graphOf(written: SopWritten): SopGraph {
  if (isGraph(written)) return written;
  const { key, name, subject, trigger, exits, steps } = written;
  const wait = (n: number) => steps[n] && `wait-${n + 1}`;
  return {
    v: 2,
    key,
    name,
    subject,
    trigger: { on: "event", event: trigger },
    clock: { from: "start" },
    exits,
    goals: [],
    start: wait(0) ?? null,
    steps: steps.map(({ day: _day, at: _at, days: _days, ...step }) => ({
      ...step,
      actor: "own" as const,
      variants: [],
      reminderHours: null,
      escalationHours: null,
    })),
    nodes: steps.flatMap(({ key: step, day: after, at, days }, n) => [
      { key: `wait-${n + 1}`, do: "wait" as const, day: after, at, days, next: `act-${n + 1}` },
      { key: `act-${n + 1}`, do: "act" as const, step, next: wait(n + 1) ?? null },
    ]),
  };
}

/** Where a node may lead to, in order; null is the end. */
export function exitsOf(node: SopNode): Array<string | null> {
  switch (node.do) {
    case "act":
    case "wait":
    case "after":
      return [node.next];
    case "until":
      return [node.next, node.late];
    case "branch":
      return [...node.ways.map((way) => way.next), node.else];
    case "split":
      return node.ways.map((way) => way.next);
  }
}

/** The day and hour that a step's place in the graph says by itself; null where it hangs on what somebody does. */
export function momentOf(graph: SopGraph, step: string): { day: number; at: string } | null {
  const before = new Map<string, SopNode[]>();
  for (const node of graph.nodes) for (const next of exitsOf(node)) if (next) before.set(next, [...(before.get(next) ?? []), node]);
  const seen = new Set<string>();
  let at = graph.nodes.find((node) => node.do === "act" && node.step === step);
  while (at && !seen.has(at.key)) {
    seen.add(at.key);
    if (at.do === "wait") return { day: at.day, at: at.at };
    if (at.do === "until" || at.do === "after") return null;
    at = before.get(at.key)?.[0];
  }
  return null;
}
