import type { SegmentLeaf } from "@shuke/contract";
import { fill, type Language, say, segmentPhrases } from "@shuke/phrases";
import { z } from "zod";
import type { Names } from "./names.ts";
import { yuan } from "./words.ts";

const texts = z.array(z.string());
const lastTime = z.object({ last: z.string(), n: z.number() });
const orders = z.object({ n: z.number(), fen: z.number() });
const scores = z.object({ r: z.number(), f: z.number(), m: z.number() });

/** The figures behind an answer in words; null where yes or no says all. A figure comes from SQL as JSON, see `LeafSql.figure`. */
export function foundWords({ language, names }: { language: Language; names: Names }, leaf: SegmentLeaf, figure: unknown): string | null {
  const w = segmentPhrases[language];
  const tell = (key: string, values: Record<string, unknown>) => say(w.found, key, values) ?? null;
  const list = (of: ReadonlyMap<string, string>) => {
    const parsed = texts.safeParse(figure);
    return parsed.success && parsed.data.length > 0 ? parsed.data.map((id) => of.get(id) ?? id).join(w.comma) : null;
  };
  const is = (text: string | null) => (text === null ? w.found.nothing : fill(w.found.is, { text }));
  switch (leaf.kind) {
    case "tags": {
      const mine = list(names.tags);
      return mine === null ? w.found.noTags : fill(w.found.tags, { list: mine });
    }
    case "name":
    case "field":
      return is(typeof figure === "string" || typeof figure === "number" ? String(figure) : null);
    case "gender":
      return is(figure === 1 ? w.genders.male : figure === 2 ? w.genders.female : w.genders.unknown);
    case "type":
      return is(figure === 1 ? w.types.wechat : figure === 2 ? w.types.wecom : null);
    case "relation":
      return is(wordOf(w.relations, figure));
    case "stage":
      return is(wordOf(w.stages, figure));
    case "added":
      return typeof figure === "number"
        ? fill(w.found.added, { text: new Date(figure * 1000).toISOString().slice(0, 10) })
        : w.found.notAdded;
    case "staff":
      return is(list(names.staff));
    case "code":
      return is(list(names.codes));
    case "store":
      return is(typeof figure === "string" ? (names.stores.get(figure) ?? figure) : null);
    case "group":
      return is(list(new Map()));
    case "marked":
    case "segment":
      return null;
    case "did":
      return tell("times", { count: figure });
    case "never":
    case "last": {
      const last = lastTime.safeParse(figure);
      return last.success ? tell("last", { count: last.data.n, day: last.data.last }) : w.found.nothing;
    }
    case "orders": {
      const mine = orders.safeParse(figure);
      return tell("orders", { count: mine.success ? mine.data.n : 0, amount: yuan(mine.success ? mine.data.fen : 0) });
    }
    case "order-date":
      return typeof figure === "string" ? fill(w.found.day, { text: figure }) : w.found.nothing;
    case "rfm": {
      const mine = scores.safeParse(figure);
      return mine.success ? tell("scores", mine.data) : w.found.nothing;
    }
    case "bucket":
      return tell("bucket", { count: figure });
  }
}

const wordOf = (words: Readonly<Record<string, string>>, key: unknown) => (typeof key === "string" ? (words[key] ?? key) : null);
