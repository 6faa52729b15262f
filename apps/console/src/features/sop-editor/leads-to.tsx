import { Select } from "antd";
import type { SopNode } from "@shuke/contract";
import { exitsOf } from "@shuke/contract/sop-graph";
import { connect, goals } from "./edit.ts";
import { Field } from "./field.tsx";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { nameAt } from "./words.ts";

const END = "";

/** Where one way out leads: to any card that does not lead back here, or to the end. */
export function LeadsTo({ node, exit, label }: { node: SopNode; exit: number; label?: string }) {
  const { graph, change } = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const to = exitsOf(node)[exit] ?? null;
  const said = label ? `${label} → ${t("sopEditor.fork.leadsTo")}` : t("sopEditor.fork.leadsTo");
  return (
    <Field label={said}>
      <Select
        aria-label={said}
        value={to ?? END}
        popupMatchSelectWidth={false}
        options={[
          { value: END, label: t("sopEditor.end") },
          ...goals(graph, node.key).map((key) => ({ value: key, label: nameAt(graph, key, words) })),
        ]}
        onChange={(next: string) => change(connect(graph, [{ from: node.key, exit }], next === END ? null : next))}
      />
    </Field>
  );
}
