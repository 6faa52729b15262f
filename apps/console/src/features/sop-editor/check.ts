import type { SopFinding, SopGraph, SopLimits } from "@shuke/contract";
import { checkSop } from "@shuke/contract/sop-check";
import { exitsOf } from "@shuke/contract/sop-graph";
import { checkLibrary } from "@shuke/contract/sop-library";
import { isReady } from "../segments/catalog.ts";
import type { Library } from "./library.ts";

/** What the server would not even keep as a draft: fields that must not be empty. */
export type LocalFinding = {
  level: "local";
  code: "nameMissing" | "conditionUnfinished" | "segmentMissing" | "metricNameMissing" | "goalNameMissing";
  at: string;
};
export type Finding = SopFinding | LocalFinding;

const blank = (name: { zh: string; en: string }) => name.zh.trim() === "" && name.en.trim() === "";

export function localFindings(graph: SopGraph): LocalFinding[] {
  const found: LocalFinding[] = [];
  const report = (code: LocalFinding["code"], at = "") => void found.push({ level: "local", code, at });
  if (blank(graph.name)) report("nameMissing");
  const { trigger } = graph;
  if ((trigger.on === "segment" || trigger.on === "calendar") && trigger.segmentId === "") report("segmentMissing");
  if (trigger.on === "condition" && !isReady(trigger.tree.root)) report("conditionUnfinished");
  if (graph.goals.some((goal) => blank(goal.name))) report("goalNameMissing");
  for (const step of graph.steps) {
    if (blank(step.name)) report("nameMissing", step.key);
    if (step.metric && blank(step.metric.name)) report("metricNameMissing", step.key);
  }
  for (const node of graph.nodes) {
    if (node.do !== "branch") continue;
    if (node.ways.some(({ if: test }) => test.kind === "tree" && !isReady(test.tree.root))) report("conditionUnfinished", node.key);
  }
  return found;
}

/** Everything that is to be mended, what keeps the draft from being saved first. */
export const findingsIn = (graph: SopGraph, limits: SopLimits, library: Library): Finding[] => [
  ...localFindings(graph),
  ...onlyHeads(graph, checkSop(graph, limits)),
  // Before the library has answered nothing is known of it.
  ...(library.settled ? checkLibrary(graph, library.known) : []),
];

/** Of a whole part that nobody gets to its beginning is named: the rest follows from it. */
function onlyHeads(graph: SopGraph, findings: readonly SopFinding[]): SopFinding[] {
  const lost = new Set(findings.flatMap(({ code, at }) => (code === "unreachable" ? [at] : [])));
  const behind = new Set(
    graph.nodes.flatMap((node) => (lost.has(node.key) ? exitsOf(node).filter((to) => to !== null && lost.has(to)) : [])),
  );
  // On a circle everything is behind something.
  return findings.filter(({ code, at }) => code !== "unreachable" || !behind.has(at) || behind.size === lost.size);
}

export const isError = (finding: Finding): boolean => finding.level !== "warning";

/** The node under which a problem is shown: a step's problems stand at the card that does it. */
export function cardOf(graph: SopGraph, { at }: Finding): string {
  return graph.nodes.find((node) => node.key === at || (node.do === "act" && node.step === at))?.key ?? "";
}

/** As it is kept: a name that was written in one language only stands in both. */
export function complete(graph: SopGraph): SopGraph {
  const both = ({ zh, en }: { zh: string; en: string }) => ({ zh: zh.trim() === "" ? en : zh, en: en.trim() === "" ? zh : en });
  return {
    ...graph,
    name: both(graph.name),
    goals: graph.goals.map((goal) => ({ ...goal, name: both(goal.name) })),
    steps: graph.steps.map((step) => ({
      ...step,
      name: both(step.name),
      ...(step.metric ? { metric: { ...step.metric, name: both(step.metric.name) } } : {}),
    })),
  };
}
