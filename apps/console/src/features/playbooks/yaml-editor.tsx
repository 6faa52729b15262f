import { Button } from "antd";
import { StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { YamlBox } from "../../kit/yaml-box.tsx";

type Props = { yaml: string; edited: boolean; change: (yaml: string) => void; reset: () => void };

/** A playbook as text, checked on demand. */
export function YamlEditor({ yaml, edited, change, reset }: Props) {
  const { t } = useWords();
  const check = useAct("playbooks.validate");
  const problems = check.data?.problems;

  return (
    <div className="stack">
      <div className="row">
        <Button type="primary" loading={check.isPending} onClick={() => check.mutate({ yaml })}>
          {t("playbooks.check")}
        </Button>
        <Button
          disabled={!edited}
          onClick={() => {
            reset();
            check.reset();
          }}
        >
          {t("playbooks.reset")}
        </Button>
        <span className="soft small">{t("playbooks.yamlHint")}</span>
        <span role="status">
          {problems === undefined ? null : problems.length === 0 ? (
            <StatusTag tone="good">{t("playbooks.noProblems")}</StatusTag>
          ) : (
            <StatusTag tone="bad">{t("playbooks.problemsFound", { count: problems.length })}</StatusTag>
          )}
        </span>
      </div>
      <YamlBox
        value={yaml}
        label={t("playbooks.yamlLabel")}
        problems={problems ?? []}
        place={(line) => (line === null ? t("playbooks.problemWhole") : t("playbooks.problemLine", { line: String(line) }))}
        change={(value) => {
          change(value);
          if (check.data) check.reset();
        }}
      />
    </div>
  );
}
