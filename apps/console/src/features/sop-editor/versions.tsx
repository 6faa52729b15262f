import { useState } from "react";
import { App, Button, Drawer, Select } from "antd";
import type { Output } from "../../api.ts";
import { When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { Changes } from "./changes.tsx";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";

/** Any two versions beside each other; an older one can be taken up again as the draft. */
export function Versions({ sop, onClose }: { sop: Output<"sops.get">; onClose: () => void }) {
  const editor = useHeldEditor();
  const { message } = App.useApp();
  const { t } = useEditorWords();
  const newest = sop.version;
  const [to, setTo] = useState(sop.draft ? 0 : newest);
  const [from, setFrom] = useState(sop.draft ? newest : Math.max(1, newest - 1));
  const diff = useCall("sops.diff", { sopId: sop.id, from, to }, { enabled: newest > 0, staleTime: 0 });
  const name = (version: number) => (version === 0 ? t("sopEditor.diff.draft") : t("sopEditor.diff.version", { version: String(version) }));
  const options = [
    ...(sop.draft ? [{ value: 0, label: name(0) }] : []),
    ...sop.versions.map(({ version, underWay }) => ({
      value: version,
      label: `${name(version)} · ${t("sopEditor.diff.underWay", { count: underWay })}`,
    })),
  ];
  const takeOver = (graph: Output<"sops.diff">["before"]) => {
    if (!graph) return;
    editor.change({ ...graph, key: sop.key });
    editor.select("");
    void message.info(t("sopEditor.diff.takenOver"));
    onClose();
  };
  return (
    <Drawer open onClose={onClose} size={720} title={t("sopEditor.diff.title")}>
      {newest === 0 ? (
        <p className="soft">{t("sopEditor.sentenceNew")}</p>
      ) : (
        <div className="stack">
          <div className="row">
            {t("sopEditor.diff.from")}
            <Select aria-label={t("sopEditor.diff.from")} value={from} options={options} popupMatchSelectWidth={false} onChange={setFrom} />
            {t("sopEditor.diff.to")}
            <Select aria-label={t("sopEditor.diff.to")} value={to} options={options} popupMatchSelectWidth={false} onChange={setTo} />
          </div>
          <Loaded query={diff}>
            {(found) => (
              <>
                <Changes diff={found} />
                {from > 0 && found.before ? (
                  <div className="row">
                    <Button onClick={() => takeOver(found.before)}>{t("sopEditor.diff.takeOver", { version: String(from) })}</Button>
                    <span className="faint small">
                      <When at={sop.versions.find((one) => one.version === from)?.createdAt ?? null} />
                    </span>
                  </div>
                ) : null}
              </>
            )}
          </Loaded>
        </div>
      )}
    </Drawer>
  );
}
