import { useEffect, useState } from "react";
import { App, Button, Drawer } from "antd";
import { useAct } from "../../kit/act.ts";
import { YamlBox } from "../../kit/yaml-box.tsx";
import { complete } from "./check.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";

/** The definition as a file: to keep, to change elsewhere, to read back. What is wrong in it is told by line and in words. */
export function YamlFile({ onClose }: { onClose: () => void }) {
  const editor = useHeldEditor();
  const { message } = App.useApp();
  const { t } = useEditorWords();
  const [yaml, setYaml] = useState("");
  const { mutate: write, isPending: writing } = useAct("sops.toYaml", { onDone: (out) => setYaml(out.yaml) });
  const read = useAct("sops.fromYaml", {
    onDone: ({ definition }) => {
      if (!definition) return;
      const own = editor.graph.key;
      // People and links know it by its key.
      if (definition.key !== own) void message.warning(t("sopEditor.file.keyFixed", { key: definition.key, own }));
      editor.change({ ...definition, key: own, subject: editor.graph.subject });
      editor.select("");
      void message.info(t("sopEditor.file.done"));
      onClose();
    },
  });
  const { graph } = editor;
  useEffect(() => write({ definition: complete(graph) }), [write, graph]);
  const problems = read.data?.problems ?? [];
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([yaml], { type: "application/yaml" }));
    link.download = `${graph.key}.yaml`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Drawer open onClose={onClose} size={780} title={t("sopEditor.file.title")}>
      <div className="stack">
        <p className="soft">{t("sopEditor.file.say")}</p>
        <div className="row">
          <Button onClick={download} disabled={yaml === ""}>
            {t("sopEditor.file.download")}
          </Button>
          <label className="sop-upload">
            {t("sopEditor.file.upload")}
            <input
              type="file"
              accept=".yaml,.yml"
              className="unseen"
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                void file?.text().then(setYaml);
                read.reset();
              }}
            />
          </label>
          <Button type="primary" loading={read.isPending} disabled={yaml === "" || writing} onClick={() => read.mutate({ yaml })}>
            {t("sopEditor.file.read")}
          </Button>
        </div>
        {problems.length > 0 ? <strong role="alert">{t("sopEditor.file.problems", { count: problems.length })}</strong> : null}
        <YamlBox
          value={yaml}
          label={t("sopEditor.file.label")}
          problems={problems}
          place={(line) => (line === null ? t("sopEditor.file.whole") : t("sopEditor.file.line", { line: String(line) }))}
          change={(value) => {
            setYaml(value);
            if (read.data) read.reset();
          }}
        />
      </div>
    </Drawer>
  );
}
