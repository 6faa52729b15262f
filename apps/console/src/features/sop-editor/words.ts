import type { SopFinding, SopGraph, SopNode, SopTest } from "@shuke/contract";
import type { ConsolePhrases, Language, Translate } from "../../i18n.ts";
import { fill } from "@shuke/phrases";
import { rateWords } from "../../kit/format.ts";
import { everyLeaf } from "../segments/catalog.ts";
import type { LocalFinding } from "./check.ts";

/** `contents`: names of the library's, by id, where somebody has asked for them. */
export type Words = { t: Translate; phrases: ConsolePhrases; language: Language; contents?: ReadonlyMap<string, string> };
type Named = { zh: string; en: string };

/** In the reader's language; what was not written in it, in the other. */
export const inWords = (name: Named, language: Language): string => (language === "en" ? name.en || name.zh : name.zh || name.en);

export const stepName = (graph: SopGraph, key: string, { language, t }: Words): string => {
  const step = graph.steps.find((one) => one.key === key);
  return step ? inWords(step.name, language) || key : t("sopEditor.way.unknownStep");
};

/** What a card says on its first line, and what a problem calls it. */
export function nodeName(graph: SopGraph, node: SopNode, words: Words): string {
  const { t, phrases } = words;
  switch (node.do) {
    case "act":
      return stepName(graph, node.step, words);
    case "wait":
      return t(node.day === 0 ? "sopEditor.node.waitZero" : "sopEditor.node.wait", { day: String(node.day), at: node.at });
    case "after":
      return node.at === null
        ? t("sopEditor.node.after", { hours: node.hours })
        : t("sopEditor.node.afterAt", { hours: node.hours, at: node.at });
    case "until":
      return t("sopEditor.node.until", { event: phrases.sopEditor.events[node.event] });
    case "branch":
      return t("sopEditor.node.branch");
    case "split":
      return t(node.ways.length === 1 && node.holdOut > 0 ? "sopEditor.node.holdOutOnly" : "sopEditor.node.split");
  }
}

export function testWords(graph: SopGraph, test: SopTest, words: Words): string {
  const { t, phrases, language } = words;
  if (test.kind === "step")
    return t(test.is === "done" ? "sopEditor.way.done" : "sopEditor.way.met", { step: stepName(graph, test.step, words) });
  if (everyLeaf(test.tree.root).length === 0) return t("sopEditor.way.unasked");
  const kinds = [...new Set(everyLeaf(test.tree.root).map((leaf) => phrases.segments.kinds[leaf.kind]))];
  return t("sopEditor.way.tree", { conditions: kinds.join(language === "en" ? ", " : "、") });
}

/** What a way out of a fork is called. */
export function wayName(graph: SopGraph, node: SopNode, exit: number, words: Words): string {
  const { t, phrases } = words;
  if (node.do === "until") {
    const event = phrases.sopEditor.events[node.event];
    return exit === 0 ? t("sopEditor.way.happened", { event }) : t("sopEditor.way.late", { hours: node.hours });
  }
  if (node.do === "branch") {
    const way = node.ways[exit];
    return way ? testWords(graph, way.if, words) : t("sopEditor.way.else");
  }
  return node.do === "split" ? t("sopEditor.way.share", { share: String(node.ways[exit]?.share ?? 0) }) : "";
}

/** The name of whatever a key stands for. */
export function nameAt(graph: SopGraph, key: string, words: Words): string {
  const node = graph.nodes.find((one) => one.key === key);
  if (node) return nodeName(graph, node, words);
  return graph.steps.some((one) => one.key === key) ? stepName(graph, key, words) : key;
}

export function findingWords(graph: SopGraph, finding: SopFinding | LocalFinding, words: Words): string {
  const { t, phrases } = words;
  const at = nameAt(graph, finding.at, words);
  if (finding.level === "local") return t(`sopEditor.problems.${finding.code}`, { at });
  const named = Object.fromEntries(
    Object.entries(finding.details).map(([key, value]) => [
      key,
      (key === "step" || key === "to") && typeof value === "string" && !value.includes(":") ? nameAt(graph, value, words) : value,
    ]),
  );
  return fill(phrases.sopEditor.findings[finding.code], { ...named, at });
}

export const shareWords = (share: number): string => rateWords(share);
