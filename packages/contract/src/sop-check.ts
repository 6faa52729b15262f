import type { SopGraph, SopNode } from "./sop-definition.ts";
import { exitsOf } from "./sop-graph.ts";
import type { GraphStep } from "./sop-step.ts";

export const sopFindingCodes = [
  "nothingToDo",
  "nodeTwice",
  "stepTwice",
  "leadsNowhere",
  "stepUnknown",
  "stepUnused",
  "stepTwicePlaced",
  "unreachable",
  "circle",
  "roadHasNoApi",
  "evidenceHasNoApi",
  "linkMissing",
  "textMissing",
  "contentByHand",
  "contentUnknown",
  "contentNotLive",
  "contentGaps",
  "contentTooMuch",
  "contentEnds",
  "targetMissing",
  "shares",
  "conditionNeedsCustomer",
  "stepNotBefore",
  "eventNeedsCustomer",
  "triggerSubject",
  "clockSubject",
  "managerOnlyByHand",
  "wordOnly",
  "archiveOnly",
  "neverShown",
  "backwards",
  "scattered",
  "tooManyTouches",
  "atNight",
  "cardMissing",
] as const;
export type SopFindingCode = (typeof sopFindingCodes)[number];

/** `at` is the key of a node or step, "" for the whole. A warning does not stop anybody from publishing. */
export type SopFinding = { code: SopFindingCode; level: "error" | "warning"; at: string; details: Record<string, string | number> };

/** What of a corp's settings a definition is held against. */
export type SopLimits = { touches: number; days: number; quiet: { from: string; to: string } };

type Report = (code: SopFindingCode, at: string, details?: SopFinding["details"], level?: SopFinding["level"]) => void;

/** What is wrong with a definition, whole. The words are in packages/phrases, under these codes. */
export function checkSop(graph: SopGraph, limits: SopLimits): SopFinding[] {
  const findings: SopFinding[] = [];
  const report: Report = (code, at, details = {}, level = "error") => void findings.push({ code, level, at, details });
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const steps = new Map(graph.steps.map((step) => [step.key, step]));
  if (graph.start === null) report("nothingToDo", "");
  doubles(graph.nodes).forEach((key) => report("nodeTwice", key));
  doubles(graph.steps).forEach((key) => report("stepTwice", key));
  if (graph.start !== null && !nodes.has(graph.start)) report("leadsNowhere", "", { to: graph.start });
  for (const node of graph.nodes) checkNode(graph, node, { nodes, steps, report });
  const placed = graph.nodes.flatMap((node) => (node.do === "act" ? [node.step] : []));
  for (const step of graph.steps) {
    const times = placed.filter((key) => key === step.key).length;
    if (times === 0) report("stepUnused", step.key);
    if (times > 1) report("stepTwicePlaced", step.key);
    checkStep(graph, step, report);
  }
  checkWhole(graph, limits, report);
  const circle = circleOf(graph, nodes);
  if (circle !== null) report("circle", circle);
  else checkPaths(graph, nodes, limits, report);
  return findings;
}

const doubles = (items: ReadonlyArray<{ key: string }>): string[] => [
  ...new Set(items.map(({ key }) => key).filter((key, i, all) => all.indexOf(key) !== i)),
];

type Known = { nodes: ReadonlyMap<string, SopNode>; steps: ReadonlyMap<string, GraphStep>; report: Report };

function checkNode(graph: SopGraph, node: SopNode, { nodes, steps, report }: Known): void {
  for (const to of exitsOf(node)) if (to !== null && !nodes.has(to)) report("leadsNowhere", node.key, { to });
  if (node.do === "act" && !steps.has(node.step)) report("stepUnknown", node.key, { step: node.step });
  if (node.do === "until" && graph.subject !== "customer") report("eventNeedsCustomer", node.key);
  if (node.do === "split") {
    const sum = node.ways.reduce((all, way) => all + way.share, node.holdOut);
    if (sum !== 100) report("shares", node.key, { sum });
  }
  if (node.do !== "branch") return;
  for (const { if: test } of node.ways) {
    if (test.kind === "tree" && graph.subject !== "customer") report("conditionNeedsCustomer", node.key);
    if (test.kind === "step" && !comesBefore(graph, nodes, test.step, node.key)) report("stepNotBefore", node.key, { step: test.step });
  }
}

/** A road that WeCom does not have for this kind of subject, or a proof that it cannot give. */
function checkStep(graph: SopGraph, step: GraphStep, report: Report): void {
  const road = { customer: "mass-send", group: "group-post", staff: "staff-task" }[graph.subject];
  if (step.kind !== "staff-task" && step.kind !== road) report("roadHasNoApi", step.key, { kind: step.kind, subject: graph.subject });
  if (step.evidence === "delivered" && step.kind === "staff-task") report("evidenceHasNoApi", step.key, { evidence: "delivered" });
  if (step.evidence === "notice" && (graph.subject !== "group" || step.kind !== "staff-task")) {
    report("evidenceHasNoApi", step.key, { evidence: "notice" });
  }
  checkByHand(graph, step, report);
  if (step.actor === "store-manager" && step.kind !== "staff-task") report("managerOnlyByHand", step.key);
  const wordings = [step.content, ...step.variants];
  if (wordings.some(({ text, contentId }) => text.trim() === "" && contentId === undefined)) report("textMissing", step.key);
  if (step.kind === "staff-task" && wordings.some(({ contentId }) => contentId !== undefined)) report("contentByHand", step.key);
  if (step.target === null) report("targetMissing", step.key);
}

/** What a person does by hand must leave a trace: in the archive, or by a link that others open. */
function checkByHand(graph: SopGraph, step: GraphStep, report: Report): void {
  const { evidence, kind } = step;
  const linked = [step.content, ...step.variants].every(({ link }) => link !== undefined);
  const written = evidence === "message" || evidence === "link";
  if (written && (kind !== "staff-task" || graph.subject === "staff")) report("evidenceHasNoApi", step.key, { evidence });
  else if (evidence === "link" && !linked) report("linkMissing", step.key);
  else if (evidence === "message" && !linked) report("archiveOnly", step.key, {}, "warning");
  if (evidence === "claim") report(kind === "staff-task" ? "neverShown" : "wordOnly", step.key, {}, "warning");
}

function checkWhole(graph: SopGraph, limits: SopLimits, report: Report): void {
  const { trigger, subject, clock } = graph;
  const wanted = trigger.on !== "event" ? "customer" : trigger.event === "group-entered-pool" ? "group" : "customer";
  if (trigger.on !== "calendar" && wanted !== subject) report("triggerSubject", "", { subject });
  if (trigger.on === "calendar" && (trigger.segmentId === undefined) === (subject === "customer"))
    report("triggerSubject", "", { subject });
  if (clock.from === "filled" && subject !== "group") report("clockSubject", "");
  if (graph.goals.length > 0 && subject !== "customer") report("eventNeedsCustomer", "");
  if (subject === "group" && (graph.card?.forWhom ?? "") === "") report("cardMissing", "", {}, "warning");
  for (const node of graph.nodes) {
    if ((node.do !== "wait" && node.do !== "after") || node.at === null) continue;
    if (isNight(node.at, limits.quiet)) report("atNight", node.key, { hour: node.at, to: limits.quiet.to }, "warning");
  }
}

/** As the gate sees it: from the evening to the morning, or within a day. */
const isNight = (at: string, { from, to }: SopLimits["quiet"]): boolean => (from > to ? at >= from || at < to : at >= from && at < to);

/** A node on a circle, or null. Each step is done once for one person, so there is no way back, not even with a wait in it. */
function circleOf(graph: SopGraph, nodes: ReadonlyMap<string, SopNode>): string | null {
  const done = new Set<string>();
  const under = new Set<string>();
  const visit = (key: string | null): string | null => {
    const node = key === null ? undefined : nodes.get(key);
    if (!node || done.has(node.key)) return null;
    if (under.has(node.key)) return node.key;
    under.add(node.key);
    for (const to of exitsOf(node)) {
      const found = visit(to);
      if (found !== null) return found;
    }
    under.delete(node.key);
    done.add(node.key);
    return null;
  };
  for (const { key } of graph.nodes) {
    const found = visit(key);
    if (found !== null) return found;
  }
  return null;
}

function comesBefore(graph: SopGraph, nodes: ReadonlyMap<string, SopNode>, step: string, before: string): boolean {
  const seen = new Set<string>();
  const reaches = (key: string | null): boolean => {
    if (key === before) return true;
    const node = key === null ? undefined : nodes.get(key);
    if (!node || seen.has(node.key)) return false;
    seen.add(node.key);
    return exitsOf(node).some(reaches);
  };
  return graph.nodes.some((node) => node.do === "act" && node.step === step && reaches(node.key));
}

type Place = { key: string | null; day: number; touches: readonly number[]; gathered: boolean };

/** Walks every way (there is no circle) with the day that it has come to; each node and day once. */
function checkPaths(graph: SopGraph, nodes: ReadonlyMap<string, SopNode>, limits: SopLimits, report: Report): void {
  const steps = new Map(graph.steps.map((step) => [step.key, step]));
  const reached = new Set<string>();
  const seen = new Set<string>();
  const said = new Set<string>();
  const once: Report = (code, at, details, level) => {
    if (!said.has(`${code} ${at}`)) report(code, at, details, level);
    said.add(`${code} ${at}`);
  };
  const places: Place[] = [{ key: graph.start, day: 0, touches: [], gathered: true }];
  for (let place = places.pop(); place; place = places.pop()) {
    const node = place.key === null ? undefined : nodes.get(place.key);
    if (!node) continue;
    reached.add(node.key);
    // Only the last days matter for what follows: two ways that agree on them are one.
    const state = JSON.stringify([node.key, place.day, place.touches.filter((day) => place.day - day < limits.days), place.gathered]);
    if (seen.has(state)) continue;
    seen.add(state);
    const after = passing(node, place, { steps, limits, report: once });
    for (const key of exitsOf(node)) places.push({ ...after, key });
  }
  for (const { key } of graph.nodes) if (!reached.has(key)) report("unreachable", key);
}

type Path = { steps: ReadonlyMap<string, GraphStep>; limits: SopLimits; report: Report };

function passing(node: SopNode, place: Place, { steps, limits, report }: Path): Place {
  switch (node.do) {
    case "wait":
      if (node.day < place.day) report("backwards", node.key, { day: node.day, before: place.day }, "warning");
      return { ...place, day: Math.max(node.day, place.day), gathered: true };
    case "after":
      return { ...place, day: place.day + Math.floor(node.hours / 24), gathered: node.at !== null };
    case "until":
      return { ...place, gathered: false };
    case "act": {
      if (steps.get(node.step)?.kind !== "mass-send") return place;
      if (!place.gathered) report("scattered", node.key, { step: node.step }, "warning");
      const touches = [...place.touches, place.day];
      const near = touches.filter((day) => place.day - day < limits.days).length;
      if (near > limits.touches) report("tooManyTouches", node.key, { count: near, touches: limits.touches, days: limits.days }, "warning");
      return { ...place, touches };
    }
    case "branch":
    case "split":
      return place;
  }
}
