import { contentLimits } from "./asset-words.ts";
import type { SopFinding } from "./sop-check.ts";
import type { SopGraph } from "./sop-definition.ts";
import type { GraphStep } from "./sop-step.ts";

type Wording = GraphStep["content"];

/** What a check knows of a content of the library. `ends`: when it is over, as people read it; null: never. */
export type LibraryContent = { name: string; usable: boolean; mass: boolean; attachments: number; ends: string | null };

/** All that a step may say: its own words first, then the other wordings. */
export const wordingsOfStep = ({ content, variants }: Pick<GraphStep, "content" | "variants">): Wording[] => [content, ...variants];

/** The contents of the library that a definition names, each once. */
export const contentIdsOf = ({ steps }: Pick<SopGraph, "steps">): string[] => [
  ...new Set(steps.flatMap((step) => wordingsOfStep(step).flatMap(({ contentId }) => contentId ?? []))),
];

/** What keeps the contents that a definition names from going out, each once a step. */
export function checkLibrary(graph: Pick<SopGraph, "steps">, contents: ReadonlyMap<string, LibraryContent>): SopFinding[] {
  const findings = graph.steps.flatMap((step) =>
    step.kind === "staff-task" ? [] : wordingsOfStep(step).flatMap((wording) => checkOne(step.key, wording, contents)),
  );
  const seen = new Set<string>();
  return findings.filter((one) => {
    const key = JSON.stringify(one);
    return seen.size < seen.add(key).size;
  });
}

function checkOne(at: string, { contentId, link }: Wording, contents: ReadonlyMap<string, LibraryContent>): SopFinding[] {
  if (contentId === undefined) return [];
  const found = contents.get(contentId);
  if (!found) return [{ code: "contentUnknown", level: "error", at, details: {} }];
  const { name, usable, mass, attachments, ends } = found;
  if (!usable) return [{ code: "contentNotLive", level: "error", at, details: { name } }];
  if (!mass) return [{ code: "contentGaps", level: "error", at, details: { name } }];
  const most = contentLimits.attachments;
  return [
    ...(attachments + (link ? 1 : 0) > most
      ? [{ code: "contentTooMuch" as const, level: "error" as const, at, details: { name, most } }]
      : []),
    ...(ends === null ? [] : [{ code: "contentEnds" as const, level: "warning" as const, at, details: { name, ends } }]),
  ];
}
