import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { migrate } from "./migrate.ts";

let t: TestDatabase;
let dir: string;

beforeAll(async () => {
  t = await createTestDatabase();
});
afterAll(() => t.drop());

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "migrations-"));
  await t.pool.query("drop schema public cascade; create schema public");
  return () => rm(dir, { recursive: true });
});

const file = (name: string, sql: string): Promise<void> => writeFile(path.join(dir, name), sql);

test("applies each file once, in order, also when many processes start at once", async () => {
  await file("0002-fill.sql", "insert into thing values (1), (2);");
  await file("0001-thing.sql", "create table thing (n int primary key);");
  const runs = await Promise.all(Array.from({ length: 8 }, () => migrate(t.url, { dir })));
  expect(runs.filter((names) => names.length > 0)).toEqual([["0001-thing.sql", "0002-fill.sql"]]);
  const { rows } = await t.pool.query("select count(*) as n from thing");
  expect(rows).toEqual([{ n: 2 }]);
});

test("stops at the named file and goes on from there", async () => {
  await file("0001-a.sql", "create table a ();");
  await file("0002-b.sql", "create table b ();");
  expect(await migrate(t.url, { dir, upTo: "0001-a.sql" })).toEqual(["0001-a.sql"]);
  expect(await migrate(t.url, { dir })).toEqual(["0002-b.sql"]);
});

test("refuses a file that changed after it was applied, and one it does not know", async () => {
  await file("0001-a.sql", "create table a ();");
  await migrate(t.url, { dir });
  await file("0001-a.sql", "create table a (n int);");
  await expect(migrate(t.url, { dir })).rejects.toThrow("0001-a.sql was changed");
  await rm(path.join(dir, "0001-a.sql"));
  await expect(migrate(t.url, { dir })).rejects.toThrow("newer version");
});

test("a file that fails leaves nothing behind and is named", async () => {
  await file("0001-a.sql", "create table a (); create table a ();");
  await expect(migrate(t.url, { dir })).rejects.toThrow(/0001-a\.sql failed.*already exists/);
  const { rows } = await t.pool.query("select to_regclass('a') as a");
  expect(rows).toEqual([{ a: null }]);
});

test("a file marked -- no-transaction may build an index concurrently", async () => {
  await file("0001-a.sql", "create table a (n int);");
  await file("0002-index.sql", "-- no-transaction\ncreate index concurrently a_n on a (n);\n-- the end\n");
  expect(await migrate(t.url, { dir })).toHaveLength(2);
});

test("two files with one number, or a badly named file, are refused", async () => {
  await file("0001-a.sql", "");
  await file("0001-b.sql", "");
  await expect(migrate(t.url, { dir })).rejects.toThrow("one number");
  await rm(path.join(dir, "0001-b.sql"));
  await file("2-b.sql", "");
  await expect(migrate(t.url, { dir })).rejects.toThrow("must be called");
});
