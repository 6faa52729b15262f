import { useState } from "react";
import { Alert, Button, Segmented } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Facts, PageHeader, Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { download } from "../../features/imports/csv-file.ts";
import type { CsvFile } from "../../features/imports/csv-file.ts";
import { CsvZone } from "../../features/imports/file-zone.tsx";
import { RejectedRows } from "../../features/imports/rejected-rows.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { countWords, sizeWords } from "../../kit/format.ts";

const template =
  "\uFEFFid,name,province,city,district,address,lng,lat,open,close\r\n" +
  "S001,示例店,上海市,上海市,杨浦区,上海市杨浦区政立路1号,121.508437,31.308692,07:00,22:00\r\n";

type Result = Output<"stores.import">;

/** Choose → try → import. A bad row is shown with its line and never stops the others. */
export function StoreImport() {
  const { t, phrases } = useWords();
  const [file, setFile] = useState<CsvFile | null>(null);
  const [datum, setDatum] = useState<"wgs84" | "gcj02">("wgs84");
  const trial = useAct("stores.import", { inline: true });
  const real = useAct("stores.import", { inline: true, refresh: ["stores", "analytics"] });
  const busy = trial.isPending || real.isPending;

  const take = (read: CsvFile) => {
    trial.reset();
    real.reset();
    setFile(read);
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
          <CsvZone label={t("stores.drop")} hint={t("stores.dropHint")} take={take} />
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
      <RejectedRows
        rows={result.errors}
        fileName="shuke-stores-problems.csv"
        words={{
          title: t("stores.rowErrors"),
          line: t("stores.line"),
          problem: t("stores.problem"),
          value: t("stores.value"),
          none: t("stores.noErrors"),
          save: t("stores.downloadErrors"),
        }}
        note={
          result.errors.length < result.rejected ? t("common.shownOf", { shown: result.errors.length, total: result.rejected }) : undefined
        }
      />
    </>
  );
}
