import { expect, test } from "vitest";
import { demoStores, organisation } from "../demo/brand.ts";
import { oddOnes } from "./crew.ts";
import { randomFaults } from "./faults.ts";

const { users } = organisation(demoStores(10));
const counted = (odd: Map<string, string>) =>
  [...Map.groupBy(odd.values(), (persona) => persona)]
    .map(([persona, all]) => `${all.length} ${persona}`)
    .toSorted((a, b) => a.localeCompare(b));

test("some lie, some are late, some never do; nobody is two of them, and the same seed draws the same", () => {
  const shares = { seed: 3, liars: 0.2, late: 0.3, never: 0.1 };
  const odd = oddOnes(users, shares);
  expect(counted(odd)).toEqual(["1 absent", "3 liar", "4 late"]);
  expect(Object.fromEntries(oddOnes(users.toReversed(), shares))).toEqual(Object.fromEntries(odd));
  expect(Object.fromEntries(oddOnes(users, { ...shares, seed: 4 }))).not.toEqual(Object.fromEntries(odd));
});

test("of few managers a share is one at least; nobody odd without a share", () => {
  const few = organisation(demoStores(3)).users;
  expect(counted(oddOnes(few, { seed: 1, liars: 0.1, late: 0.1, never: 0.1 }))).toEqual(["1 absent", "1 late", "1 liar"]);
  expect(oddOnes(few, { seed: 1, liars: 0, late: 0, never: 0 }).size).toBe(0);
});

test("faults of calls together are the share, and so are those of callbacks", () => {
  const faults = randomFaults(0.02, 7);
  const sum = (path: string) => faults.filter((fault) => fault.path === path).reduce((all, { probability }) => all + probability, 0);
  expect(sum("!callback/*")).toBeCloseTo(0.02);
  expect(sum("callback/*")).toBeCloseTo(0.02);
  expect(new Set(faults.map(({ seed }) => seed)).size).toBe(faults.length);
  expect(randomFaults(0, 7)).toEqual([]);
});
