import type { Trie } from "./trie.ts";

/** A child stands at its parent's base + its letter, and `check` there names the parent. 0 is the root. */
export type DoubleArray = {
  readonly base: Int32Array;
  readonly check: Int32Array;
  /** Where each node of the trie stands, and the nodes in order of their depth. */
  readonly at: Int32Array;
  readonly order: Int32Array;
  readonly size: number;
};

const FREE = -1;

/** Free places, chained both ways, so that a full stretch is never walked through again. */
function freePlaces(first: number) {
  let size = first;
  let check = new Int32Array(size).fill(FREE);
  let after = Int32Array.from({ length: size }, (_, i) => i + 1);
  let before = Int32Array.from({ length: size }, (_, i) => i - 1);
  let [head, tail] = [1, size - 1];
  check[0] = 0;
  return {
    head: () => head,
    next: (place: number) => after[place] ?? size,
    isFree: (place: number) => check[place] === FREE,
    check: () => check,
    /** Makes sure that a place is there. */
    reach(place: number) {
      if (place < size) return;
      const [old, wider] = [size, Math.max(place + 1, Math.ceil(size * 1.3))];
      const widen = (array: Int32Array, at: (i: number) => number) => {
        const wide = new Int32Array(wider);
        wide.set(array);
        for (let i = old; i < wider; i += 1) wide[i] = at(i);
        return wide;
      };
      check = widen(check, () => FREE);
      after = widen(after, (i) => i + 1);
      before = widen(before, (i) => (i === old ? tail : i - 1));
      size = wider;
      tail = size - 1;
    },
    take(place: number, parent: number) {
      const [left, right] = [before[place] ?? 0, after[place] ?? size];
      if (place === head) head = right;
      else after[left] = right;
      if (place === tail) tail = left;
      else before[right] = left;
      check[place] = parent;
    },
  };
}

export function doubleArrayOf(trie: Trie, letters: number): DoubleArray {
  const places = freePlaces(trie.count + letters + 2);
  const at = new Int32Array(trie.count);
  const order = new Int32Array(trie.count);
  const bases = new Int32Array(trie.count);
  let [known, highest] = [1, 0];
  for (let n = 0; n < known; n += 1) {
    const node = order[n] ?? 0;
    const children: number[] = [];
    for (let one = trie.child[node] ?? 0; one !== 0; one = trie.sibling[one] ?? 0) children.push(one);
    if (children.length === 0) continue;
    const wanted = children.map((one) => trie.letter[one] ?? 0);
    const [low, high] = [Math.min(...wanted), Math.max(...wanted)];
    let place = places.head();
    for (;;) {
      places.reach(place + high);
      // Base 0 would let the root's place be reached by a letter.
      if (place > low && wanted.every((letter) => places.isFree(place - low + letter))) break;
      place = places.next(place);
    }
    const base = place - low;
    bases[node] = base;
    for (const [i, one] of children.entries()) {
      const spot = base + (wanted[i] ?? 0);
      places.take(spot, at[node] ?? 0);
      at[one] = spot;
      order[known] = one;
      known += 1;
      if (spot > highest) highest = spot;
    }
  }
  // Any state + any letter must be inside: a read beyond the end costs more than a hundred within.
  const size = highest + letters + 2;
  const check = new Int32Array(size).fill(FREE);
  check.set(places.check().subarray(0, highest + 1));
  const base = new Int32Array(size);
  for (let node = 0; node < trie.count; node += 1) base[at[node] ?? 0] = bases[node] ?? 0;
  return { base, check, at, order, size };
}
