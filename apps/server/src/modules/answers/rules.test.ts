import fc from "fast-check";
import { expect, test } from "vitest";
import { fold } from "#kit/words/fold";
import { bookOf, isValid, matchText } from "./rules.ts";
import type { Findable } from "./types.ts";

const entry = (id: string, more: Partial<Findable>): Findable => ({
  ...{ id, priority: 0, questions: [], keywords: [], must: [], must_not: [] },
  ...more,
});
const found = (entries: readonly Findable[], text: string) => matchText(bookOf(entries), text).map((one) => one.entry.id);

test("a word is found however it was typed, and the place in the original is told", () => {
  const book = bookOf([entry("a", { keywords: ["发货"] })]);
  for (const text of ["几天發 貨？", "发-货", "ＡＢ发货"]) expect(matchText(book, text)).toHaveLength(1);
  expect(matchText(book, "請問 發 貨 要幾天")[0]?.why).toEqual([{ kind: "keyword", word: "发货", said: "發 貨", start: 3, end: 6 }]);
  expect(matchText(book, "发个货")).toEqual([]);
});

test("all that must be said, and nothing that must not", () => {
  const entries = [entry("a", { keywords: ["退款"], must: ["多久", "到账"], must_not: ["已经退款"] })];
  expect(found(entries, "退款多久能到账")).toEqual(["a"]);
  expect(found(entries, "退款多久")).toEqual([]);
  expect(found(entries, "多久到账")).toEqual([]);
  expect(found(entries, "已经退款了，多久到账")).toEqual([]);
});

test("priority first, then the whole question, then the longer word", () => {
  const entries = [
    entry("word", { keywords: ["营业时间"] }),
    entry("whole", { questions: ["周末营业时间是几点？"] }),
    entry("first", { keywords: ["几点"], priority: 5 }),
  ];
  expect(found(entries, "周末营业时间是几点")).toEqual(["first", "whole"]);
  expect(matchText(bookOf(entries), "周末营业时间是几点")[1]?.exact).toBe(true);
  expect(found(entries, "营业时间")).toEqual(["word"]);
});

test("a word within a longer one of another is the longer one's, unless it goes before or also stands alone", () => {
  const short = entry("short", { keywords: ["退款"] });
  const long = entry("long", { keywords: ["退款进度"] });
  expect(found([short, long], "查退款进度")).toEqual(["long"]);
  expect(found([short, long], "退款，顺便查退款进度")).toEqual(["long", "short"]);
  expect(found([{ ...short, priority: 1 }, long], "查退款进度")).toEqual(["short", "long"]);
  // What does not fit covers nothing.
  expect(found([short, { ...long, must: ["订单"] }], "查退款进度")).toEqual(["short"]);
});

test("signs alone are no word, and an entry with signs among what must be is still found", () => {
  expect(found([entry("a", { keywords: ["！！"], questions: ["👍"] })], "！！👍")).toEqual([]);
  expect(found([entry("a", { keywords: ["发货"], must: ["？"] })], "发货")).toEqual(["a"]);
});

const letters = fc.string({ unit: fc.constantFrom("退", "款", "發", "发", "Ａ", "a", " "), minLength: 1, maxLength: 4 });
const words = fc.array(letters, { maxLength: 3 });
const someEntries = fc
  .array(fc.record({ priority: fc.integer({ min: 0, max: 2 }), questions: words, keywords: words, must: words, must_not: words }), {
    maxLength: 8,
  })
  .map((some) => some.map((one, n) => ({ ...one, id: `e${n}` })));

test("what is found is what reading entry by entry finds, and the order is one order", () => {
  fc.assert(
    fc.property(someEntries, fc.string({ unit: fc.constantFrom("退", "款", "發", "ａ", " ", "。"), maxLength: 12 }), (entries, text) => {
      const said = fold(text);
      const says = (word: string) => fold(word) !== "" && said.includes(fold(word));
      const fits = entries.filter(
        (one) =>
          [...one.questions, ...one.keywords].some(says) &&
          one.must.every((word) => fold(word) === "" || says(word)) &&
          !one.must_not.some(says),
      );
      const hits = found(entries, text);
      expect(fits.map(({ id }) => id)).toEqual(expect.arrayContaining(hits));
      // Whoever is missing is covered by one that is there; so somebody is there whenever anybody fits.
      expect(hits.length > 0).toBe(fits.length > 0);
      const priorities = hits.map((id) => entries.find((one) => one.id === id)?.priority ?? 0);
      expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
      expect(found(entries.toReversed(), text)).toEqual(hits);
    }),
    { numRuns: 500 },
  );
});

test("valid from its first instant to before its last, and only live", () => {
  const now = new Date("2026-03-02T00:00:00Z");
  const one = { state: "live" as const, valid_from: now, valid_to: null };
  expect(isValid(one, now)).toBe(true);
  expect(isValid({ ...one, state: "draft" }, now)).toBe(false);
  expect(isValid({ ...one, valid_from: null, valid_to: now }, now)).toBe(false);
  expect(isValid(one, new Date(now.getTime() - 1))).toBe(false);
});
