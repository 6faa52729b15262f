import { word } from "../../i18n.ts";

/** `sop:welcome-7d/day1` → 「SOP · welcome-7d/day1」: the family in words, the rest as it is. */
export function plannedByWords(plannedBy: string, words: Readonly<Record<string, string>>): string {
  const [, head = plannedBy, rest = ""] = /^([\w-]+)[:/](.*)$/.exec(plannedBy) ?? [];
  return [word(words, head), rest].filter((part) => part !== "").join(" · ");
}
