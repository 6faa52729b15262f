import { useState } from "react";
import { Alert, Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { PageHeader, Panel } from "@shuke/kit-ui";
import type { CsvFile } from "../../features/imports/csv-file.ts";
import { CsvZone } from "../../features/imports/file-zone.tsx";
import { RejectedRows } from "../../features/imports/rejected-rows.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { downloadHref } from "../../kit/download.ts";
import { sizeWords } from "../../kit/format.ts";

/** Choose → try → write. A bad row is shown with its line and never stops the others. */
export function AnswerImport() {
  const { t } = useWords();
  const [file, setFile] = useState<CsvFile | null>(null);
  const trial = useAct("answers.import", { inline: true });
  const real = useAct("answers.import", { inline: true, refresh: ["answers"] });
  const take = (read: CsvFile) => {
    trial.reset();
    real.reset();
    setFile(read);
    trial.mutate({ csv: read.text, dryRun: true });
  };
  const report = real.data ?? trial.data;
  const { errors = [], ...counts } = report ?? {};
  const count = (trial.data?.created ?? 0) + (trial.data?.changed ?? 0);
  return (
    <>
      <PageHeader
        back={<Link to="/answers">← {t("answers.import.back")}</Link>}
        title={t("answers.import.title")}
        sentence={t("answers.import.sentence")}
        actions={
          <Button icon={<DownloadOutlined />} href={downloadHref("answers", {})}>
            {t("answers.export")}
          </Button>
        }
      />
      <div className="stack">
        {file === null ? (
          <CsvZone label={t("answers.import.drop")} hint={t("answers.import.dropHint")} take={take} />
        ) : (
          <Panel>
            <div className="import-bar">
              <strong>{t("answers.import.file", { name: file.name, size: sizeWords(file.size) })}</strong>
              <Button disabled={trial.isPending || real.isPending} onClick={() => setFile(null)}>
                {t("answers.import.another")}
              </Button>
              {real.data ? null : (
                <Button
                  type="primary"
                  loading={trial.isPending || real.isPending}
                  disabled={count === 0}
                  onClick={() => real.mutate({ csv: file.text, dryRun: false })}
                >
                  {t("answers.import.run", { count })}
                </Button>
              )}
            </div>
          </Panel>
        )}
        {trial.isError || real.isError ? <Failed error={real.error ?? trial.error} /> : null}
        {report && file ? (
          <>
            <Alert
              type={real.isSuccess ? "success" : "info"}
              showIcon
              title={t(real.isSuccess ? "answers.import.done" : "answers.import.dry", counts)}
            />
            <RejectedRows
              rows={errors}
              fileName="shuke-answers-problems.csv"
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
        ) : null}
      </div>
    </>
  );
}
