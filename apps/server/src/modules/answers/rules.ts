import { type Automaton, buildAutomaton } from "#kit/words/automaton";
import { fold, foldText, original } from "#kit/words/fold";
import type { AnswerWhy } from "@shuke/contract";
import type { EntryRow, Findable } from "./types.ts";

type Role = "question" | "keyword" | "must" | "mustNot";
/** One folded word, and what it is to which entry. */
type Use = { entry: number; role: Role; word: string };
export type Book<E extends Findable> = { entries: readonly E[]; automaton: Automaton; uses: readonly (readonly Use[])[] };

export type Match<E extends Findable> = { entry: E; exact: boolean; why: AnswerWhy[] };

/** Words that are nothing but signs have no letters left and are never found. */
export function bookOf<E extends Findable>(entries: readonly E[]): Book<E> {
  const uses = new Map<string, Use[]>();
  for (const [entry, { questions, keywords, must, must_not }] of entries.entries()) {
    const roles = [
      ["question", questions],
      ["keyword", keywords],
      ["must", must],
      ["mustNot", must_not],
    ] as const;
    for (const [role, words] of roles) {
      for (const word of words) {
        const folded = fold(word);
        if (folded === "") continue;
        const known = uses.get(folded);
        if (known) known.push({ entry, role, word });
        else uses.set(folded, [{ entry, role, word }]);
      }
    }
  }
  return { entries, automaton: buildAutomaton([...uses.keys()]), uses: [...uses.values()] };
}

type Place = { role: Role; word: string; from: number; to: number };

/**
 * The entries that fit a text, the best first. One fits when one of its questions or keywords is in it, all that must be and nothing that
 * must not. A place that lies within a longer one of an entry that fits and has at least the same priority is the longer one's: 退款 is
 * not what 退款进度 asks for, where that has an answer of its own. Then by priority, whole question, longest place, how many words, id.
 */
export function matchText<E extends Findable>(book: Book<E>, text: string, counts: (entry: E) => boolean = () => true): Match<E>[] {
  const folded = foldText(text);
  const hits: number[] = [];
  book.automaton.scan(folded.text, hits);
  const places = new Map<number, Place[]>();
  for (let i = 0; i < hits.length; i += 2) {
    const [found, to] = [hits[i] ?? 0, hits[i + 1] ?? 0];
    const from = to - (book.automaton.words[found]?.length ?? 0);
    for (const { entry, role, word } of book.uses[found] ?? []) {
      const known = places.get(entry);
      if (known) known.push({ role, word, from, to });
      else places.set(entry, [{ role, word, from, to }]);
    }
  }
  const fitting = [...places].flatMap(([n, all]) => {
    const entry = book.entries[n];
    if (!entry || !counts(entry) || all.some(({ role }) => role === "mustNot")) return [];
    const musts = new Set(all.filter(({ role }) => role === "must").map(({ word }) => word));
    if (entry.must.some((word) => fold(word) !== "" && !musts.has(word))) return [];
    const asked = all.filter(({ role }) => role === "question" || role === "keyword");
    return asked.length === 0 ? [] : [{ entry, asked, must: all.filter(({ role }) => role === "must") }];
  });
  const longer = coverOf(fitting);
  return fitting
    .flatMap(({ entry, asked, must }) => {
      const own = asked.filter((place) => !longer(entry, place));
      const exact = own.some(({ role, from, to }) => role === "question" && from === 0 && to === folded.text.length);
      const longest = own.reduce((most, { from, to }) => Math.max(most, to - from), 0);
      const words = new Set(own.map(({ word }) => word)).size;
      return own.length === 0 ? [] : [{ entry, exact, longest, words, places: [...own, ...must] }];
    })
    .toSorted(
      (a, b) =>
        b.entry.priority - a.entry.priority ||
        Number(b.exact) - Number(a.exact) ||
        b.longest - a.longest ||
        b.words - a.words ||
        (a.entry.id < b.entry.id ? -1 : 1),
    )
    .map(({ entry, exact, places: found }) => ({ entry, exact, why: found.map((place) => whyOf(place, folded, text)) }));
}

/** Whether a longer place of another entry, of the same priority at least, holds this one. Looks no further back than the longest reaches. */
function coverOf<E extends Findable>(fitting: ReadonlyArray<{ entry: E; asked: readonly Place[] }>) {
  const byStart = new Map<number, Array<{ entry: E; to: number }>>();
  let longest = 0;
  for (const { entry, asked } of fitting) {
    for (const { from, to } of asked) {
      longest = Math.max(longest, to - from);
      const known = byStart.get(from);
      if (known) known.push({ entry, to });
      else byStart.set(from, [{ entry, to }]);
    }
  }
  return (entry: E, place: Place): boolean => {
    for (let from = Math.max(0, place.to - longest); from <= place.from; from += 1) {
      for (const other of byStart.get(from) ?? []) {
        const isLonger = other.to - from > place.to - place.from;
        if (isLonger && other.to >= place.to && other.entry.id !== entry.id && other.entry.priority >= entry.priority) return true;
      }
    }
    return false;
  };
}

function whyOf({ role, word, from, to }: Place, folded: ReturnType<typeof foldText>, text: string): AnswerWhy {
  const { start, end } = original(folded, text, from, to);
  return { kind: role === "question" || role === "must" ? role : "keyword", word, said: text.slice(start, end), start, end };
}

/** Live, and within its time: from the first instant, up to the last one without it. */
export function isValid(entry: Pick<EntryRow, "state" | "valid_from" | "valid_to">, now: Date): boolean {
  if (entry.state !== "live") return false;
  return (entry.valid_from === null || entry.valid_from <= now) && (entry.valid_to === null || now < entry.valid_to);
}
