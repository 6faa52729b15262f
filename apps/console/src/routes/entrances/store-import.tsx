import { useState } from "react";
import type { DragEvent } from "react";
import { Alert, App, Button, Segmented } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { EmptyState, Facts, PageHeader, Panel, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { download, errorsCsv, readCsv, template } from "../../features/stores/csv-file.ts";
import type { CsvFile, RowError } from "../../features/stores/csv-file.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { toldWords } from "../../kit/problem.ts";
import { countWords, sizeWords } from "../../kit/format.ts";
import "../../features/stores/stores.css";

type Result = Output<"stores.import">;

/** Choose → try → import. A bad row is shown with its line and never stops the others. */
export function StoreImport() {
  const { t, phrases } = useWords();
  const { message } = App.useApp();
  const [file, setFile] = useState<CsvFile | null>(null);
  const [over, setOver] = useState(false);
  const [datum, setDatum] = useState<"wgs84" | "gcj02">("wgs84");
  const trial = useAct("stores.import", { inline: true });
  const real = useAct("stores.import", { inline: true, refresh: ["stores", "analytics"] });
  const busy = trial.isPending || real.isPending;

  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const read = await readCsv(chosen);
    if (typeof read === "string") {
      void message.error(t(`stores.${read}`));
      return;
    }
    trial.reset();
    real.reset();
    setFile(read);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const result = real.data ?? trial.data;
  const rows = file?.rows ?? 0;

  return (
    <>
      <PageHeader
        back={<Link to="/stores">← {t("stores.title")}</Link>}
        title={t("stores.importTitle")}
        sentence={t("stores.importSentence")}
        actions={
          <Button icon={<DownloadOutlined />} onClick={() => download("shuke-stores.csv", template)}>
            {t("stores.template")}
          </Button>
        }
      />
      <div className="stack">
        {file === null ? (
          <label
            className={over ? "drop-zone over" : "drop-zone"}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            <input
              type="file"
              accept=".csv,.txt,text/csv"
              aria-label={t("stores.drop")}
              onChange={(event) => void take(event.target.files?.[0])}
            />
            <strong>{t("stores.drop")}</strong>
            <span className="soft small">{t("stores.dropHint")}</span>
          </label>
        ) : (
          <Panel>
            <div className="import-bar">
              <strong>{t("stores.file", { name: file.name, count: rows, size: sizeWords(file.size) })}</strong>
              <Segmented
                aria-label={t("stores.datum")}
                disabled={busy || real.isSuccess}
                value={datum}
                options={(["wgs84", "gcj02"] as const).map((value) => ({ value, label: phrases.stores.datums[value] }))}
                onChange={(value) => {
                  setDatum(value);
                  trial.reset();
                }}
              />
              <Button disabled={busy} onClick={() => setFile(null)}>
                {t("stores.another")}
              </Button>
              {result ? null : (
                <Button type="primary" loading={busy} onClick={() => trial.mutate({ csv: file.text, datum, dryRun: true })}>
                  {t("stores.dryRun")}
                </Button>
              )}
              {trial.data && !real.data ? (
                <Button
                  type="primary"
                  loading={real.isPending}
                  disabled={trial.data.created + trial.data.updated === 0}
                  onClick={() => real.mutate({ csv: file.text, datum, dryRun: false })}
                >
                  {t("stores.runNow", { count: trial.data.created + trial.data.updated })}
                </Button>
              ) : null}
              {busy ? (
                <span role="status" className="soft">
                  {real.isPending ? t("stores.importing", { count: rows }) : t("stores.dryRunning", { count: rows })}
                </span>
              ) : null}
            </div>
          </Panel>
        )}
        {trial.isError || real.isError ? <Failed error={real.error ?? trial.error} /> : null}
        {result ? <Outcome result={result} done={real.isSuccess} /> : null}
      </div>
    </>
  );
}

function Outcome({ result, done }: { result: Result; done: boolean }) {
  const { t, language } = useWords();
  const columns: Columns<RowError> = [
    { title: t("stores.line"), key: "line", dataIndex: "line", width: 90 },
    column({ title: t("stores.problem"), key: "message" }, (row) => toldWords(row, language)),
    column({ title: t("stores.value"), key: "value" }, (row) => row.value && <span className="mono">{row.value}</span>),
  ];
  return (
    <>
      <Alert
        type={done ? "success" : "info"}
        showIcon
        title={done ? t("stores.importDone") : t("stores.dryDone")}
        {...(done ? { action: <Link to="/stores">{t("stores.toList")}</Link> } : {})}
      />
      <Facts
        items={(["created", "updated", "unchanged", "rejected"] as const).map((key) => ({
          key,
          label: t(`stores.${key}`),
          value: countWords(result[key], language),
        }))}
      />
      <Panel
        flush
        title={t("stores.rowErrors")}
        note={
          result.errors.length < result.rejected ? t("common.shownOf", { shown: result.errors.length, total: result.rejected }) : undefined
        }
        extra={
          result.errors.length > 0 ? (
            <Button
              size="small"
              icon={<DownloadOutlined />}
              onClick={() =>
                download(
                  "shuke-stores-problems.csv",
                  errorsCsv(
                    [t("stores.line"), t("stores.problem"), t("stores.value")],
                    result.errors.map((row) => ({ ...row, message: toldWords(row, language) })),
                  ),
                )
              }
            >
              {t("stores.downloadErrors")}
            </Button>
          ) : null
        }
      >
        <Table
          columns={columns}
          rows={result.errors}
          rowKey={(row) => `${row.line} ${row.code} ${row.value}`}
          label={t("stores.rowErrors")}
          loadingWord={t("common.loading")}
          sticky={false}
          empty={<EmptyState art="none" sentence={t("stores.noErrors")} />}
        />
      </Panel>
    </>
  );
}
