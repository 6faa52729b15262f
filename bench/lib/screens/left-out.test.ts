import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../../scripts/lib/places.ts";
import { leftOut } from "./left-out.ts";

test("every endpoint that a page reads is measured by `npm run bench -- screens`, or excused with a reason (bench/lib/screens/inputs.ts)", () => {
  expect(leftOut()).toEqual([]);
});

// A constant in capitals is a bound of what is kept, not a page.
test("no list goes on by counting off the rows before it (OFFSET): its pages would become slower one by one", () => {
  const folder = path.join(repository, "apps/server/src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  expect(files.length).toBeGreaterThan(150);
  expect(files.filter((file) => /\boffset \$\{(?![A-Z_]+\})/.test(readFileSync(path.join(folder, file), "utf8")))).toEqual([]);
});
