import { api } from "@shuke/contract";
import { say } from "@shuke/phrases";
import { consolePhrases as en } from "@shuke/phrases/en/console";
import { consolePhrases as zh } from "@shuke/phrases/zh-CN/console";
import { expect, test } from "vitest";

/** Every phrase with its path; keys may hold dots, so paths are joined by something that no key holds. */
function leaves(tree: object, path = ""): Array<[path: string, phrase: string]> {
  return Object.entries(tree).flatMap(([key, value]): Array<[string, string]> => {
    const here = path === "" ? key : `${path} › ${key}`;
    return typeof value === "string" ? [[here, value]] : leaves(value as object, here);
  });
}
const gaps = (phrase: string) => [...phrase.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name)).toSorted();
const chinese = leaves(zh);
const english = new Map(leaves(en));

test("there is something to compare", () => {
  expect(chinese.length).toBeGreaterThan(600);
});

const isOne = (path: string) => path.endsWith("_one");

test("English has every phrase and no other, but for its forms of one", () => {
  expect([...english.keys()].filter((path) => !isOne(path)).toSorted()).toEqual(chinese.map(([path]) => path).toSorted());
});

test("a form of one stands beside a phrase that counts", () => {
  const ones = [...english.keys()].filter(isOne);
  expect(ones.length).toBeGreaterThan(20);
  expect(ones.filter((path) => !gaps(english.get(path.replace(/_one$/, "")) ?? "").includes("count"))).toEqual([]);
});

test("English says one thing, two things and none of a thing", () => {
  const said = (count: number | string) => say(en.today.overnightKeys, "newGroups", { count });
  expect([1, "1", 2, "1,001", 0].map(said)).toEqual(["1 new group", "1 new group", "2 new groups", "1,001 new groups", "0 new groups"]);
  expect(say(zh.today.overnightKeys, "newGroups", { count: 1 })).toBe("新群 1 个");
  expect(say(en.today.overnightKeys, "nobodyNamedThis")).toBeUndefined();
});

test("no phrase is empty", () => {
  expect([...chinese, ...english].filter(([, phrase]) => phrase.trim() === "").map(([path]) => path)).toEqual([]);
});

test("both languages have the same gaps", () => {
  const differ = chinese.filter(([path, phrase]) => gaps(phrase).join() !== gaps(english.get(path) ?? "").join());
  expect(differ.map(([path]) => path)).toEqual([]);
});

test("English is written in English", () => {
  const mixed = [...english].filter(([path, phrase]) => /[\u4E00-\u9FFF]/.test(phrase) && path !== "top › language");
  expect(mixed).toEqual([]);
});

test("the words are calm: no exclamation marks, no 亲, no 您", () => {
  const loud = [...chinese, ...english].filter(([, phrase]) => /[!！亲您]/.test(phrase));
  expect(loud).toEqual([]);
});

test("every endpoint is called by its place in the contract", () => {
  const wrong = Object.entries(api).flatMap(([noun, verbs]) =>
    Object.entries(verbs as Record<string, { name: string }>).filter(([verb, endpoint]) => endpoint.name !== `${noun}.${verb}`),
  );
  expect(wrong).toEqual([]);
});
