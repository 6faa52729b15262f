import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildAutomaton, type Hits } from "./automaton.ts";
import { fold, foldText, original } from "./fold.ts";

const found = (words: readonly string[], text: string) => {
  const hits: Hits = [];
  buildAutomaton(words).scan(text, hits);
  return hits.flatMap((n, i) => (i % 2 === 0 ? [`${n}@${hits[i + 1]}`] : []));
};
/** Every word at every place, by hand: at one end the longest first. */
const byHand = (words: readonly string[], text: string) => {
  const out: string[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    const here = words.flatMap((word, n) => (word !== "" && words.indexOf(word) === n && text.slice(0, end).endsWith(word) ? [n] : []));
    out.push(...here.toSorted((a, b) => words[b]!.length - words[a]!.length).map((n) => `${n}@${end}`));
  }
  return out;
};

describe("the automaton", () => {
  test("finds overlapping words, words within words, and of a word twice the first", () => {
    expect(found(["he", "she", "his", "hers", "he"], "ushers")).toEqual(["1@4", "0@4", "3@6"]);
    expect(found(["退款", "怎么退", "退"], "怎么退款")).toEqual(["1@3", "2@3", "0@4"]);
    expect([found([], "退款"), found([""], "退款"), found(["退款"], "")]).toEqual([[], [], []]);
  });

  test("finds what a search by hand finds, few letters making much overlap", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "退", "款", "\u{20000}"), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 40 }), fc.array(letters, { maxLength: 12 }), (words, parts) => {
        const text = parts.join("");
        expect(found(words, text)).toEqual(byHand(words, text));
        expect(buildAutomaton(words).has(text)).toBe(byHand(words, text).length > 0);
      }),
      { numRuns: 200 },
    );
  });

  test("finds any letters, as many as there are", () => {
    const any = fc.string({ unit: "binary", maxLength: 4 });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), fc.array(fc.nat(59), { maxLength: 20 }), (words, picks) => {
        const text = picks.map((n) => words[n] ?? "?").join("");
        expect(found(words, text)).toEqual(byHand(words, text));
      }),
    );
    const every = Array.from({ length: 5000 }, (_, n) => String.fromCharCode(0x4e00 + n) + String.fromCharCode(0x4e00 + ((n * 7) % 5000)));
    const automaton = buildAutomaton(every);
    const hits: Hits = [];
    automaton.scan(every.join("，"), hits);
    expect(hits.filter((_, i) => i % 2 === 0)).toEqual([...every.keys()]);
    expect(automaton.bytes).toBeLessThan(5_000_000);
  });
});

describe("folding", () => {
  test.each([
    ["ＱＱ　群", "qq群"],
    ["我要退 款！！", "我要退款"],
    ["我要退-款", "我要退款"],
    ["請問發貨要幾天？", "请问发货要几天"],
    ["臺灣、台湾", "台湾台湾"],
    ["妳的帳號", "你的账号"],
    ["①㎏ ﬁne Ⅳ", "1kgfineiv"],
    ["👍🏻好\u200b的☕️", "好的"],
    ["İ", "i"],
    ["𠀀𝐀", "𠀀a"],
    ["\ud83d", ""],
  ])("%s is %s", (text, to) => {
    expect(fold(text)).toBe(to);
  });

  test("folding twice changes nothing more, and two halves fold as the whole", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(fold(fold(a))).toBe(fold(a));
        expect(fold(a + b)).toBe(fold(a) + fold(b));
      }),
      { numRuns: 2000 },
    );
    // Every character of the basic plane.
    for (let unit = 0; unit < 0xd800; unit += 1) expect(fold(fold(String.fromCharCode(unit)))).toBe(fold(String.fromCharCode(unit)));
  });

  test("each letter is known at its place in the original, and a place is never split within a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("Ａ", " ", "㎏", "款", "𝐀", "𠀀", "👍", "。"), maxLength: 30 }), (text) => {
        const folded = foldText(text);
        expect(folded.at.length).toBe(folded.text.length + 1);
        for (let from = 0; from < folded.text.length; from += 1) {
          for (let to = from + 1; to <= folded.text.length; to += 1) {
            const { start, end } = original(folded, text, from, to);
            expect(text.slice(start, end).isWellFormed()).toBe(true);
            expect(fold(text.slice(start, end))).toContain(folded.text.slice(from, to));
          }
        }
      }),
    );
    expect(original(foldText("要 退，款 吗"), "要 退，款 吗", 1, 3)).toEqual({ start: 2, end: 5 });
  });
});
