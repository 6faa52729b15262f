import { useId } from "react";
import type { GraphStep } from "@shuke/contract";
import { ChooseContent } from "../contents/choose.tsx";
import { bare } from "./library.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";

type Wording = GraphStep["content"];

/** A content of the library that goes with a wording, as it is when the step is sent; its words go where there are no others. */
export function FromLibrary({ label, content, change }: { label: string; content: Wording; change: (content: Wording) => void }) {
  const { t, phrases } = useEditorWords();
  const { library } = useHeldEditor();
  const id = useId();
  const words = phrases.sopEditor.step;
  const { contentId } = content;
  const found = contentId === undefined ? undefined : library.known.get(contentId);
  return (
    <div className="sop-field">
      <label className="sop-label" htmlFor={id}>
        {words.library}
        <span className="unseen"> ({label})</span>
      </label>
      <ChooseContent
        id={id}
        place="mass"
        none={words.libraryNone}
        value={contentId ?? null}
        onChange={(next) => change(next === null ? bare(content) : { ...content, contentId: next })}
      />
      {contentId === undefined ? null : (
        <p className="faint small">{found ? t("sopEditor.step.libraryHint", { name: found.name }) : words.libraryUnknown}</p>
      )}
    </div>
  );
}
