import { useState } from "react";
import { Alert, App, Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { EmptyState, Facts, PageHeader, Panel, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { download, errorsCsv, readCsv } from "../../features/stores/csv-file.ts";
import type { CsvFile } from "../../features/stores/csv-file.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { countWords, sizeWords } from "../../kit/format.ts";
import { toldWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";
import "../../features/stores/stores.css";

type Report = Output<"fields.import">;

/** Choose → try → write. A bad row is shown with its line and never stops the others. */
export function FieldImport() {
  const { t } = useWords();
  const { message } = App.useApp();
  const fields = useCall("fields.list", {}, { staleTime: 60_000 });
  const [file, setFile] = useState<CsvFile | null>(null);
  const trial = useAct("fields.import", { inline: true });
  const real = useAct("fields.import", { inline: true, refresh: ["fields", "customers"] });
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const read = await readCsv(chosen);
    if (typeof read === "string") return void message.error(t(`stores.${read}`));
    trial.reset();
    real.reset();
    setFile(read);
    trial.mutate({ csv: read.text, dryRun: true });
  };
  const head = ["外部联系人ID", ...(fields.data?.fields ?? []).map(({ name }) => name)].join(",");
  const report = real.data ?? trial.data;
  return (
    <>
      <PageHeader
        back={<Link to="/customers/fields">← {t("fields.back")}</Link>}
        title={t("fields.importTitle")}
        sentence={t("fields.importSentence")}
        actions={
          <Button icon={<DownloadOutlined />} onClick={() => download("shuke-fields.csv", `\uFEFF${head}\r\n`)}>
            {t("fields.template")}
          </Button>
        }
      />
      <div className="stack">
        {file === null ? (
          <label
            className="drop-zone"
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              void take(event.dataTransfer.files[0]);
            }}
          >
            <input
              type="file"
              accept=".csv,.txt,text/csv"
              aria-label={t("fields.drop")}
              onChange={(event) => void take(event.target.files?.[0])}
            />
            <strong>{t("fields.drop")}</strong>
            <span className="soft small">{t("fields.dropHint")}</span>
          </label>
        ) : (
          <Panel>
            <div className="import-bar">
              <strong>{t("fields.file", { name: file.name, size: sizeWords(file.size) })}</strong>
              <Button disabled={trial.isPending || real.isPending} onClick={() => setFile(null)}>
                {t("fields.another")}
              </Button>
              {real.data ? null : (
                <Button
                  type="primary"
                  loading={trial.isPending || real.isPending}
                  disabled={(trial.data?.changed ?? 0) === 0}
                  onClick={() => real.mutate({ csv: file.text, dryRun: false })}
                >
                  {trial.data ? t("fields.run", { count: trial.data.changed }) : t("fields.dryRun")}
                </Button>
              )}
            </div>
          </Panel>
        )}
        {trial.isError || real.isError ? <Failed error={real.error ?? trial.error} /> : null}
        {report && file ? <Outcome report={report} done={real.isSuccess} /> : null}
      </div>
    </>
  );
}

function Outcome({ report, done }: { report: Report; done: boolean }) {
  const { t, language } = useWords();
  const columns: Columns<Report["errors"][number]> = [
    { title: t("fields.line"), key: "line", dataIndex: "line", width: 90 },
    column({ title: t("fields.problem"), key: "message" }, (row) => toldWords(row, language)),
    column({ title: t("fields.value"), key: "value" }, (row) => row.value && <span className="mono">{row.value}</span>),
  ];
  const problems = report.errors.map((row) => ({ ...row, message: toldWords(row, language) }));
  return (
    <>
      <Alert
        type={done ? "success" : "info"}
        showIcon
        title={t(done ? "fields.done" : "fields.dryDone")}
        description={report.fields.join("、")}
        {...(done ? { action: <Link to="/customers">{t("fields.toList")}</Link> } : {})}
      />
      <Facts
        items={[
          { key: "rows", label: t("fields.rows"), value: countWords(report.rows, language) },
          { key: "changed", label: t(done ? "fields.wasChanged" : "fields.changed"), value: countWords(report.changed, language) },
          { key: "unchanged", label: t("fields.unchanged"), value: countWords(report.unchanged, language) },
          { key: "rejected", label: t("fields.rejected"), value: countWords(report.rejected, language) },
        ]}
      />
      <Panel
        flush
        title={t("fields.problems")}
        extra={
          problems.length > 0 ? (
            <Button
              size="small"
              icon={<DownloadOutlined />}
              onClick={() =>
                download("shuke-fields-problems.csv", errorsCsv([t("fields.line"), t("fields.problem"), t("fields.value")], problems))
              }
            >
              {t("fields.saveProblems")}
            </Button>
          ) : null
        }
      >
        <Table
          columns={columns}
          rows={report.errors}
          rowKey={(row) => `${row.line} ${row.code} ${row.value}`}
          label={t("fields.problems")}
          loadingWord={t("common.loading")}
          sticky={false}
          empty={<EmptyState art="none" sentence={t("fields.noProblems")} />}
        />
      </Panel>
    </>
  );
}
