import { lettersOf } from "#kit/letters";

/** An answered question, newest first. */
export type Answered = { id: string; text: string; answer: string; at: Date };
export type Alike = { text: string; answer: string; times: number; lastAt: Date; ids: string[] };

function pairs(text: string): ReadonlySet<string> {
  const letters = [...lettersOf(text)];
  return new Set(letters.length < 2 ? letters : letters.slice(1).map((letter, i) => `${letters[i]}${letter}`));
}

/** How many neighbouring letters both have, of what they have on average. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * both) / (a.size + b.size);
}

/** So much alike two answers are taken for the same: a greeting more or less, not another fact. */
const SAME = 0.6;
/** Numbers are facts: 7 days is not 15 days, however alike the sentence is. */
const numbers = (text: string) => (text.normalize("NFKC").match(/\d+/gu) ?? []).join(" ");

/** Answers that were given at least `least` times alike, the most frequent first; each question belongs to one of them. */
export function alike(answered: readonly Answered[], least = 3): Alike[] {
  const heaps: Array<{ pairs: ReadonlySet<string>; numbers: string; some: Answered[] }> = [];
  for (const one of answered) {
    const mine = { pairs: pairs(one.answer), numbers: numbers(one.answer) };
    const heap = heaps.find((other) => other.numbers === mine.numbers && likeness(other.pairs, mine.pairs) >= SAME);
    if (heap) heap.some.push(one);
    else heaps.push({ ...mine, some: [one] });
  }
  return heaps
    .flatMap(({ some }) => {
      const [newest] = some;
      if (!newest || some.length < least) return [];
      return [{ text: newest.text, answer: newest.answer, times: some.length, lastAt: newest.at, ids: some.map(({ id }) => id) }];
    })
    .toSorted((a, b) => b.times - a.times || b.lastAt.getTime() - a.lastAt.getTime());
}
