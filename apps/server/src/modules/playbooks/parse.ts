import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
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
  const problems = plainIssues(parsed.error.issues).map((issue) => {
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

type Issue = z.core.$ZodIssue;

/**
 * An SOP is written as a graph or as a list of days. Of what either could not read, the shorter list is about what was meant; without
 * this a slip in a list of days would be told as a whole SOP that is wrong.
 */
function plainIssues(issues: readonly Issue[], at: readonly PropertyKey[] = []): Array<Pick<Issue, "message" | "path">> {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const meant = issue.code === "invalid_union" ? issue.errors.toSorted((a, b) => a.length - b.length)[0] : undefined;
    return meant === undefined || meant.length === 0 ? [{ message: issue.message, path }] : plainIssues(meant, path);
  });
}

export function parsePlaybook(yaml: string): PlaybookDefinition {
  const { definition, problems } = checkPlaybook(yaml);
  if (definition) return definition;
  const first = problems[0];
  const where = first ? `${first.line === null ? "" : `line ${first.line}: `}${first.path} ${first.message}` : "";
  throw new Problem("playbookInvalid", { count: problems.length, first: where, problems });
}
