import type { EntryStep } from "@shuke/contract";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { countWords, rateWords, signed } from "../../kit/format.ts";
import { lengthWords } from "../../kit/time.ts";
import { Change } from "../sops/change.tsx";

type Step = Output<"analytics.entryFunnel">["steps"][number];
export type Opened = { step: EntryStep; outcome: "done" | "dropped" };

/** The seven steps: a bar each, who got lost between, how long it took, and how it was in the period before. A number opens its people. */
export function EntrySteps({ steps, open }: { steps: readonly Step[]; open: (what: Opened) => void }) {
  const { t, language, phrases } = useWords();
  const top = Math.max(1, ...steps.map(({ entered }) => entered ?? 0));
  const lost = steps.map(({ entered, done }) => (entered ?? 0) - (done ?? 0));
  const most = Math.max(...lost);
  return (
    <ol className="funnel">
      {steps.map((step, n) => {
        const words = phrases.entry.steps[step.key];
        const dropped = lost[n] ?? 0;
        return (
          <li key={step.key}>
            <div className="funnel-name">
              <strong>
                {n + 1} {words.name}
              </strong>
              <span className="faint small">{words.means}</span>
            </div>
            <div className="funnel-track">
              {step.done === null ? (
                <span className="faint small entry-unmeasured">{t("entry.notMeasured")}</span>
              ) : (
                <>
                  <span className="funnel-bar" style={{ width: `calc((100% - 72px) * ${(step.done / top).toFixed(4)})` }} />
                  <button type="button" className="link-button funnel-count num" onClick={() => open({ step: step.key, outcome: "done" })}>
                    {countWords(step.done, language)}
                  </button>
                </>
              )}
            </div>
            <div className="entry-verdict">
              <span className="row">
                {step.rate === null ? null : <span className="num">{rateWords(step.rate)}</span>}
                {step.key === "added" ? (
                  <span className="faint small">
                    {t("entry.before", {
                      change: signed(step.change.decided - step.change.decidedBefore, language),
                      count: countWords(step.change.decidedBefore, language),
                    })}
                  </span>
                ) : step.rate === null ? null : (
                  <Change change={step.change} />
                )}
              </span>
              {dropped > 0 ? (
                <button
                  type="button"
                  className={dropped === most ? "link-button small entry-worst" : "link-button small"}
                  onClick={() => open({ step: step.key, outcome: "dropped" })}
                >
                  {dropped === most ? `${t("insight.funnelWorst")} · ` : ""}
                  {t("entry.dropped", { count: countWords(dropped, language) })}
                </button>
              ) : null}
              {step.toNextMinutes === null ? null : (
                <span className="faint small">{t("entry.toNext", { time: lengthWords(step.toNextMinutes * 60_000, phrases.time) })}</span>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
