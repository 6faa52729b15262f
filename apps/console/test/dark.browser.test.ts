import { expect, test } from "vitest";
import { seriousOnEveryPage, useConsole } from "./browser.ts";

useConsole();

// A file for each look, so that they run side by side.
test("axe finds nothing serious on any page (en, dark)", { timeout: 300_000 }, async () => {
  expect(await seriousOnEveryPage({ language: "en", mode: "dark" })).toEqual({ findings: [], complaints: [] });
});
