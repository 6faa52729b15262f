import type { Rehearsal } from "@shuke/contract";
import { Bullet, LightTag, Panel, StatusTag } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { countWords, rateWords } from "../../kit/format.ts";
import { Funnel } from "../insight/funnel.tsx";
import { stepRows, total } from "./report-rows.ts";

type ReportData = NonNullable<Rehearsal["report"]>;

/** Funnel, steps against targets, and every rule that was checked. */
export function Report({ report }: { report: ReportData }) {
  const { t, phrases, language } = useWords();
  const rows = stepRows(report.steps);
  const calls = total(report.wecomCalls);
  return (
    <>
      <Panel
        title={t("rehearsal.funnel")}
        note={t("rehearsal.row", { customers: report.customers, count: report.days, seed: String(report.seed) })}
      >
        <Funnel steps={report.funnel} />
      </Panel>
      <Panel title={t("rehearsal.invariants")} note={t("rehearsal.invariantsSay")}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("rehearsal.rule")}</th>
              <th scope="col">{t("rehearsal.checkedHead")}</th>
              <th scope="col">{t("rehearsal.result")}</th>
            </tr>
          </thead>
          <tbody>
            {report.invariants.map((rule) => (
              <tr key={rule.name}>
                <th scope="row">
                  {word(phrases.rehearsal.invariantNames, rule.name)}
                  {rule.violations > 0 && rule.examples ? <div className="mono soft">{rule.examples.slice(0, 3).join(" · ")}</div> : null}
                </th>
                <td>{countWords(rule.checked, language)}</td>
                <td>
                  <StatusTag tone={rule.violations === 0 ? "good" : "bad"}>
                    {rule.violations === 0 ? t("rehearsal.held") : t("rehearsal.violations", { count: rule.violations })}
                  </StatusTag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {rows.length > 0 ? (
        <Panel
          title={t("rehearsal.steps")}
          {...(calls === null ? {} : { note: `${t("rehearsal.calls")} ${t("rehearsal.callsTotal", { count: calls })}` })}
        >
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("rehearsal.step")}</th>
                <th scope="col">{t("rehearsal.entered")}</th>
                <th scope="col">{t("rehearsal.done")}</th>
                <th scope="col">{t("rehearsal.rate")}</th>
                <th scope="col" className="wide">
                  {t("rehearsal.target")}
                </th>
                <th scope="col">{t("rehearsal.light")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  <th scope="row">{row.name}</th>
                  <td>{row.entered === null ? "—" : countWords(row.entered, language)}</td>
                  <td>{row.done === null ? "—" : countWords(row.done, language)}</td>
                  <td>{rateWords(row.rate)}</td>
                  <td>
                    <Bullet
                      rate={row.rate}
                      target={row.target}
                      light={row.status}
                      label={t("sops.rateSay", {
                        rate: rateWords(row.rate),
                        target: rateWords(row.target),
                        light: phrases.lights[row.status],
                      })}
                    />
                  </td>
                  <td>
                    <LightTag light={row.status} words={phrases.lights} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      ) : null}
    </>
  );
}
