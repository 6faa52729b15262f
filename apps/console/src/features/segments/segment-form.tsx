import { useState } from "react";
import type { ReactNode } from "react";
import { Button, Input } from "antd";
import type { SegmentGroup, SegmentTree } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { isReady } from "./catalog.ts";
import { LiveCount } from "./live-count.tsx";
import { TreeEditor } from "./tree-editor.tsx";

export type SegmentDraft = { name: string; description: string; note: string; root: SegmentGroup };
type Props = {
  start: SegmentDraft;
  self?: string;
  busy: boolean;
  problem: ReactNode;
  cancel: ReactNode;
  save: (draft: SegmentDraft, tree: SegmentTree) => void;
};

/** Name and conditions left, what they come to right; what is missing is said when one tries to save. */
export function SegmentForm({ start, self, busy, problem, cancel, save }: Props) {
  const { t } = useWords();
  const [draft, set] = useState(start);
  const [tried, setTried] = useState(false);
  const ready = isReady(draft.root);
  const missing =
    draft.name.trim() === ""
      ? t("segments.editor.needName")
      : draft.root.of.length === 0
        ? t("segments.editor.needCondition")
        : ready
          ? null
          : t("segments.editor.unfinished");
  const tree: SegmentTree = { v: 1, root: draft.root };
  return (
    <div className="segment-page">
      <form
        className="card pad segment-form"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (missing === null) save(draft, tree);
        }}
      >
        <label>
          {t("segments.editor.name")}
          <Input
            value={draft.name}
            maxLength={60}
            placeholder={t("segments.editor.nameHint")}
            {...(tried && draft.name.trim() === "" ? { status: "error" as const } : {})}
            onChange={(event) => set({ ...draft, name: event.target.value })}
          />
        </label>
        <label>
          {t("segments.editor.description")}
          <Input value={draft.description} maxLength={300} onChange={(event) => set({ ...draft, description: event.target.value })} />
        </label>
        <TreeEditor group={draft.root} self={self} change={(root) => set({ ...draft, root })} />
        {self === undefined ? null : (
          <label>
            {t("segments.editor.note")}
            <Input value={draft.note} maxLength={200} onChange={(event) => set({ ...draft, note: event.target.value })} />
          </label>
        )}
        {problem}
        {tried && missing !== null ? (
          <p role="alert" className="field-problem">
            {missing}
          </p>
        ) : null}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>
            {t("segments.editor.save")}
          </Button>
          {cancel}
        </div>
      </form>
      <div className="segment-side">
        <LiveCount tree={ready ? tree : null} />
      </div>
    </div>
  );
}
