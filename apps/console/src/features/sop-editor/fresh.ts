import type { GraphStep, SopGraph, SopSubject } from "@shuke/contract";

/** A key that neither a node nor a step has. */
export function freshKey(graph: SopGraph, stem: string): string {
  const taken = new Set([...graph.nodes, ...graph.steps].map(({ key }) => key));
  for (let n = 1; ; n += 1) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

/** The road that WeCom has for this subject, with the proof that it gives. */
export const roadOf: Record<SopSubject, Pick<GraphStep, "kind" | "evidence">> = {
  customer: { kind: "mass-send", evidence: "delivered" },
  group: { kind: "group-post", evidence: "delivered" },
  staff: { kind: "staff-task", evidence: "claim" },
};

export const freshStep = (graph: SopGraph, key: string): GraphStep => ({
  key,
  name: { zh: "新步骤", en: "New step" },
  ...roadOf[graph.subject],
  windowHours: 48,
  late: "skip",
  actor: "own",
  content: { text: "" },
  variants: [],
  target: 0.8,
  reminderHours: null,
  escalationHours: null,
});

export const copiedStep = (step: GraphStep, key: string): GraphStep => ({
  ...step,
  key,
  name: { zh: `${step.name.zh}（副本）`, en: `${step.name.en} (copy)` },
});

/** A definition with nothing in it yet. */
export const freshSop = (subject: SopSubject, name: { zh: string; en: string }, key: string): SopGraph => ({
  v: 2,
  key,
  name,
  subject,
  trigger:
    subject === "customer"
      ? { on: "event", event: "customer-joined-store-group" }
      : subject === "group"
        ? { on: "event", event: "group-entered-pool" }
        : { on: "calendar", days: { kind: "workdays" }, at: "09:30" },
  clock: subject === "group" ? { from: "filled", idealSize: 200, share: 0.8, orDay: 14 } : { from: "start" },
  exits: subject === "customer" ? ["left-group", "unfriended"] : subject === "group" ? ["dismissed"] : [],
  goals: [],
  start: null,
  steps: [],
  nodes: [],
});
