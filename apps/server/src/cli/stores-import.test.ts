import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readText } from "./stores-import.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "shuke-stores-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: Uint8Array | string): Promise<string> {
  const file = path.join(folder, "stores");
  await writeFile(file, content);
  let text = "";
  for await (const piece of readText(file)) text += piece;
  return text;
}

test("a file is read plain or gzipped, whatever its name, also where a character lies across two pieces", async () => {
  const text = `code,name\n${"店".repeat(100_000)}x`;
  expect(await read(text)).toBe(text);
  expect(await read(gzipSync(`a${text}`))).toBe(`a${text}`);
  expect(await read("")).toBe("");
});

test("a file in GBK is refused in words, not read as rubbish", async () => {
  await expect(read(Uint8Array.from([0xc3, 0xc5, 0xb5, 0xea, 0x2c, 0x31, 0x0a]))).rejects.toMatchObject({ code: "storesCsvEncoding" });
});
