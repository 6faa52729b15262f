import { expect, test } from "vitest";
import { problemsOf } from "./check-doc-refs.ts";

const known = { names: new Set(["rules.ts"]), tops: new Set(["scripts", "docs"]), scripts: new Set(["start", "db"]) };
const problems = (line: string): string[] => problemsOf("docs/X.md", line, known);

test("paths in backticks must exist, when they claim to be ours", () => {
  expect(problems("see `scripts/check-doc-refs.ts` and `scripts/lib/`")).toEqual([]);
  expect(problems("see `scripts/nothing.ts`")).toEqual(["scripts/nothing.ts does not exist"]);
  expect(problems("`GET /api/things/x`, `text/html` and `apps/*/src` are no claims")).toEqual([]);
});

test("file names must belong to some file", () => {
  expect(problems("`rules.ts` decides, `fate.ts` does not")).toEqual(["no file is called fate.ts"]);
});

test("links must lead somewhere", () => {
  expect(problems("[a](../package.json) [b](https://example.com/x) [c](#part)")).toEqual([]);
  expect(problems("[a](./nowhere.md#part)")).toEqual(["the link ./nowhere.md#part leads nowhere"]);
});

test("npm commands must be scripts", () => {
  expect(problems("`npm start`, `npm run db -- url`, npm ci")).toEqual([]);
  expect(problems("npm run magic")).toEqual(["“npm run magic” is no script of package.json"]);
});
