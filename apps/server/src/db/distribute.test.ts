import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { type Catalog, readCatalog } from "./catalog.ts";
import { distribute, distributeProblems, distributeStatements, REFERENCE_TABLES } from "./distribute.ts";

let database: TestDatabase;
let catalog: Catalog;
beforeAll(async () => {
  database = await createTestDatabase();
  catalog = await readCatalog(database.pool);
});
afterAll(() => database.drop());

test("nothing in the schema stands against cutting it by corp", () => {
  expect(catalog.relations.length).toBeGreaterThan(40);
  expect(distributeProblems(catalog)).toEqual([]);
});

test("every table is spread exactly once, beside the corp that it belongs to, and every function runs there", () => {
  const statements = distributeStatements(catalog);
  const tables = statements.flatMap((statement) => /create_(?:distributed|reference)_table\('(\w+)'/.exec(statement)?.[1] ?? []);
  expect(tables.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(catalog.relations.map(({ name }) => name));
  const apart = statements.filter(
    (statement) => statement.includes("create_distributed") && !statement.includes("colocate_with => 'corp'"),
  );
  expect(apart).toEqual(["select create_distributed_table('corp', 'corp_id')"]);
  expect(statements.indexOf(apart[0] ?? "")).toBe(REFERENCE_TABLES.size);
  expect(statements.at(-1)).toBe(
    "select create_distributed_function('append_events(text,jsonb,text[],timestamp with time zone)', 'of_corp', colocate_with => 'corp')",
  );
  expect(statements).toHaveLength(catalog.relations.length + catalog.functions.length);
});

test("what could not be cut is named: a key without the corp, a reference to another table, a function nobody thought of", async () => {
  const { pool } = database;
  await pool.query(`create table bad (n int primary key, corp_id text references corp (corp_id));
    create unique index store_name_once on store (name);
    create function strange() returns int language sql as 'select 1'; create view seen as select 1 as one`);
  const problems = distributeProblems(await readCatalog(pool));
  for (const word of [
    "bad does not begin",
    "bad_pkey of bad is unique",
    "store_name_once",
    "bad_corp_id_fkey",
    "strange",
    "seen is no plain",
  ]) {
    expect(problems.join("\n")).toContain(word);
  }
});

test("a PostgreSQL without Citus is told so, and nothing is changed", async () => {
  await expect(distribute(database.url, ["select 1"], () => {})).rejects.toMatchObject({
    message: expect.stringContaining("Citus"),
    zh: expect.stringContaining("Citus"),
  });
});
