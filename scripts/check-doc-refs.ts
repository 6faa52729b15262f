import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { repositoryFiles } from "./lib/files.ts";
import { repository } from "./lib/places.ts";

export interface DocProblem {
  file: string;
  line: number;
  text: string;
}

const READMES = ["README.md", "README.zh-CN.md"];
const FILE_NAME = /^[\w.-]+\.(?:ts|tsx|js|md|sql|yaml|json|css|html)$/;
const PATH = /^\.{0,2}\/?[\w.@-]+(?:\/[\w.@-]+)+\/?$/;

/** Finds what the documents promise and the repository does not hold: paths, links and npm commands; and READMEs that differ in commands. */
export function checkDocs(files: readonly string[]): { read: number; problems: DocProblem[] } {
  const documents = files.filter((file) => file.endsWith(".md"));
  const names = new Set(files.map((file) => path.posix.basename(file)));
  const tops = new Set(files.map((file) => file.split("/")[0] ?? ""));
  const scripts = npmScripts();
  const problems: DocProblem[] = [];
  for (const file of documents) {
    const lines = readFileSync(path.join(repository, file), "utf8").split("\n");
    for (const [index, line] of lines.entries()) {
      for (const text of problemsOf(file, line, { names, tops, scripts })) problems.push({ file, line: index + 1, text });
    }
  }
  return { read: documents.length, problems: [...problems, ...compareReadmes()] };
}

interface Known {
  /** Names of files anywhere. */
  names: Set<string>;
  /** What lies in the root of the repository. */
  tops: Set<string>;
  scripts: Set<string>;
}

/** The problems of one line of a document. */
export function problemsOf(file: string, line: string, known: Known): string[] {
  const problems: string[] = [];
  for (const [, quoted = ""] of line.matchAll(/`([^`]+)`/g)) {
    const cited = quoted.replace(/[:#]\d*$/, "");
    if (FILE_NAME.test(cited) && !known.names.has(cited)) problems.push(`no file is called ${cited}`);
    else if (PATH.test(cited) && isOurs(cited, known) && !exists(file, cited)) problems.push(`${cited} does not exist`);
  }
  for (const [, target = ""] of line.matchAll(/\]\(([^)\s]+)(?:\s[^)]*)?\)/g)) {
    const cited = target.replace(/[#?].*$/, "");
    if (cited !== "" && !/^[a-z]+:/.test(target) && !exists(file, cited)) problems.push(`the link ${target} leads nowhere`);
  }
  for (const command of npmCommands(line)) {
    const name = command.replace(/^npm (?:run )?(?:-s )?/, "");
    if (!known.scripts.has(name)) problems.push(`“${command}” is no script of package.json`);
  }
  return problems;
}

/** A path is a claim about this repository when it starts with one of its folders or with a dot; `/api/x` or `text/html` are not. */
function isOurs(cited: string, known: Known): boolean {
  return /^\.\.?\//.test(cited) || known.tops.has(cited.split("/")[0] ?? "");
}

function exists(document: string, cited: string): boolean {
  const fromRoot = path.join(repository, cited);
  return existsSync(path.resolve(repository, path.dirname(document), cited)) || (!cited.startsWith(".") && existsSync(fromRoot));
}

function npmCommands(text: string): string[] {
  return [...text.matchAll(/npm (?:run (?:-s )?[a-z][\w:-]*|start\b|test\b)/g)].map(([command]) => command.replace("-s ", ""));
}

function npmScripts(): Set<string> {
  const manifest: unknown = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
  const scripts = typeof manifest === "object" && manifest !== null && "scripts" in manifest ? manifest.scripts : undefined;
  return new Set(Object.keys(scripts ?? {}));
}

function compareReadmes(): DocProblem[] {
  const [english, chinese] = READMES.map((file) => {
    const full = path.join(repository, file);
    return existsSync(full) ? [...new Set(npmCommands(readFileSync(full, "utf8")))].toSorted().join(", ") : undefined;
  });
  if (english === undefined || chinese === undefined || english === chinese) return [];
  return [{ file: "README.zh-CN.md", line: 1, text: `names ${chinese}; README.md names ${english}` }];
}

if (import.meta.main) {
  const { read, problems } = checkDocs(repositoryFiles());
  for (const { file, line, text } of problems) console.error(`${file}:${line} ${text}`);
  console.error(`${read} documents read, ${problems.length} problems`);
  process.exitCode = problems.length > 0 || read === 0 ? 1 : 0;
}
