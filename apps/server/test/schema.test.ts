import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCatalog, type Catalog } from "../src/db/catalog.ts";
import { dumpSchema } from "../src/db/dump-schema.ts";
import { generateTypes } from "../src/db/generate-types.ts";
import { migrate, readMigrations } from "../src/db/migrate.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

const folder = path.resolve(import.meta.dirname, "../src/db");

let fresh: TestDatabase;
let stepwise: TestDatabase;
let catalog: Catalog;

beforeAll(async () => {
  fresh = await createTestDatabase();
  stepwise = await createTestDatabase();
  catalog = await readCatalog(fresh.pool);
});
afterAll(() => Promise.all([fresh.drop(), stepwise.drop()]));

test("the committed schema and types are those of the migrations (else run: npm run db -- schema)", async () => {
  expect(catalog.relations.length).toBeGreaterThan(5);
  expect(dumpSchema(catalog)).toBe(await readFile(path.join(folder, "schema.sql"), "utf8"));
  expect(generateTypes(catalog)).toBe(await readFile(path.join(folder, "types.ts"), "utf8"));
});

test("a database that was brought up one migration at a time is the same as a fresh one", async () => {
  await stepwise.pool.query("drop schema public cascade; create schema public");
  const migrations = await readMigrations();
  for (const { name } of migrations) expect(await migrate(stepwise.url, { upTo: name })).toEqual([name]);
  expect(dumpSchema(await readCatalog(stepwise.pool))).toBe(dumpSchema(catalog));
});

describe("every table of ours", () => {
  test("carries corp_id as its first column and leads its primary key with it", () => {
    const tables = catalog.relations.filter(({ kind }) => kind === "r" || kind === "p").map(({ name }) => name);
    const firstColumns = tables.map((table) => catalog.columns.find((column) => column.table === table)?.name);
    expect(Object.fromEntries(tables.map((table, i) => [table, firstColumns[i]]))).toEqual(
      Object.fromEntries(tables.map((table) => [table, "corp_id"])),
    );
    const keys = catalog.constraints.filter(({ definition }) => definition.startsWith("PRIMARY KEY"));
    const wrong = keys.filter(({ definition }) => !definition.startsWith("PRIMARY KEY (corp_id"));
    expect(wrong).toEqual([]);
  });
});
