import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { AhoCorasick } from "@monyone/aho-corasick";
import { buildAutomaton, type Hits } from "../apps/server/src/kit/words/automaton.ts";
import { foldText } from "../apps/server/src/kit/words/fold.ts";
import { type Bench, row } from "./lib/row.ts";

const WORDS = 15_000;
const ROUNDS = 9;
/** How long one measured round takes at least; shorter ones say more about the clock. */
const ROUND_MS = 250;

const linesOf = (name: string): string[] =>
  gunzipSync(readFileSync(new URL(`data/keywords/${name}.txt.gz`, import.meta.url)))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");

/** What people say most, two to six letters long: words that are found in every message. */
function talked(messages: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const message of messages) {
    for (let length = 2; length <= 6; length += 1) {
      for (let i = 0; i + length <= message.length; i += 1) {
        const part = message.slice(i, i + length);
        if (/^\p{L}+$/u.test(part)) times.set(part, (times.get(part) ?? 0) + 1);
      }
    }
  }
  return [...times].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([part]) => part);
}

type Finder = (message: string) => number;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Million letters a second of both, round by round in turn, so that a busy minute of the machine falls on both. */
function race(messages: readonly string[], ours: Finder, theirs: Finder): { value: number; baseline: number } {
  const letters = messages.reduce((sum, { length }) => sum + length, 0);
  const round = (find: Finder): number => {
    const started = performance.now();
    let [ms, walks] = [0, 0];
    for (; ms < ROUND_MS; ms = performance.now() - started) {
      for (const message of messages) find(message);
      walks += 1;
    }
    return (letters * walks) / ms / 1000;
  };
  round(ours);
  round(theirs);
  const rounds = Array.from({ length: ROUNDS }, () => [round(ours), round(theirs)] as const);
  return { value: median(rounds.map(([mine]) => mine)), baseline: median(rounds.map(([, other]) => other)) };
}

/**
 * Keyword matching with 15,000 words (P9) against @monyone/aho-corasick, the fastest package of npm that finds every place of every word
 * and installs without a compiler: on the same words and messages modern-ahocorasick 3.3.0 and fastscan 1.0.6 came to 0.5 to 0.6 of its
 * pace, aho-corasick-node 1.0.2 to 0.2 and missed some; string-dsa 2.0.0 keeps words in 32 bits, so it cannot hold as many; and
 * @blackglory/aho-corasick 0.1.27 has to be compiled with Rust. Both must find equally much, or there is no row.
 */
export const bench: Bench = async ({ progress }) => {
  const messages = linesOf("messages");
  const talk = talked(messages);
  const lexicon = [...new Set([...linesOf("lexicon"), ...talk.slice(0, 1000)])].slice(0, WORDS);
  const rows = [];
  for (const [name, words] of [
    ["keywords", lexicon],
    ["keywords.talk", talk.slice(0, WORDS)],
  ] as const) {
    const started = performance.now();
    const automaton = buildAutomaton(words);
    const built = performance.now();
    const library = new AhoCorasick([...words]);
    const theirs = performance.now() - built;
    progress(`${words.length} words built in ${Math.round(built - started)} ms, by @monyone/aho-corasick in ${Math.round(theirs)} ms`);
    const hits: Hits = [];
    const find: Finder = (message) => {
      hits.length = 0;
      automaton.scan(message, hits);
      return hits.length / 2;
    };
    const findFolded: Finder = (message) => {
      hits.length = 0;
      automaton.scan(foldText(message).text, hits);
      return hits.length / 2;
    };
    const findTheirs: Finder = (message) => library.matchInText(message).length;
    const all = (by: Finder) => messages.reduce((sum, message) => sum + by(message), 0);
    const [mine, other] = [all(find), all(findTheirs)];
    if (mine !== other) throw new Error(`${name}: found ${mine} places, @monyone/aho-corasick found ${other}`);
    progress(`${messages.length} messages hold ${mine} of them; baseline: @monyone/aho-corasick 1.1.11`);
    const rss = () => process.memoryUsage.rss() / 2 ** 20;
    rows.push(row(name, "Mchar/s", { ...race(messages, find, findTheirs), n: words.length, rssMiB: rss() }));
    // With all that makes 退 款 and ＱＱ found: the library is not asked to fold, ours does.
    if (name === "keywords") {
      rows.push(row("keywords.folded", "Mchar/s", { ...race(messages, findFolded, findTheirs), n: words.length, rssMiB: rss() }));
    }
  }
  return rows;
};
