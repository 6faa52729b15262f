import type { SopGraph } from "@shuke/contract";

export type Change = {
  what: "step" | "node" | "trigger" | "clock" | "exits" | "goals" | "start" | "name" | "card";
  key: string;
  how: "added" | "removed" | "changed";
  fields: string[];
};

/** What differs between two versions, steps first. Order within lists of steps and nodes says nothing. */
export function compareSops(before: SopGraph, after: SopGraph): Change[] {
  const whole = (["name", "trigger", "clock", "exits", "goals", "card", "start"] as const).flatMap((what): Change[] =>
    same(before[what], after[what]) ? [] : [{ what, key: "", how: "changed", fields: [] }],
  );
  return [...compareLists("step", before.steps, after.steps), ...compareLists("node", before.nodes, after.nodes), ...whole];
}

type Keyed = { key: string };

function compareLists(what: "step" | "node", before: readonly Keyed[], after: readonly Keyed[]): Change[] {
  const old = new Map(before.map((one) => [one.key, one]));
  const fresh = new Map(after.map((one) => [one.key, one]));
  return [
    ...after.flatMap((one): Change[] => {
      const known = old.get(one.key);
      if (!known) return [{ what, key: one.key, how: "added", fields: [] }];
      const fields = differing(known, one);
      return fields.length === 0 ? [] : [{ what, key: one.key, how: "changed", fields }];
    }),
    ...before.flatMap(({ key }): Change[] => (fresh.has(key) ? [] : [{ what, key, how: "removed", fields: [] }])),
  ];
}

function differing(a: object, b: object): string[] {
  const left = new Map<string, unknown>(Object.entries(a));
  const right = new Map<string, unknown>(Object.entries(b));
  return [...new Set([...left.keys(), ...right.keys()])].filter((field) => !same(left.get(field), right.get(field))).toSorted();
}

/** JSON alike, whatever the order of keys (jsonb has its own). */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
