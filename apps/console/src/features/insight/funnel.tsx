import type { FunnelStep } from "@shuke/contract";
import { LightTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { countWords, rateWords } from "../../kit/format.ts";
import { funnelRows } from "./funnel.ts";
import "./funnel.css";

/** The way from the first scan on: a bar per step, what got lost between, and the target as a thin line. */
export function Funnel({ steps }: { steps: readonly FunnelStep[] }) {
  const { t, language, phrases } = useWords();
  const rows = funnelRows(steps);
  return (
    <ol className="funnel">
      {rows.map((row) => (
        <li
          key={row.key}
          aria-label={t("insight.funnelStep", { name: row.name, entered: row.entered, done: row.done, rate: rateWords(row.rate) })}
        >
          <div className="funnel-name">
            <strong>{row.name}</strong>
            {row.dropped > 0 ? (
              <span className={row.worst ? "funnel-drop worst" : "funnel-drop"}>
                {row.worst ? `${t("insight.funnelWorst")} · ` : ""}
                {t("insight.funnelDrop", { count: row.dropped, rate: rateWords(row.dropRate) })}
              </span>
            ) : null}
          </div>
          <div className="funnel-track">
            <span
              className="funnel-bar"
              style={{ width: `calc((100% - 72px) * ${Math.max(row.share, row.done > 0 ? 0.01 : 0).toFixed(4)})` }}
            />
            <span className="funnel-count num">{countWords(row.done, language)}</span>
          </div>
          <div className="funnel-verdict">
            <span className="num">{rateWords(row.rate)}</span>
            {row.target === null ? <span /> : <span className="soft small">{t("common.target", { target: rateWords(row.target) })}</span>}
            {row.target === null ? <span /> : <LightTag light={row.status} words={phrases.lights} />}
          </div>
        </li>
      ))}
    </ol>
  );
}
