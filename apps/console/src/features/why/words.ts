import type { Why } from "@shuke/contract";
import { word } from "../../i18n.ts";
import type { ConsolePhrases } from "../../i18n.ts";

/** 「SOP · 新人七天 · 提醒用新人券」: the kind in words, then the name; the name alone where the kind goes without saying. */
export function whyWords(why: Pick<Why, "kind" | "label">, words: ConsolePhrases["why"], bare = false): string {
  if (why.kind === "search") return word(words.searchHow, why.label);
  if (why.label === "") return word(words.kinds, why.kind);
  return bare ? why.label : `${word(words.kinds, why.kind)} · ${why.label}`;
}
