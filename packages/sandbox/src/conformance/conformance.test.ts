import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { collectEvidence } from "./collect.ts";
import { generatedFiles } from "./files.ts";

test("what is generated was written anew after the last change: run src/conformance/write.ts", () => {
  for (const { file, text } of generatedFiles()) {
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    expect(before === text, `${path.basename(file)} is stale`).toBe(true);
  }
});

test("no evidence is left of test files that are gone", () => {
  expect(collectEvidence().orphans).toEqual([]);
});
