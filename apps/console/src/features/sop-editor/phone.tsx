import { useEffect, useRef } from "react";
import { PhonePreview } from "@shuke/kit-ui";
import type { PhoneBubble } from "@shuke/kit-ui";
import { bubblesOf } from "../contents/draft.ts";
import { wayTo } from "./layout.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { inWords, nodeName } from "./words.ts";

/** The whole conversation on the way to what is chosen, as the other side's phone shows it. */
export function Phone() {
  const { graph, selected, library } = useHeldEditor();
  const words = useEditorWords();
  const { t, phrases, language } = words;
  // Of nothing chosen the way of somebody who always takes the first exit.
  const chosen = graph.nodes.find((node) => node.key === selected);
  const time = chosen?.do === "wait" || chosen?.do === "after";
  const last = time
    ? (chosen.next ?? selected)
    : selected === ""
      ? (graph.nodes.findLast((node) => node.do === "act")?.key ?? null)
      : selected;
  const steps = new Map(graph.steps.map((step) => [step.key, step]));
  const bubbles = wayTo(graph, last).flatMap((node): PhoneBubble[] => {
    if (node.do === "wait" || node.do === "after") return [{ kind: "note", text: nodeName(graph, node, words) }];
    if (node.do === "until") return [{ kind: "note", text: t("sopEditor.phone.event", { event: phrases.sopEditor.events[node.event] }) }];
    const step = node.do === "act" ? steps.get(node.step) : undefined;
    if (!step) return [];
    const { text, link, contentId } = step.content;
    const found = contentId === undefined ? undefined : library.known.get(contentId);
    if (text === "" && contentId === undefined) return [];
    if (step.kind === "staff-task" && graph.subject !== "staff") return [{ kind: "note", text: t("sopEditor.phone.task", { text }) }];
    if (contentId !== undefined && library.settled && !(found?.usable && found.mass)) {
      return [{ kind: "note", text: t("sopEditor.phone.gone", { name: found?.name ?? phrases.sopEditor.step.library }) }];
    }
    const said = text === "" ? (found?.text ?? "") : text;
    return [
      ...(said === "" ? [] : [{ kind: "text" as const, text: said }]),
      ...(link ? [{ kind: "link" as const, title: link.title, desc: link.desc }] : []),
      ...(found ? bubblesOf({ text: "", attachments: [...found.cards] }, found.files, phrases.contents) : []),
    ];
  });
  const title = graph.subject === "group" ? "group" : graph.subject === "staff" ? "staff" : "officer";
  const label = t(graph.subject === "staff" ? "sopEditor.phone.staffTitle" : "sopEditor.phone.title");
  const node = graph.nodes.find((one) => one.key === last);
  const path = t("sopEditor.phone.path", { name: node ? nodeName(graph, node, words) : inWords(graph.name, language) });
  const box = useRef<HTMLElement>(null);
  // The newest message is what one looks at.
  const toNewest = () => {
    const screen = box.current?.querySelector(".phone-screen");
    if (screen) screen.scrollTop = screen.scrollHeight;
  };
  useEffect(toNewest, [bubbles.length, last]);
  return (
    <aside ref={box} className="sop-phone" onLoadCapture={toNewest}>
      <h2>{label}</h2>
      <p className="faint small">{path}</p>
      <PhonePreview
        label={label}
        title={phrases.sopEditor.phone[title]}
        time=""
        avatar={language === "en" ? "S" : "禾"}
        bubbles={bubbles.some((bubble) => bubble.kind !== "note") ? bubbles : []}
        placeholder={t("sopEditor.phone.empty")}
      />
    </aside>
  );
}
