import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { apiRoutes } from "../api/routes.ts";
import { LIMIT_KEYS, LIMITS } from "../limits/limits.ts";
import { collectEvidence } from "./collect.ts";
import { codesOf, ownCodes } from "./codes.ts";
import { generatedFiles } from "./files.ts";
import { buildReport } from "./report.ts";
import { declaredFields } from "./shape.ts";

const shown = collectEvidence();
const routes = [...apiRoutes.values()];

test("what is generated was written anew after the last change: run src/conformance/write.ts", () => {
  for (const { file, text } of generatedFiles()) {
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    expect(before === text, `${path.basename(file)} is stale`).toBe(true);
  }
});

test("no evidence is left of test files that are gone, nor of paths, codes and limits that are no more declared", () => {
  expect(shown.orphans).toEqual([]);
  const strange = [...shown.calls].flatMap(([name, codes]) => {
    const route = apiRoutes.get(name);
    if (!route) return [name];
    return [...codes.keys()].filter((code) => code !== 0 && !codesOf(route).has(code)).map((code) => `${name} ${code}`);
  });
  expect(strange).toEqual([]);
  expect([...shown.limits.keys()].filter((key) => !(key in LIMITS))).toEqual([]);
});

test("every path of the families is there and has a test that got errcode 0 from it", () => {
  const { paths, counts } = buildReport(shown);
  expect(paths.filter(({ status }) => status === "none").map(({ path: name }) => name)).toEqual([]);
  expect(counts.full).toBeGreaterThanOrEqual(150);
});

test("every error code that a path declares was given in a test", () => {
  const missing = routes.flatMap((route) =>
    ownCodes(route).flatMap((code) => (shown.calls.get(route.path)?.has(code) ? [] : [`${route.path} ${code}`])),
  );
  expect(missing).toEqual([]);
});

test("every field that an answer declares was in an answer", () => {
  const missing = routes.flatMap((route) => {
    const seen = shown.answers.get(route.path) ?? new Set<string>();
    return declaredFields(route.spec.answer).flatMap((field) => (seen.has(field) ? [] : [`${route.path} ${field}`]));
  });
  expect(missing).toEqual([]);
});

test("every limit that can be met was met just inside and just outside", () => {
  const missing = LIMIT_KEYS.filter((key) => {
    const { apart, isDefault } = LIMITS[key];
    const sides = shown.limits.get(key);
    return apart === undefined && !(sides?.has("in") && (isDefault === true || sides.has("out")));
  });
  expect(missing).toEqual([]);
});

test("what is left out of a limit says why, and is asked by nothing", () => {
  const apart = LIMIT_KEYS.filter((key) => LIMITS[key].apart !== undefined);
  expect(apart.filter((key) => shown.limits.has(key))).toEqual([]);
});
