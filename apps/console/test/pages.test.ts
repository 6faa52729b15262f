import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { pages } from "./pages.ts";

const router = readFileSync(path.join(import.meta.dirname, "../src/router.tsx"), "utf8");
const routes = [...router.matchAll(/^ {2}path: "([^"]+)",$/gm)].map(([, route = ""]) => route).filter((route) => route !== "/");

test("every route of the console is among the pages that are looked at", () => {
  expect(routes.length).toBeGreaterThan(20);
  const addresses = Object.values(pages).map((address) => address.slice(1).split("?")[0] ?? "");
  const unseen = routes.filter((route) => {
    const pattern = new RegExp(`^${route.replaceAll(/\$\w+/g, "[^/]+")}$`);
    return !addresses.some((address) => pattern.test(address));
  });
  expect(unseen).toEqual([]);
});
