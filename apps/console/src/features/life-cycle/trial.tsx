import { Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { column, countColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";

type Trial = Output<"lifeCycle.preview">;

/** What rules would do: how many where now and then, and who would move. */
export function TrialPanel({ trial }: { trial: Trial | undefined }) {
  const { t, phrases } = useWords();
  if (!trial) {
    return (
      <Panel title={t("lifeCycle.previewTitle")}>
        <p className="soft">{t("lifeCycle.previewEmpty")}</p>
      </Panel>
    );
  }
  const nameOf = (stage: Trial["moves"][number]["from"]) => (stage === null ? t("lifeCycle.none") : phrases.customers.stages[stage]);
  const columns: Columns<Trial["counts"][number]> = [
    column({ title: t("customers.stage"), key: "stage" }, (row) => nameOf(row.stage)),
    countColumn({ title: t("lifeCycle.now"), key: "now" }, (row) => row.now),
    countColumn({ title: t("lifeCycle.after"), key: "after" }, (row) => row.after),
  ];
  return (
    <Panel title={t("lifeCycle.previewTitle")} note={trial.sample === null ? undefined : t("lifeCycle.sample", { count: trial.sample })}>
      <RowTable columns={columns} rows={trial.counts} rowKey={(row) => row.stage ?? "none"} label={t("lifeCycle.previewTitle")} />
      {trial.moves.length === 0 ? (
        <p className="soft">{t("lifeCycle.previewNone")}</p>
      ) : (
        <p className="soft small">{t("lifeCycle.moves")}</p>
      )}
      <ul className="plain-list" role="status">
        {trial.moves.map((move) => (
          <li key={`${move.from} ${move.to}`}>
            {t("lifeCycle.move", { from: nameOf(move.from), to: nameOf(move.to), count: move.people })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
