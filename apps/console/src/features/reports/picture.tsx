import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { PathLink } from "../../kit/bits.tsx";

/** The picture as it stands in WeCom, and its lines as links for whoever is here. */
export function ReportPicture({ report }: { report: Pick<Output<"reports.picture">, "sheet" | "picture"> }) {
  const { t } = useWords();
  const { sheet, picture } = report;
  if (sheet === null || picture === null) return <p className="soft">{t("reports.nothingToSay")}</p>;
  return (
    <div className="report">
      <img className="report-picture" src={`data:image/png;base64,${picture}`} alt={`${sheet.title} · ${sheet.subtitle}`} />
      <div className="stack">
        {sheet.lists.map((list) => (
          <section key={list.title}>
            <h3>{list.title}</h3>
            {list.lines.length === 0 ? <p className="soft small">{list.none}</p> : null}
            <ul className="report-lines">
              {list.lines.map((line) => (
                <li key={`${line.text} ${line.detail}`}>
                  <PathLink to={line.to}>{line.text}</PathLink>
                  <div className="soft small">{line.detail}</div>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
