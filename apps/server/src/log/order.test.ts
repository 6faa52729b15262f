import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Handler } from "./handler.ts";
import { inOrder } from "./order.ts";

const reacting = (name: string, ...after: string[]): Handler => ({
  kind: "react",
  name,
  version: 1,
  on: [],
  after,
  react: () => Promise.resolve(),
});
const projecting = (name: string, table: string, rows: Partial<Extract<Handler, { kind: "project" }>> = {}): Handler => ({
  kind: "project",
  name,
  version: 1,
  on: [],
  tables: [table],
  ...rows,
  project: () => Promise.resolve(),
});
const names = (handlers: readonly Handler[]) => inOrder(handlers).map(({ name }) => name);

test("handlers stay as given, but nobody stands before those it waits for", () => {
  expect(names([reacting("a"), reacting("b"), reacting("c")])).toEqual(["a", "b", "c"]);
  expect(names([reacting("enrol", "sops", "codes"), reacting("codes", "groups"), reacting("groups"), reacting("sops")])).toEqual([
    "sops",
    "groups",
    "codes",
    "enrol",
  ]);
});

test("what would stand still without a word is refused", () => {
  expect(() => inOrder([reacting("enrol", "codes")])).toThrow("enrol comes after codes, which is not among the handlers");
  expect(() => inOrder([reacting("a", "b"), reacting("b", "a")])).toThrow("a → b → a");
  expect(() => inOrder([reacting("a"), reacting("a")])).toThrow("share a name: a");
  expect(() => inOrder([projecting("a", "person"), projecting("b", "person")])).toThrow("one table: person");
  const half = { rows: { person: sql<boolean>`id < 'm'` } };
  expect(names([projecting("a", "person", half), projecting("b", "person", half)])).toEqual(["a", "b"]);
  expect(() => inOrder([projecting("a", "person", half), projecting("b", "person")])).toThrow("one table: person");
});
