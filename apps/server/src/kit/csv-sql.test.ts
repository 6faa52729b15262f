import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { csvLine } from "./csv.ts";
import { csvLineSql } from "./csv-sql.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const sign = fc.constantFrom('"', ",", "\n", "\r", "\t", "=", "+", "-", "@", "'", "a", " ", "客", "🌸", "\\");
const cell = fc.option(
  fc.array(sign, { maxLength: 6 }).map((signs) => signs.join("")),
  { nil: null },
);

test("lines that PostgreSQL writes are those that we write, whatever is in the cells", async () => {
  const lines = fc.sample(fc.tuple(cell, cell, cell), 300);
  const { rows } = await sql<{ line: string }>`select ${csvLineSql([sql`a`, sql`b`, sql`c`])} as line
    from jsonb_to_recordset(${JSON.stringify(lines.map(([a, b, c], n) => ({ n, a, b, c })))}::jsonb) as r(n int, a text, b text, c text)
    order by n`.execute(database.db);
  expect(rows.map(({ line }) => line)).toEqual(lines.map((cells) => csvLine(cells)));
});
