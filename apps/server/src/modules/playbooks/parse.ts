import { LineCounter, parseDocument } from "yaml";
import { Problem } from "#kit/problem";
import { type PlaybookDefinition, playbookDefinition } from "./types.ts";

export type YamlProblem = { path: string; line: number | null; message: string };

/** Reads a playbook's YAML; problems name the place and the line. No tags, anchors are limited against bombs. */
export function checkPlaybook(yaml: string): { definition: PlaybookDefinition | null; problems: YamlProblem[] } {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, schema: "core" });
  const first = document.errors[0];
  if (first) {
    const line = counter.linePos(first.pos[0]).line;
    return { definition: null, problems: [{ path: "", line, message: first.message.split("\n")[0] ?? first.code }] };
  }
  const parsed = playbookDefinition.safeParse(document.toJS({ maxAliasCount: 50 }));
  if (parsed.success) return { definition: parsed.data, problems: [] };
  const problems = parsed.error.issues.map((issue) => {
    const node: unknown = document.getIn(issue.path, true);
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
    const offset = Array.isArray(range) && typeof range[0] === "number" ? range[0] : null;
    return {
      path: issue.path.join("."),
      line: offset === null ? null : counter.linePos(offset).line,
      message: issue.message,
    };
  });
  return { definition: null, problems };
}

export function parsePlaybook(yaml: string): PlaybookDefinition {
  const { definition, problems } = checkPlaybook(yaml);
  if (definition) return definition;
  const first = problems[0];
  const where = first ? `${first.line === null ? "" : `line ${first.line}: `}${first.path} ${first.message}` : "";
  throw new Problem("playbookInvalid", { count: problems.length, first: where, problems });
}
