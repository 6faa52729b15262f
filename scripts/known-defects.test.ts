import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "./lib/places.ts";

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
const IN_SOURCES = [
  "MoChat 1",
  "MoChat 2",
  "MoChat 3",
  "MoChat 4",
  "MoChat 5",
  "LinkWeChat 1",
  "LinkWeChat 2",
  "iYque 1",
  "iYque 2",
  "OpenSCRM 1",
  "OpenSCRM 2",
];
const EXPECTED = [...numbers(13, 36), ...numbers(54, 61), ...IN_SOURCES];

const rows = readFileSync(path.join(repository, "docs/known-defects.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| No "))
  .map((line) => line.slice(2, -2).split(" | "));

/** A test is named as `file` “title”; a title may hold quotation marks of its own, so it ends at the cell's or the line's end. */
const cited = rows.flatMap(([no = "", , , tests = ""]) =>
  tests.split("<br>").map((one) => {
    const [, file = "", title = ""] = /^`([^`]+)` “(.+)”$/.exec(one.trim()) ?? [];
    return { no, one, file, title };
  }),
);

test("the table of known defects has every number once, with what happened, why not here, and a test", () => {
  expect(rows.map(([no]) => no)).toEqual(EXPECTED);
  for (const row of rows) {
    expect(row).toHaveLength(4);
    for (const cell of row) expect(cell.trim(), `row ${row[0]}`).not.toBe("");
  }
});

test("every test that the table of known defects names exists under exactly that title", () => {
  const missing = cited.filter(({ file, title }) => !has(file, title)).map(({ no, one }) => `${no}: ${one}`);
  expect(missing).toEqual([]);
});

function has(file: string, title: string): boolean {
  const whole = path.join(repository, file);
  if (title === "" || !file.includes(".test.ts") || !existsSync(whole)) return false;
  const quoted = [`"${title}"`, `\`${title}\``, `'${title}'`];
  const text = readFileSync(whole, "utf8");
  return quoted.some((one) => new RegExp(`\\b(?:test|it)(?:\\.each\\([^)]*\\))?\\(\\s*${escape(one)}`).test(text));
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
