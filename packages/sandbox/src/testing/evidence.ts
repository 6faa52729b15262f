import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, expect } from "vitest";
import type { RunnerTestFile } from "vitest";
import { watchAnswers } from "../api/pipeline.ts";
import type { ApiRoute, Binary, Given } from "../api/call.ts";
import { codesOf } from "../conformance/codes.ts";
import { itemCodes, shapeProblems, shownFields } from "../conformance/shape.ts";
import { watchLimits } from "../limits/limits.ts";

/*
 * A set-up file: runs anew for every test file, which shares its worker with others.
 */

/** What one test showed: codes by path, and which limits it asked just inside ("in") and just outside ("out"). */
export interface TestEvidence {
  calls: Record<string, number[]>;
  limits: Record<string, string>;
}

/** What the tests of one file showed. It is compared at every run, so that it cannot promise what no test does. */
export interface FileEvidence {
  tests: Record<string, TestEvidence>;
  /** fields of answers that were seen, by path */
  answers: Record<string, string[]>;
}

/** Just inside: from here to the maximum; just outside: up to as much beyond it. */
const NEAR = 0.1;

const calls = new Map<string, Map<string, Set<number>>>();
const limits = new Map<string, Map<string, Set<string>>>();
const answers = new Map<string, Set<string>>();
const problems = new Set<string>();

function within<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function testName(): string {
  return expect.getState().currentTestName ?? "";
}

function noteAnswer(route: ApiRoute, errcode: number, answer: Given | Binary): void {
  const name = testName();
  if (name === "") return;
  const paths = within(calls, name, () => new Map<string, Set<number>>());
  const given = within(paths, route.path, () => new Set<number>());
  for (const code of [errcode, ...(Buffer.isBuffer(answer.binary) ? [] : itemCodes(answer))]) {
    given.add(code);
    if (code !== 0 && !codesOf(route).has(code)) problems.add(`${route.path} gave ${code}, which it does not declare`);
  }
  if (errcode !== 0) return;
  for (const problem of shapeProblems(route, answer)) problems.add(`${route.path}: ${problem}`);
  const seen = within(answers, route.path, () => new Set<string>());
  for (const field of shownFields(route, answer)) seen.add(field);
}

function noteLimit(key: string, value: number, max: number): void {
  const name = testName();
  if (name === "") return;
  const side = value > max ? (value <= max * (1 + NEAR) + 1 ? "out" : "") : value >= max * (1 - NEAR) ? "in" : "";
  if (side !== "")
    within(
      within(limits, name, () => new Map<string, Set<string>>()),
      key,
      () => new Set<string>(),
    ).add(side);
}

function sorted<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function collected(): FileEvidence {
  const names = [...new Set([...calls.keys(), ...limits.keys()])].sort();
  const tests = names.map((name): [string, TestEvidence] => {
    const paths = sorted(calls.get(name) ?? new Map<string, Set<number>>());
    const sides = sorted(limits.get(name) ?? new Map<string, Set<string>>());
    return [
      name,
      {
        calls: Object.fromEntries(paths.map(([route, codes]) => [route, [...codes].sort((a, b) => a - b)])),
        limits: Object.fromEntries(sides.map(([key, set]) => [key, [...set].sort().join(" ")])),
      },
    ];
  });
  const fields = sorted(answers).flatMap(([route, seen]) => (seen.size > 0 ? [[route, [...seen].sort()] as const] : []));
  return { tests: Object.fromEntries(tests), answers: Object.fromEntries(fields) };
}

/** `src/api/tags.test.ts` keeps its evidence in `evidence/api/tags.json`; null for tests of other packages. */
function fileOf(testPath: string): string | null {
  const match = /^(.*\/packages\/sandbox)\/src\/(.*)\.test\.ts$/.exec(testPath.replaceAll(path.sep, "/"));
  return match ? `${match[1]}/evidence/${match[2]}.json` : null;
}

watchAnswers(noteAnswer);
watchLimits(noteLimit);

let running: RunnerTestFile | null = null;

afterEach(({ task }) => {
  running = task.file;
});

afterAll(() => {
  if (problems.size > 0) throw new Error(`the declarations in src/api and the answers differ:\n${[...problems].join("\n")}`);
  const file = running ? fileOf(running.filepath) : null;
  // A part of the tests shows only a part.
  const whole = running?.tasks.every((task) => task.result?.state === "pass") ?? false;
  if (file === null || !whole) return;
  const evidence = collected();
  const text = `${JSON.stringify(evidence, null, 1)}\n`;
  const empty = Object.keys(evidence.tests).length === 0;
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (before === (empty ? "" : text)) return;
  if (process.env.EVIDENCE !== "write") {
    throw new Error(`${path.relative(process.cwd(), file)} is stale: run these tests with EVIDENCE=write, then src/conformance/write.ts`);
  }
  if (empty) return rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
});
