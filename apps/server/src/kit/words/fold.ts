import { readFileSync } from "node:fs";

/**
 * Texts in one form, so that a word is found however it was typed: full-width as half-width, capitals as small letters, traditional and
 * variant characters as simplified ones, compatibility forms (①, ㎏) as what they stand for, and nothing of spaces, punctuation,
 * emoji and marks that cannot be seen.
 */
export type Folded = {
  readonly text: string;
  /** By letter of the folded text: where it stands in the original. One more at the end: the original's length. */
  readonly at: Uint32Array;
};

/** In the table: nothing is left of it; several letters, to be looked up. Neither is a letter by itself. */
const [NOTHING, SEVERAL] = [0, 1];

/** What is said alike and typed in either form, beside what OpenCC knows. */
const ALSO = "妳你 牠它 祂他 帐账 帳账 佢他 〇零";

const several = new Map<number, string>();
const table = tableOf();

function tableOf(): Uint16Array {
  const simple = new Map<string, string>();
  const file = readFileSync(new URL("../../../data/words/simplified.txt", import.meta.url), "utf8");
  const lines = file.split("\n").filter((line) => !line.startsWith("#"));
  for (const pair of [...lines, ALSO].join(" ").split(" ")) {
    const [from, to] = pair;
    if (from !== undefined && to !== undefined) simple.set(from, to);
  }
  const simplified = (letter: string): string => {
    const to = simple.get(letter);
    return to === undefined ? letter : simplified(to);
  };
  const kept = /[\p{L}\p{N}]/u;
  const folded = new Uint16Array(65_536);
  for (let unit = 0; unit < 65_536; unit += 1) {
    const letter = String.fromCharCode(unit);
    // Halves of characters beyond the basic plane: rare characters are kept as they are, emoji are seen by `foldText`.
    if (unit >= 0xd800 && unit <= 0xdfff) {
      folded[unit] = unit;
      continue;
    }
    const to = [...letter.normalize("NFKC").toLowerCase().normalize("NFKC")]
      .filter((one) => kept.test(one))
      .map(simplified)
      .join("");
    if (to.length > 1) several.set(unit, to);
    folded[unit] = to.length === 0 ? NOTHING : to.length > 1 ? SEVERAL : to.charCodeAt(0);
  }
  return folded;
}

const BLOCK = 4096;

/** Folds, and says where each letter came from. */
export function foldText(original: string): Folded {
  const at: number[] = [];
  const units: number[] = [];
  for (let i = 0; i < original.length; i += 1) {
    const unit = original.charCodeAt(i);
    const to = table[unit] ?? NOTHING;
    if (to === NOTHING) continue;
    if (to === SEVERAL) {
      const letters = several.get(unit) ?? "";
      for (let n = 0; n < letters.length; n += 1) {
        units.push(letters.charCodeAt(n));
        at.push(i);
      }
      continue;
    }
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const whole = original.codePointAt(i) ?? 0;
      if (whole <= 0xffff) continue;
      for (const one of String.fromCodePoint(whole).normalize("NFKC").toLowerCase()) {
        if (!/[\p{L}\p{N}]/u.test(one)) continue;
        for (let n = 0; n < one.length; n += 1) {
          const half = one.charCodeAt(n);
          units.push(one.length === 1 ? (table[half] ?? half) : half);
          at.push(i);
        }
      }
      i += 1;
      continue;
    }
    units.push(to);
    at.push(i);
  }
  let text = "";
  for (let i = 0; i < units.length; i += BLOCK) text += String.fromCharCode(...units.slice(i, i + BLOCK));
  const places = new Uint32Array(at.length + 1);
  places.set(at);
  places[at.length] = original.length;
  return { text, at: places };
}

export const fold = (original: string): string => foldText(original).text;

/** Where letters `from` … `to` (exclusive) of the folded text stand in the original, without what was left out behind them. */
export function original({ at }: Folded, source: string, from: number, to: number): { start: number; end: number } {
  const start = at[from] ?? source.length;
  const last = at[to - 1] ?? start;
  const wide = (source.codePointAt(last) ?? 0) > 0xffff ? 2 : 1;
  return { start, end: to > from ? last + wide : start };
}
