import type { SopGraph, SopNode } from "@shuke/contract";
import { word } from "../../i18n.ts";
import { rateWords } from "../../kit/format.ts";
import { inWords, nameAt, testWords, type Words } from "./words.ts";

type Named = { zh: string; en: string };
const isNamed = (value: unknown): value is Named => typeof value === "object" && value !== null && "zh" in value && "en" in value;

/** The value of one field of a step, a node or the whole, as people say it; "" where there is none. */
export function fieldWords(graph: SopGraph, field: string, owner: object, words: Words): string {
  const value: unknown = new Map<string, unknown>(Object.entries(owner)).get(field);
  const { t, phrases, language } = words;
  const { step } = phrases.sopEditor;
  if (value === undefined || value === null) return field === "next" || field === "else" || field === "late" ? t("sopEditor.end") : "";
  if (isNamed(value)) return inWords(value, language);
  if (field === "ways" && "do" in owner) return waysOf(graph, owner as SopNode, words);
  if (typeof value === "number") return field === "target" ? rateWords(value) : field === "holdOut" ? `${value}%` : String(value);
  if (typeof value === "string") {
    switch (field) {
      case "kind":
        return word(phrases.sops.kinds, value);
      case "evidence":
        return word(step.evidences, value);
      case "actor":
        return word(step.actors, value);
      case "event":
        return word(phrases.sopEditor.events, value);
      case "late":
        return "do" in owner ? nameAt(graph, value, words) : word(step.lates, value);
      case "next":
      case "else":
      case "step":
        return nameAt(graph, value, words);
      case "days":
        return value === "workday" ? t("sopEditor.node.workday") : "";
      default:
        return value;
    }
  }
  return composed(field, value, words);
}

/** Texts with their cards, effects, lists. */
function composed(field: string, value: unknown, words: Words): string {
  const { t, phrases, language } = words;
  const list = language === "en" ? ", " : "、";
  if (Array.isArray(value)) return value.map((one: unknown) => composed(field, one, words)).join(field === "variants" ? " / " : list);
  if (typeof value === "string") return field === "exits" ? word(phrases.sopEditor.whole.exitKinds, value) : value;
  if (typeof value !== "object" || value === null) return String(value);
  const inner = new Map<string, unknown>(Object.entries(value));
  const name = inner.get("name");
  const text = inner.get("text");
  const link = inner.get("link");
  if (typeof text === "string") {
    const title = typeof link === "object" && link !== null && "title" in link ? String(link.title) : "";
    const contentId = inner.get("contentId");
    const content = typeof contentId === "string" ? t("sopEditor.fromLibrary", { name: words.contents?.get(contentId) ?? "…" }) : "";
    return [text, title === "" ? "" : `［${title}］`, content === "" ? "" : `〔${content}〕`].join("");
  }
  if (isNamed(name)) {
    const target = inner.get("target");
    return `${inWords(name, language)}${typeof target === "number" ? ` ${rateWords(target)}` : ""}`;
  }
  return [...inner.values()].filter((one) => typeof one === "string" && one !== "").join(language === "en" ? "; " : "；");
}

function waysOf(graph: SopGraph, node: SopNode, words: Words): string {
  const to = (key: string | null) => (key === null ? words.t("sopEditor.end") : nameAt(graph, key, words));
  if (node.do === "branch") return node.ways.map((way) => `${testWords(graph, way.if, words)} → ${to(way.next)}`).join(" / ");
  if (node.do === "split") return node.ways.map((way) => `${way.share}% → ${to(way.next)}`).join(" / ");
  return "";
}
