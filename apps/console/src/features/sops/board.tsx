import type { BoardStep } from "@shuke/contract";
import { Bullet, LightTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Count, None } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { Change } from "./change.tsx";
import { RowTable } from "../../kit/row-table.tsx";

/** What of a step's people is opened. */
export type Part = { state?: "done" | "claimed" | "missed" | "exited"; overdue?: true; metric?: "met" | "not-met" };

/** Where a number is somebody: a button that opens them. */
const opens: Partial<Record<string, Part>> = {
  claimed: { state: "claimed" },
  overdue: { overdue: true },
  missed: { state: "missed" },
  exited: { state: "exited" },
};

/** Each step against its target; a row opens the people behind it, a number those it counts. */
export function Board({ steps, open }: { steps: BoardStep[]; open: (step: string, of?: Part) => void }) {
  const { t, phrases, language } = useWords();
  const columns: Columns<BoardStep> = [
    {
      title: t("sops.stepColumns.step"),
      key: "step",
      width: 220,
      render: (_, row) => (
        <>
          <button type="button" className="link-button" onClick={() => open(row.key)}>
            {row.name}
          </button>
          <div className="faint small">{phrases.sops.kinds[row.kind]}</div>
        </>
      ),
    },
    column({ title: t("sops.stepColumns.when"), key: "when", width: 120 }, (row) => {
      if (row.day === null) return t("sops.whenOpen");
      return row.day === 0 ? t("sops.whenDayZero", { time: row.at }) : t("sops.when", { day: row.day, time: row.at });
    }),
    {
      title: t("sops.stepColumns.done"),
      key: "done",
      width: 120,
      align: "right",
      render: (_, row) => (
        <span className="num">
          {countWords(row.done, language)} <span className="faint">/ {countWords(row.entered, language)}</span>
        </span>
      ),
    },
    ...(["claimed", "underWay", "overdue", "missed", "held", "exited"] as const).map((key): Columns<BoardStep>[number] => {
      const part = opens[key];
      const look = { title: t(`sops.stepColumns.${key}`), key, width: 80 };
      if (part === undefined)
        return countColumn<BoardStep>(look, (row) => (key === "held" ? row.refused + row.skipped : row[key as "underWay"]));
      return {
        ...look,
        align: "right",
        render: (_, row) => {
          const count = row[key as "claimed"];
          if (count === 0) return <Count value={0} />;
          return (
            <button
              type="button"
              className="link-button num"
              aria-label={`${look.title} ${count} · ${row.name}`}
              onClick={(event) => {
                event.stopPropagation();
                open(row.key, part);
              }}
            >
              {countWords(count, language)}
            </button>
          );
        },
      };
    }),
    {
      title: t("sops.stepColumns.rate"),
      key: "rate",
      width: 230,
      render: (_, row) => {
        const said =
          row.rate === null
            ? t("sops.notYet")
            : t("sops.rateSay", { rate: rateWords(row.rate), target: rateWords(row.target), light: phrases.lights[row.status] });
        return (
          <span className="rate-cell">
            <span className="num rate-number">{rateWords(row.rate)}</span>
            <Bullet rate={row.rate} target={row.target} light={row.status} label={said} />
            <span className="faint small num">{rateWords(row.target)}</span>
            <span />
            <span className="rate-change">
              <Change change={row.change} />
            </span>
          </span>
        );
      },
    },
    {
      title: t("sops.stepColumns.metric"),
      key: "metric",
      width: 190,
      render: (_, row) =>
        row.metric ? (
          <>
            <span className="row">
              <span className="num">{rateWords(row.metric.rate)}</span>
              <LightTag light={row.metric.status} words={phrases.lights} />
            </span>
            <div className="soft small">{row.metric.name}</div>
            <div className="faint small num when">
              {t("sops.metricSay", { met: row.metric.met, of: row.metric.of })} ·{" "}
              {t("common.target", { target: rateWords(row.metric.target) })}
            </div>
          </>
        ) : (
          <None />
        ),
    },
    {
      title: t("sops.stepColumns.light"),
      key: "light",
      width: 120,
      render: (_, row) => (
        <>
          <LightTag light={row.status} words={phrases.lights} />
          {row.isFew && row.decided > 0 ? <div className="faint small">{t("boards.fewSay", { count: row.decided })}</div> : null}
        </>
      ),
    },
  ];
  return (
    <RowTable
      columns={columns}
      rows={steps}
      rowKey={(row) => row.key}
      label={t("sops.board")}
      onRow={(row) => open(row.key)}
      empty={<p className="pad soft">{t("common.noData")}</p>}
    />
  );
}
