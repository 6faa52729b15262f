import { cardOf, isError } from "./check.ts";
import { ProblemCount } from "./flow-card.tsx";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { findingWords } from "./words.ts";

/** What is to be mended, each a way to its place. */
export function Problems() {
  const { graph, findings, select } = useHeldEditor();
  const words = useEditorWords();
  const errors = findings.filter(isError);
  const warnings = findings.filter((one) => !isError(one));
  const show = (key: string) => {
    select(key);
    document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.scrollIntoView({ block: "center", inline: "center" });
  };
  return (
    <section className="sop-problems" aria-label={words.t("sopEditor.problems.title", { count: errors.length })}>
      <div role="status" className="row">
        <ProblemCount errors={errors.length} />
        {errors.length === 0 && warnings.length === 0 ? null : (
          <details open={errors.length > 0}>
            <summary>{words.t("sopEditor.problems.list", { count: findings.length })}</summary>
            <ul>
              {[...errors, ...warnings].map((finding) => (
                <li key={`${finding.code} ${finding.at}`} data-level={isError(finding) ? "error" : "warning"}>
                  <button type="button" className="link-button" onClick={() => show(cardOf(graph, finding))}>
                    {findingWords(graph, finding, words)}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
