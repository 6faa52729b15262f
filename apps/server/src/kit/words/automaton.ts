import { doubleArrayOf } from "./double-array.ts";
import { lettersIn, trieOf } from "./trie.ts";

/** What was found, as pairs: the index of a word, and the offset after its last letter. */
export type Hits = number[];

/**
 * Finds all words of a list in one walk over a text, however many they are (Aho and Corasick 1975, in a double array as Aoe 1989).
 * Offsets are UTF-16 code units. Of a word that is twice in the list the first index is told; an empty one is never found.
 */
export type Automaton = {
  readonly words: readonly string[];
  /** What its tables take. */
  readonly bytes: number;
  /** Appends to `hits`, by end, at one end the longest first. */
  scan(text: string, hits: Hits): void;
  /** Whether any word is in it; stops at the first. */
  has(text: string): boolean;
};

export function buildAutomaton(words: readonly string[]): Automaton {
  const letters = lettersIn(words);
  const trie = trieOf(words, letters);
  const { base, check, at, order, size } = doubleArrayOf(trie, letters.count);
  const letterOf = letters.of;
  /** Where to go on when no child fits: the state of the longest proper tail that is in the trie. */
  const fail = new Int32Array(size);
  /** The state itself, or the nearest on its chain of tails, at which a word ends; 0: none. */
  const ends = new Int32Array(size);
  const wordAt = new Int32Array(size).fill(-1);
  /** After a state at which a word ends: the next such one on its chain. */
  const more = new Int32Array(size);

  const step = (from: number, letter: number): number => {
    for (let state = from; ; state = fail[state] ?? 0) {
      const to = (base[state] ?? 0) + letter;
      if (check[to] === state) return to;
      if (state === 0) return 0;
    }
  };
  for (const node of order.subarray(1, trie.count)) {
    const [state, parent] = [at[node] ?? 0, at[trie.parent[node] ?? 0] ?? 0];
    const tail = parent === 0 ? 0 : step(fail[parent] ?? 0, trie.letter[node] ?? 0);
    fail[state] = tail;
    wordAt[state] = trie.word[node] ?? -1;
    more[state] = ends[tail] ?? 0;
    ends[state] = wordAt[state] === -1 ? (ends[tail] ?? 0) : state;
  }

  return {
    words,
    bytes: size * 4 * 6 + letterOf.byteLength,
    scan(text, hits) {
      let state = 0;
      for (let i = 0, length = text.length; i < length; i += 1) {
        const letter = letterOf[text.charCodeAt(i)] ?? 0;
        if (letter === 0) {
          state = 0;
          continue;
        }
        for (;;) {
          const to = (base[state] ?? 0) + letter;
          if (check[to] === state) {
            state = to;
            break;
          }
          if (state === 0) break;
          state = fail[state] ?? 0;
        }
        for (let end = ends[state] ?? 0; end !== 0; end = more[end] ?? 0) hits.push(wordAt[end] ?? 0, i + 1);
      }
    },
    has(text) {
      let state = 0;
      for (let i = 0; i < text.length; i += 1) {
        const letter = letterOf[text.charCodeAt(i)] ?? 0;
        state = letter === 0 ? 0 : step(state, letter);
        if (ends[state] !== 0) return true;
      }
      return false;
    },
  };
}
