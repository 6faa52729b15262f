import { describe, expect, test } from "vitest";
import { chooseWay, type Weighed } from "./choose-way.ts";

const PEOPLE = 1_800_000;
const by = (kind: Weighed["by"], size: number | null): Weighed => ({ by: kind, size });
const kinds = (...terms: Weighed[]) => chooseWay(PEOPLE, terms, 51).map(({ kind }) => kind);
const first = (...terms: Weighed[]) => chooseWay(PEOPLE, terms, 51)[0];

describe("how the first page is found", () => {
  test("what is rare is read, whatever the other condition", () => {
    expect(first(by("id", 400_000), by("column", 300))).toMatchObject({ kind: "set", at: 1 });
    expect(first(by("id", 300), by("column", 400_000))).toMatchObject({ kind: "set", at: 0 });
    expect(first(by("person", 20))).toMatchObject({ kind: "set", at: 0 });
  });

  test("what is common is walked past, and no further than chance has it", () => {
    expect(first(by("id", 180_000))).toMatchObject({ kind: "walk", window: 1_265, hashed: [false] });
    expect(first(by("column", 18_000), by("id", 126_000))).toMatchObject({ kind: "walk", window: 109_786 });
  });

  test("a long walk along the index of ids reads the set once, instead of asking for each", () => {
    expect(first(by("id", 20_000), by("id", 180_000))).toMatchObject({ kind: "walk", hashed: [true, true] });
  });

  test("two that exclude each other: the walk is followed by the smaller set, which is certain", () => {
    expect(kinds(by("id", 380_000), by("column", 18_000))).toEqual(["walk", "set", "walk", "set"]);
    const [, second] = chooseWay(PEOPLE, [by("id", 380_000), by("column", 18_000)], 51);
    expect(second).toMatchObject({ at: 1, hashed: [false, false] });
  });

  test("a set is read up to some number, for the statistics may be old; what comes last has no end", () => {
    for (const size of [1, 5_000, 50_000, 500_000]) {
      const last = chooseWay(PEOPLE, [by("id", size), by("id", 200_000)], 51).at(-1);
      expect(last).toMatchObject({ kind: "set", most: null });
    }
    expect(first(by("column", 100))).toMatchObject({ most: 3_400 });
  });

  test("where no set is known, there is a walk and nothing else", () => {
    expect(kinds(by("id", null))).toEqual(["walk"]);
    expect(kinds(by("person", null))).toEqual(["walk"]);
    expect(kinds()).toEqual(["walk"]);
  });
});
