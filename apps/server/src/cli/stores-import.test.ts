import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { testConfig } from "../../test/world.ts";
import { readText } from "./import-file.ts";
import { storesImport } from "./stores-import.ts";
import { hear } from "./testing/hear.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "shuke-stores-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: Uint8Array | string): Promise<string> {
  const file = path.join(folder, "stores");
  await writeFile(file, content);
  let text = "";
  for await (const piece of readText(file, "storesCsvEncoding")) text += piece;
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

test("bad rows and counts are told in both languages", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  await sql`insert into corp (corp_id, name, created_at) values ('ww1', '山禾', ${new Date()})`.execute(database.db);
  const file = path.join(folder, "stores.csv");
  await writeFile(file, "code,name,lng,lat\n1,好店,121.4,31.2\n2,远店,200,31.2\n");
  const { said, out } = hear();
  expect(await storesImport.run([file], testConfig(database.url, folder, undefined))).toBe(1);
  const lines = said();
  expect(lines).toContain("第 3 行：经纬度「200,31.2」不对");
  expect(lines).toContain("Line 3: The position “200,31.2” is not right");
  expect(lines).toContain("新增 1，更新 0，未变 0，拒绝 1");
  expect(lines).toContain("Created 1, updated 0, unchanged 0, rejected 1");
  expect(out()).toBe('{"created":1,"updated":0,"unchanged":0,"rejected":1}\n');
});
