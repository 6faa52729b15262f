import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { FileEvidence } from "../testing/evidence.ts";

const PACKAGE = path.join(import.meta.dirname, "../..");
export const EVIDENCE = path.join(PACKAGE, "evidence");

/** The file that tries every field with values of no meaning. */
const MADE_UP = "conformance/fields";

/** Which tests show something: ok calls and codes by path, sides by limit, answer fields by path. */
export interface Shown {
  /** path → code (0 = ok) → tests, the most concentrated first */
  calls: Map<string, Map<number, string[]>>;
  /** limit → side ("in", "out") → tests */
  limits: Map<string, Map<string, string[]>>;
  answers: Map<string, Set<string>>;
  /** evidence of test files that are gone */
  orphans: string[];
}

function files(): string[] {
  return readdirSync(EVIDENCE, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll(path.sep, "/"))
    .filter((name) => name.endsWith(".json"))
    .sort();
}

/** A test that calls few paths says more about each than one that passes through many. */
interface Ranked {
  name: string;
  breadth: number;
}

function put(map: Map<string, Map<string, Ranked[]>>, key: string, part: string, test: Ranked): void {
  const inner = map.get(key) ?? new Map<string, Ranked[]>();
  map.set(key, inner);
  inner.set(part, [...(inner.get(part) ?? []), test]);
}

function ranked(tests: Ranked[]): string[] {
  return tests.toSorted((a, b) => a.breadth - b.breadth || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** Reads what all test files wrote down. */
export function collectEvidence(): Shown {
  const calls = new Map<string, Map<string, Ranked[]>>();
  const limits = new Map<string, Map<string, Ranked[]>>();
  const answers = new Map<string, Set<string>>();
  const orphans: string[] = [];
  const tests = new Set(
    readdirSync(path.join(PACKAGE, "src"), { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll(path.sep, "/")),
  );
  for (const file of files()) {
    const stem = file.replace(/\.json$/, "");
    if (!tests.has(`${stem}.test.ts`)) {
      orphans.push(file);
      continue;
    }
    const evidence: FileEvidence = JSON.parse(readFileSync(path.join(EVIDENCE, file), "utf8"));
    for (const [name, shown] of Object.entries(evidence.tests)) {
      const test = { name: `${stem}: ${name}`, breadth: Object.keys(shown.calls).length };
      for (const [route, codes] of Object.entries(shown.calls)) {
        for (const code of codes) {
          // That a made-up call happens to pass shows nothing.
          if (code !== 0 || stem !== MADE_UP) put(calls, route, String(code), test);
        }
      }
      for (const [key, sides] of Object.entries(shown.limits)) for (const side of sides.split(" ")) put(limits, key, side, test);
    }
    for (const [route, fields] of Object.entries(evidence.answers)) {
      answers.set(route, new Set([...(answers.get(route) ?? []), ...fields]));
    }
  }
  return {
    calls: new Map([...calls].map(([route, codes]) => [route, new Map([...codes].map(([code, list]) => [Number(code), ranked(list)]))])),
    limits: new Map([...limits].map(([key, sides]) => [key, new Map([...sides].map(([side, list]) => [side, ranked(list)]))])),
    answers,
    orphans,
  };
}
