import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

export type YamlProblem = { path: string; line: number | null; message: string };

type Read<T> = { definition: T | null; problems: YamlProblem[] };
type Options = {
  language?: "zh-CN" | "en" | undefined;
  /** What a slip of the notation is called; else the library says it. */ slip?: string;
};

/** Reads YAML by a schema; problems name the place and the line, in the reader's words. No tags; anchors are limited against bombs. */
export function readYaml<T>(yaml: string, schema: z.ZodType<T>, { language, slip }: Options = {}): Read<T> {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, schema: "core" });
  const first = document.errors[0];
  if (first) {
    const { line } = counter.linePos(first.pos[0]);
    return { definition: null, problems: [{ path: "", line, message: slip ?? first.message.split("\n")[0] ?? first.code }] };
  }
  const say = language === undefined ? {} : { error: (language === "en" ? z.locales.en() : z.locales.zhCN()).localeError };
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 50 }), say);
  if (parsed.success) return { definition: parsed.data, problems: [] };
  const problems = plainIssues(parsed.error.issues).map((issue) => ({
    path: issue.path.join("."),
    line: lineOf(issue.path),
    message: issue.message,
  }));
  return { definition: null, problems };

  /** Of what is missing the line of what it is missing in. */
  function lineOf(path: readonly PropertyKey[]): number | null {
    for (let end = path.length; end >= 0; end -= 1) {
      const node: unknown = document.getIn(path.slice(0, end), true);
      const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
      if (Array.isArray(range) && typeof range[0] === "number") return counter.linePos(range[0]).line;
    }
    return null;
  }
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
