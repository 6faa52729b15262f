import type { FieldTest, SegmentLeaf, SegmentNode, When } from "@shuke/contract";
import { isGroup } from "@shuke/contract";
import { fill, type Language, say, type SegmentPhrases, segmentPhrases } from "@shuke/phrases";
import type { Names } from "./names.ts";

type Told = { language: Language; names: Names };

/** A tree as indented lines: groups by their word, conditions as sentences. */
export function linesOf(told: Told, node: SegmentNode, depth = 0): Array<{ depth: number; text: string }> {
  if (!isGroup(node)) return [{ depth, text: sentence(told, node) }];
  const words = segmentPhrases[told.language];
  return [{ depth, text: words.group[node.kind] }, ...node.of.flatMap((child) => linesOf(told, child, depth + 1))];
}

/** A tree in one line. */
export function inOneLine(told: Told, node: SegmentNode): string {
  if (!isGroup(node)) return sentence(told, node);
  const words = segmentPhrases[told.language];
  const parts = node.of.map((child) => (isGroup(child) && child.of.length > 1 ? `(${inOneLine(told, child)})` : inOneLine(told, child)));
  const text = parts.join(words.between[node.kind]);
  return node.kind === "not" ? fill(words.notAll, { text }) : text;
}

export function sentence({ language, names }: Told, leaf: SegmentLeaf): string {
  const w = segmentPhrases[language];
  const join = (texts: readonly string[]) => texts.join(w.comma);
  const list = (ids: readonly string[], of: ReadonlyMap<string, string>) => {
    const shown = ids.slice(0, 5).map((id) => of.get(id) ?? fill(w.gone, { id }));
    return join(ids.length > 5 ? [...shown, `… (${ids.length})`] : shown);
  };
  const period = (days: number | null) => (days === null ? w.period.ever : (say(w.period, "days", { count: days }) ?? ""));
  switch (leaf.kind) {
    case "tags":
      return fill(w.tags[leaf.match], { list: list(leaf.tagIds, names.tags) });
    case "name":
      return fill(w.name, { text: leaf.contains });
    case "gender":
      return fill(w.gender, { list: join(leaf.in.map((one) => w.genders[one])) });
    case "type":
      return fill(w.type, { list: join(leaf.in.map((one) => w.types[one])) });
    case "marked":
      return fill(w.marked, { list: join(leaf.in.map((one) => w.marks[one])) });
    case "relation":
      return fill(w.relation, { list: join(leaf.in.map((one) => w.relations[one])) });
    case "added":
      return whenWords(w.added, leaf.when);
    case "staff":
      return fill(w.staff, { list: list(leaf.userIds, names.staff) });
    case "code":
      return fill(w.code, { list: list(leaf.codeIds, names.codes) });
    case "store":
      return fill(w.store, { list: list(leaf.storeIds, names.stores) });
    case "group": {
      const table =
        leaf.is === "member" ? (leaf.withinDays === null ? w.member : w.joined) : leaf.withinDays === null ? w.left : w.leftWithin;
      const { which } = leaf;
      const of =
        which.of === "groups" ? list(which.groupIds, names.groups) : which.of === "stores" ? list(which.storeIds, names.stores) : "";
      return say(table, which.of, { list: of, count: leaf.withinDays ?? 0 }) ?? "";
    }
    case "did":
      return fill(w.did[leaf.op], { period: period(leaf.days), what: w.behaviours[leaf.what], times: leaf.times }).trim();
    case "never":
      return fill(w.never, { what: w.behaviours[leaf.what] });
    case "last":
      return say(w.last, leaf.op, { what: w.behaviours[leaf.what], count: leaf.days }) ?? "";
    case "orders": {
      const table = leaf.op === ">=" ? w.atLeast : leaf.op === "<=" ? w.atMost : w.exactly;
      const value = leaf.measure === "count" ? String(leaf.value) : yuan(leaf.value);
      return fill(table[leaf.measure], { period: period(leaf.days), value }).trim();
    }
    case "order-date":
      return whenWords(w.order[leaf.which], leaf.when);
    case "rfm": {
      const scores = (["r", "f", "m"] as const).flatMap((name) => {
        const range = leaf[name];
        return range ? [fill(w.score[name], { from: range[0], to: range[1] })] : [];
      });
      return fill(w.rfm, { list: scores.length > 0 ? join(scores) : w.open });
    }
    case "stage":
      return fill(w.stage, { list: join(leaf.in.map((one) => w.stages[one])) });
    case "bucket":
      return fill(w.bucket, { salt: leaf.salt, share: leaf.to - leaf.from, from: leaf.from, to: leaf.to - 1 });
    case "segment":
      return fill(w.segment, { list: list(leaf.segmentIds, names.segments) });
    case "field":
      return fieldWords(w, names, leaf.key, leaf.is);
  }
}

type WhenWords = SegmentPhrases["added"];

function whenWords(table: WhenWords, when: When): string {
  if (when.op !== "between") return say(table, when.op, { count: when.days }) ?? "";
  const { from, to } = when;
  const key = from === null ? "until" : to === null ? "since" : "between";
  return fill(table[key], { from: from ?? "…", to: to ?? "…" });
}

function fieldWords(w: SegmentPhrases, names: Names, key: string, is: FieldTest): string {
  const field = names.fields.get(key) ?? fill(w.gone, { id: key });
  const tell = (phrase: keyof SegmentPhrases["field"], more: Record<string, unknown> = {}) =>
    say(w.field, phrase, { field, ...more }) ?? "";
  switch (is.op) {
    case "known":
      return tell("known");
    case "text-is":
      return tell("text-is", { list: is.values.join(w.comma) });
    case "text-has":
      return tell("text-has", { text: is.part });
    case "number":
      return tell(is.from === null ? "numberUntil" : is.to === null ? "numberSince" : "number", { from: is.from, to: is.to });
    case "date":
      return tell(is.from === null ? "dateUntil" : is.to === null ? "dateSince" : "date", { from: is.from, to: is.to });
    case "date-within":
      return tell(is.ahead ? "ahead" : "past", { count: is.days });
    case "anniversary":
      return tell("anniversary", { count: is.days });
    case "flag":
      return tell(is.value ? "yes" : "no");
    case "choice":
      return tell("choice", { list: is.options.map((id) => names.options.get(id) ?? fill(w.gone, { id })).join(w.comma) });
  }
}

/** Fen as yuan, without zeros that say nothing. */
export const yuan = (fen: number): string => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));
