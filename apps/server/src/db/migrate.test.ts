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

test("two processes that build an index concurrently do not wait for each other for good", async () => {
  await file("0001-a.sql", "create table a (n int);");
  await file("0002-index.sql", "-- no-transaction\ncreate index concurrently a_n on a (n);\ncreate index concurrently a_m on a (n);");
  const runs = await Promise.all([1, 2, 3].map(() => migrate(t.url, { dir })));
  expect(runs.flat()).toEqual(["0001-a.sql", "0002-index.sql"]);
});

test("what a crash left of a concurrent index is dropped and built again; what was finished stays", async () => {
  await file("0001-a.sql", "create table a (n int); insert into a values (1), (1);");
  await file(
    "0002-index.sql",
    "-- no-transaction\ncreate index concurrently a_n on a (n);\ncreate unique index concurrently a_one on a (n);",
  );
  await expect(migrate(t.url, { dir })).rejects.toThrow(/0002-index.sql failed.*could not create unique index/);
  const before = await t.pool.query(
    "select indexrelid::int as oid, indisvalid from pg_index where indrelid = 'a'::regclass order by indexrelid::regclass::text",
  );
  expect(before.rows.map(({ indisvalid }) => indisvalid)).toEqual([true, false]);
  await t.pool.query("delete from a");
  expect(await migrate(t.url, { dir })).toEqual(["0002-index.sql"]);
  const after = await t.pool.query(
    "select indexrelid::int as oid, indisvalid from pg_index where indrelid = 'a'::regclass order by indexrelid::regclass::text",
  );
  expect(after.rows.map(({ indisvalid }) => indisvalid)).toEqual([true, true]);
  expect(after.rows[0]?.oid).toBe(before.rows[0]?.oid);
});

test("rows are filled in batches, and a run that was cut off goes on where it stopped", async () => {
  await file(
    "0001-a.sql",
    "create table a (n int, twice int); insert into a select n, case when n <= 4 then 2 * n end from generate_series(1, 25) n;",
  );
  await file("0002-fill.sql", "-- batches\nupdate a set twice = 2 * n where n in (select n from a where twice is null limit 10);");
  expect(await migrate(t.url, { dir })).toEqual(["0001-a.sql", "0002-fill.sql"]);
  const { rows } = await t.pool.query("select count(*) as n, count(distinct xmin::text) as transactions from a where twice = 2 * n");
  expect(rows).toEqual([{ n: 25, transactions: 4 }]);
});

test("a busy table is not waited for with everybody behind it: the lock is tried again, and in the end a person is told", async () => {
  await file("0001-a.sql", "create table a (n int);");
  await migrate(t.url, { dir });
  await file("0002-column.sql", "alter table a add column m int;");
  const reader = await t.pool.connect();
  try {
    await reader.query("begin");
    await reader.query("select * from a");
    const said: string[] = [];
    await expect(migrate(t.url, { dir, lockTimeoutMs: 5, lockTries: 2 })).rejects.toThrow("did not get its lock in 2 tries");
    const waiting = migrate(t.url, {
      dir,
      lockTimeoutMs: 5,
      log: (line) => {
        said.push(line);
        if (said.length === 2) void reader.query("commit");
      },
    });
    expect(await waiting).toEqual(["0002-column.sql"]);
    expect(said[1]).toContain("the table is busy, try 1");
  } finally {
    reader.release();
  }
});

test("two files with one number, or a badly named file, are refused", async () => {
  await file("0001-a.sql", "");
  await file("0001-b.sql", "");
  await expect(migrate(t.url, { dir })).rejects.toThrow("one number");
  await rm(path.join(dir, "0001-b.sql"));
  await file("2-b.sql", "");
  await expect(migrate(t.url, { dir })).rejects.toThrow("must be called");
});
