import { expect, test } from "vitest";
import { unzip } from "../../test/read-zip.ts";
import { zip, type ZipEntry } from "./zip.ts";

test("what was put in comes out, under names that any system bears and none twice", async () => {
  async function* some(): AsyncGenerator<ZipEntry> {
    for (const name of ["政立路店.png", "政立路店.png", "a/b:c.png", ".."]) yield { name, data: Buffer.from(`data of ${name}`) };
  }
  const parts: Buffer[] = [];
  for await (const part of zip(some())) parts.push(part);
  expect(parts).toHaveLength(5);
  expect(unzip(Buffer.concat(parts)).map(({ name, data }) => [name, data.toString()])).toEqual([
    ["政立路店.png", "data of 政立路店.png"],
    ["政立路店 2.png", "data of 政立路店.png"],
    ["a b c.png", "data of a/b:c.png"],
    ["..", "data of .."],
  ]);
});

test("a ZIP of nothing is one", async () => {
  const parts: Buffer[] = [];
  for await (const part of zip((async function* () {})())) parts.push(part);
  expect(unzip(Buffer.concat(parts))).toEqual([]);
});
