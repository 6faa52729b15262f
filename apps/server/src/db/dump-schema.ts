import type { Catalog, Column, Definition, Relation } from "./catalog.ts";

/** Writes the schema as readable SQL, one object after another in a fixed order: for reading and comparing, not for running. */
export function dumpSchema(catalog: Catalog): string {
  const blocks = [
    "-- Written by `npm run db -- schema` from the migrations. Do not edit.",
    ...catalog.enums.map((type) => `create type ${type.name} as enum (${type.labels.map((label) => `'${label}'`).join(", ")});`),
    ...catalog.sequences.map((sequence) => `create sequence ${sequence.name} ${sequence.definition};`),
    ...catalog.relations.map((relation) => dumpRelation(relation, catalog)),
    ...catalog.functions.map(({ definition }) => `${definition.trim()};`),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function dumpRelation(relation: Relation, catalog: Catalog): string {
  const mine = (items: Definition[]): Definition[] => items.filter(({ table }) => table === relation.name);
  const trailing = [...mine(catalog.indexes), ...mine(catalog.triggers)].map(({ definition }) => `${definition};`);
  const head =
    relation.kind === "v" || relation.kind === "m" ? dumpView(relation) : dumpTable(relation, catalog, mine(catalog.constraints));
  return [head, ...trailing].join("\n");
}

function dumpTable(relation: Relation, catalog: Catalog, constraints: Definition[]): string {
  const lines = [
    ...catalog.columns.filter(({ table }) => table === relation.name).map(dumpColumn),
    ...constraints.map(({ name, definition }) => `constraint ${name} ${definition}`),
  ];
  const tail = [relation.detail ?? "", relation.options ? `with (${relation.options})` : ""].filter((part) => part !== "");
  return `create table ${relation.name} (\n${lines.map((line) => `  ${line}`).join(",\n")}\n)${tail.map((part) => ` ${part}`).join("")};`;
}

function dumpView(relation: Relation): string {
  return `create ${relation.kind === "m" ? "materialized " : ""}view ${relation.name} as\n${relation.detail ?? ""}`;
}

function dumpColumn(column: Column): string {
  const parts = [column.name, column.type];
  if (column.notNull) parts.push("not null");
  if (column.identity !== "") parts.push(`generated ${column.identity === "a" ? "always" : "by default"} as identity`);
  else if (column.generated) parts.push(`generated always as (${column.default ?? ""}) stored`);
  else if (column.default !== null) parts.push(`default ${column.default}`);
  return parts.join(" ");
}
