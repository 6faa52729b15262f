import type { Catalog, Column } from "./catalog.ts";

const HEADER = `// Written by \`npm run db -- schema\` from the migrations. Do not edit.
import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** Written as JSON text, because \`pg\` takes an array for a PostgreSQL array. */
export type Json = ColumnType<unknown, string, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** Exact, so it arrives as text. */
export type Numeric = ColumnType<string, string | number, string | number>;
`;

const TYPES = new Map([
  ["text", "string"],
  ["uuid", "string"],
  ["date", "string"],
  ["boolean", "boolean"],
  ["smallint", "number"],
  ["integer", "number"],
  ["bigint", "number"],
  ["real", "number"],
  ["double precision", "number"],
  ["numeric", "Numeric"],
  ["json", "Json"],
  ["jsonb", "Json"],
  ["timestamp with time zone", "Timestamp"],
  ["bytea", "Buffer"],
  ["inet", "string"],
  ["interval", "string"],
]);

/** Kysely's picture of the database. A column limited by `check (x in ('a', 'b'))` becomes a union of these strings. */
export function generateTypes(catalog: Catalog): string {
  const unions = readUnions(catalog);
  const tables = catalog.relations.map(({ name }) => {
    const columns = catalog.columns.filter(({ table }) => table === name);
    const lines = columns.map((column) => `  ${column.name}: ${columnType(column, unions)};`);
    return `export interface ${pascal(name)} {\n${lines.join("\n")}\n}\n`;
  });
  const index = catalog.relations.map(({ name }) => `  ${name}: ${pascal(name)};`);
  return `${HEADER}\n${tables.join("\n")}\nexport interface Database {\n${index.join("\n")}\n}\n`;
}

function columnType(column: Column, unions: Map<string, string>): string {
  const isArray = column.type.endsWith("[]");
  const name = isArray ? column.type.slice(0, -2) : column.type;
  const base = unions.get(`${column.table}.${column.name}`) ?? unions.get(name) ?? TYPES.get(name.replace(/\(.*\)/, ""));
  if (base === undefined)
    throw new Error(`No TypeScript type for ${column.type} (${column.table}.${column.name}): add it to generate-types.ts`);
  const full = `${isArray ? `(${base})[]` : base}${column.notNull ? "" : " | null"}`.replace(/\((\w+)\)\[\]/, "$1[]");
  if (column.identity === "a" || column.generated) return `ColumnType<${full}, never, never>`;
  return column.default !== null || column.identity === "d" ? `Generated<${full}>` : full;
}

function readUnions(catalog: Catalog): Map<string, string> {
  const unions = new Map(catalog.enums.map(({ name, labels }) => [name, labels.map((label) => JSON.stringify(label)).join(" | ")]));
  for (const { table, definition } of catalog.constraints) {
    const [, column, list] = /^CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(definition) ?? [];
    const labels = list?.match(/'(?:[^']|'')*'::text/g);
    if (column === undefined || labels === undefined || labels === null) continue;
    const strings = labels.map((label) => JSON.stringify(label.slice(1, -"'::text".length).replaceAll("''", "'")));
    unions.set(`${table}.${column}`, strings.join(" | "));
  }
  return unions;
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
