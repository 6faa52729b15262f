import { expect, test } from "vitest";
import { seriousOnEveryPage, useConsole } from "./browser.ts";

useConsole();

// A file for each look, so that they run side by side.
test("axe finds nothing serious on any page (zh-CN, light)", { timeout: 300_000 }, async () => {
  expect(await seriousOnEveryPage({ language: "zh-CN", mode: "light" })).toEqual({ findings: [], complaints: [] });
});
