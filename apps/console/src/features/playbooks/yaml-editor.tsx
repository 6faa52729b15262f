import { useRef } from "react";
import type { KeyboardEvent } from "react";
import { Button } from "antd";
import { StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";

type Props = { yaml: string; edited: boolean; change: (yaml: string) => void; reset: () => void };

/** The offset at which a line (from 1) begins. */
export const lineStart = (text: string, line: number): number =>
  text
    .split("\n")
    .slice(0, Math.max(0, line - 1))
    .reduce((at, row) => at + row.length + 1, 0);

/** Plain text with line numbers; problems in words, each a way to its line. */
export function YamlEditor({ yaml, edited, change, reset }: Props) {
  const { t } = useWords();
  const box = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const check = useAct("playbooks.validate");
  const problems = check.data?.problems;
  const bad = new Set(problems?.map((problem) => problem.line));
  const lines = yaml.split("\n").length;

  const goTo = (line: number | null) => {
    const area = box.current;
    if (!area || line === null) return;
    const start = lineStart(yaml, line);
    const end = yaml.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, end === -1 ? yaml.length : end);
    area.scrollTop = Math.max(0, (line - 6) * 20);
  };
  // Escape first, then Tab leaves the field: the keyboard is not trapped.
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Escape") event.currentTarget.blur();
  };

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
      {problems && problems.length > 0 ? (
        <ul className="card problems">
          {problems.map((problem) => (
            <li key={`${problem.line} ${problem.path} ${problem.message}`}>
              <button type="button" className="link-button" onClick={() => goTo(problem.line)}>
                {problem.line === null ? t("playbooks.problemWhole") : t("playbooks.problemLine", { line: String(problem.line) })}
              </button>
              <span>{problem.message}</span>
              <span className="mono faint">{problem.path}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="yaml">
        <pre ref={gutter} aria-hidden>
          {Array.from({ length: lines }, (_, index) => (
            <span key={index} className={bad.has(index + 1) ? "bad-line" : ""}>{`${index + 1}\n`}</span>
          ))}
        </pre>
        <textarea
          ref={box}
          aria-label={t("playbooks.yamlLabel")}
          spellCheck={false}
          wrap="off"
          value={yaml}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            change(event.target.value);
            if (check.data) check.reset();
          }}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
    </div>
  );
}
