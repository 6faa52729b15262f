import { expect, test } from "vitest";
import { cleanKeys, decide, idSpaces, type IdSpace, type Known, keyOf, personOfKey } from "./identity-rules.ts";

const empty = (spaces: readonly IdSpace[] = idSpaces): Known => ({
  corpId: "c",
  spaces,
  holders: new Map(),
  roots: new Map(),
  facets: new Map(),
  apart: new Set(),
});
const person = (kind: string, value: string) => personOfKey("c", kind, value);

test("an order belongs to the holder of its strongest key, and teaches the others", () => {
  const known = empty();
  const first = decide(known, { phone: "1", external: "wm1" });
  expect(first).toMatchObject({ personId: person("external", "wm1"), fresh: ["phone"], merges: [], conflicts: [] });
  expect(decide(known, { phone: "1" })).toMatchObject({ personId: person("external", "wm1"), fresh: [] });
});

test("without any key it belongs to nobody", () => {
  expect(decide(empty(), { phone: "" })).toMatchObject({ personId: null, keyPersonId: null });
});

test("a buyer known by phone becomes one with the customer whose order names both", () => {
  const known = empty();
  const { personId: buyer } = decide(known, { phone: "1" });
  const both = decide(known, { external: "wm1", phone: "1" });
  expect(both.merges).toEqual([{ from: buyer, into: person("external", "wm1"), kind: "phone", value: "1" }]);
  expect(decide(known, { phone: "1" })).toMatchObject({ personId: person("external", "wm1"), keyPersonId: buyer });
});

test("two customers who claim one phone are a question, never a merge", () => {
  const known = empty();
  decide(known, { external: "wm1", phone: "1" });
  const second = decide(known, { external: "wm2", phone: "1" });
  expect(second).toMatchObject({ personId: person("external", "wm2"), merges: [] });
  expect(second.conflicts).toEqual([
    { kind: "phone", value: "1", holderId: person("external", "wm1"), claimantId: person("external", "wm2") },
  ]);
});

test("two member cards are two persons, though they share a phone", () => {
  const known = empty();
  decide(known, { member: "m1", phone: "1" });
  const second = decide(known, { member: "m2", phone: "1" });
  expect(second).toMatchObject({ personId: person("member", "m2"), merges: [] });
  expect(second.conflicts).toHaveLength(1);
});

test("who was taken apart by somebody is not joined again", () => {
  const known = empty();
  const { personId: buyer } = decide(known, { phone: "1" });
  known.apart.add([buyer ?? "", person("external", "wm1")].toSorted().join(" "));
  expect(decide(known, { external: "wm1", phone: "1" })).toMatchObject({ merges: [], conflicts: [{ kind: "phone" }] });
});

test("complaint 25: a further id space is one more entry, and takes its place in the order of strength", () => {
  const spaces = [{ kind: "openid", unique: true }, ...idSpaces];
  const known = empty(spaces);
  decide(known, { openid: "o1", phone: "1" });
  expect(decide(known, { phone: "1" }).personId).toBe(person("openid", "o1"));
  expect(known.holders.get(keyOf("openid", "o1"))).toBe(person("openid", "o1"));
});

test("a mobile number has one form, whatever was typed", () => {
  for (const phone of ["138 0013 8000", "+86 138-0013-8000", "8613800138000", "008613800138000"])
    expect(cleanKeys({ phone, member: " ", unionid: null })).toEqual({ phone: "13800138000" });
  expect(cleanKeys({ phone: "+1 (415) 555 2671" })).toEqual({ phone: "+14155552671" });
});
