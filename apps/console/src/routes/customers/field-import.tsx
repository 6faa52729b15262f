import { useState } from "react";
import { Alert, Button } from "antd";
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
import { useCall } from "../../kit/use-call.ts";

type Report = Output<"fields.import">;

/** Choose → try → write. A bad row is shown with its line and never stops the others. */
export function FieldImport() {
  const { t } = useWords();
  const fields = useCall("fields.list", {}, { staleTime: 60_000 });
  const [file, setFile] = useState<CsvFile | null>(null);
  const trial = useAct("fields.import", { inline: true });
  const real = useAct("fields.import", { inline: true, refresh: ["fields", "customers"] });
  const take = (read: CsvFile) => {
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
          <CsvZone label={t("fields.drop")} hint={t("fields.dropHint")} take={take} />
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
      <RejectedRows
        rows={report.errors}
        fileName="shuke-fields-problems.csv"
        words={{
          title: t("fields.problems"),
          line: t("fields.line"),
          problem: t("fields.problem"),
          value: t("fields.value"),
          none: t("fields.noProblems"),
          save: t("fields.saveProblems"),
        }}
      />
    </>
  );
}
