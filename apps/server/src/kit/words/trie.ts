/** A trie in flat arrays; node 0 is the root. */
export type Trie = {
  /** A node's first child and the next child of its parent; 0: there is none. */
  readonly child: Int32Array;
  readonly sibling: Int32Array;
  readonly parent: Int32Array;
  /** The number of the letter that leads here. */
  readonly letter: Uint16Array;
  /** The index of the word that ends here, or -1. */
  readonly word: Int32Array;
  readonly count: number;
};

/** Numbers of letters from 1, the most frequent first, by code unit; 0: in no word. */
export type Letters = { readonly of: Uint16Array; readonly count: number };

export function lettersIn(words: readonly string[]): Letters {
  const times = new Uint32Array(65_536);
  for (const word of words) {
    for (let i = 0; i < word.length; i += 1) times[word.charCodeAt(i)] = (times[word.charCodeAt(i)] ?? 0) + 1;
  }
  const used: number[] = [];
  for (let unit = 0; unit < 65_536; unit += 1) if (times[unit] !== 0) used.push(unit);
  used.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || a - b);
  const of = new Uint16Array(65_536);
  for (const [n, unit] of used.entries()) of[unit] = n + 1;
  return { of, count: used.length };
}

/** Sorted words differ from the one before in their tail alone, so nothing has to be looked up. */
export function trieOf(words: readonly string[], letters: Letters): Trie {
  const sorted = [...words.entries()].filter(([, word]) => word !== "").toSorted(([a, x], [b, y]) => (x < y ? -1 : x > y ? 1 : a - b));
  const most = sorted.reduce((sum, [, word]) => sum + word.length, 1);
  const [child, sibling, parent] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const letter = new Uint16Array(most);
  const ends = new Int32Array(most).fill(-1);
  let count = 1;
  const path = [0];
  let last = "";
  for (const [n, word] of sorted) {
    let shared = 0;
    while (shared < word.length && shared < last.length && word.charCodeAt(shared) === last.charCodeAt(shared)) shared += 1;
    let node = path[shared] ?? 0;
    for (let i = shared; i < word.length; i += 1) {
      letter[count] = letters.of[word.charCodeAt(i)] ?? 0;
      parent[count] = node;
      sibling[count] = child[node] ?? 0;
      child[node] = count;
      node = count;
      path[i + 1] = node;
      count += 1;
    }
    if (ends[node] === -1) ends[node] = n;
    last = word;
  }
  return { child, sibling, parent, letter, word: ends, count };
}
