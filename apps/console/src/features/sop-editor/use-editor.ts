import { createContext, use, useMemo, useState } from "react";
import type { SopGraph, SopLimits } from "@shuke/contract";
import { contentIdsOf } from "@shuke/contract/sop-library";
import { useWords } from "../../i18n.ts";
import { cardOf, findingsIn, type Finding } from "./check.ts";
import { wayTo } from "./layout.ts";
import { useHistory } from "./history.ts";
import { useLibrary } from "./library.ts";
import type { Words } from "./words.ts";

/** "" is the whole SOP. */
export type Selected = string;

export type Editor = ReturnType<typeof useEditor>;

/** The first thing that is done is what somebody comes to look at. */
const firstStep = (graph: SopGraph): Selected =>
  graph.nodes.find((node) => node.do === "act" && wayTo(graph, node.key)[0]?.key === graph.start)?.key ?? "";

/** Everything that the parts of the editor share. */
export function useEditor(start: SopGraph, limits: SopLimits) {
  const history = useHistory(start);
  const [selected, select] = useState<Selected>(() => firstStep(start));
  const [moving, setMoving] = useState<string | null>(null);
  const [saved, setSaved] = useState(() => JSON.stringify(start));
  const graph = history.present;
  const library = useLibrary(useMemo(() => contentIdsOf(graph), [graph]));
  const findings = useMemo(() => findingsIn(graph, limits, library), [graph, limits, library]);
  const byCard = useMemo(() => Map.groupBy(findings, (one) => cardOf(graph, one)), [findings, graph]);
  const dirty = useMemo(() => JSON.stringify(graph) !== saved, [graph, saved]);
  return { ...history, graph, limits, library, selected, select, moving, setMoving, findings, byCard, dirty, setSaved };
}

const Held = createContext<Editor | null>(null);
export const EditorContext = Held;

export function useHeldEditor(): Editor {
  const editor = use(Held);
  if (!editor) throw new Error("outside of the editor");
  return editor;
}

export const problemsAt = (editor: Editor, key: string): Finding[] => editor.byCard.get(key) ?? [];

export function useEditorWords(): Words {
  const { t, phrases, language } = useWords();
  return { t, phrases, language };
}
