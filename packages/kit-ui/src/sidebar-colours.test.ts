import { readFileSync } from "node:fs";
import { cssVariables, primaryFill } from "./theme.ts";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../../../apps/sidebar/src/sidebar.css", import.meta.url), "utf8");

/** The custom properties of the nth `:root`. */
const rootOf = (n: number) => {
  const block = css.split(":root {")[n + 1]?.split("}")[0] ?? "";
  return Object.fromEntries([...block.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]));
};

test.for([
  [0, "light"],
  [1, "dark"],
] as const)("the colours of look %s are the console's", ([n, mode]) => {
  const { "--main-fill": main, ...colours } = rootOf(n);
  const known = cssVariables(mode);
  expect(Object.keys(colours).length).toBeGreaterThan(15);
  expect(colours).toEqual(Object.fromEntries(Object.keys(colours).map((name) => [name, known[name]])));
  expect(main).toBe(primaryFill[mode]);
});
