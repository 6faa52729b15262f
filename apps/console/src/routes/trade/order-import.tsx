import { useState } from "react";
import { App, Button, Progress } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PageHeader, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { download } from "../../features/imports/csv-file.ts";
import { FileZone } from "../../features/imports/file-zone.tsx";
import { ImportJobs } from "../../features/orders/import-jobs.tsx";
import { openFile, upload } from "../../features/orders/upload.ts";
import type { OrderFile } from "../../features/orders/upload.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed, When } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { sizeWords, yuanWords } from "../../kit/format.ts";
import { toldWords } from "../../kit/problem.ts";
import { RowTable } from "../../kit/row-table.tsx";
import "../../features/orders/orders.css";

const template =
  "\uFEFF订单号,支付时间,实付金额,手机号,会员号,unionid,external_userid,门店编号,渠道,归因,已退金额,商品编码,更新时间\r\n" +
  "A1001,2026-03-02 14:05,18.50,13800138000,,,,S001,小程序,直接,0,BEAN-200×2;CUP-01,2026-03-02 14:05\r\n";

type Preview = Output<"orders.importPreview">;

/** Choose → look at the first rows → send. The server goes on by itself. */
export function OrderImportPage() {
  const { t } = useWords();
  const { message } = App.useApp();
  const [file, setFile] = useState<OrderFile | null>(null);
  const preview = useAct("orders.importPreview", { inline: true });

  const take = async (chosen: File) => {
    const opened = await openFile(chosen).catch(() => null);
    if (!opened) {
      void message.error(t("orderImport.readFailed"));
      return;
    }
    setFile(opened);
    preview.mutate({ head: opened.head });
  };
  const forget = () => {
    setFile(null);
    preview.reset();
  };

  return (
    <>
      <PageHeader
        back={<Link to="/orders">← {t("orders.back")}</Link>}
        title={t("orderImport.title")}
        sentence={t("orderImport.sentence")}
        actions={
          <Button icon={<DownloadOutlined />} onClick={() => download("shuke-orders.csv", template)}>
            {t("orderImport.template")}
          </Button>
        }
      />
      <div className="stack">
        {file === null ? (
          <FileZone label={t("orderImport.drop")} hint={t("orderImport.dropHint")} accept=".csv,.txt,.gz,text/csv" take={take} />
        ) : (
          <Chosen file={file} preview={preview.data} forget={forget} />
        )}
        {preview.isError ? <Failed error={preview.error} /> : null}
        {file && preview.data ? <Sample preview={preview.data} /> : null}
        <ImportJobs />
      </div>
    </>
  );
}

function Chosen({ file, preview, forget }: { file: OrderFile; preview: Preview | undefined; forget: () => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (format: "csv" | "cdnow") => {
    setError(null);
    setShare(0);
    try {
      await upload(file, format, setShare);
      forget();
    } catch (problem) {
      setError(problem);
      setShare(null);
    }
    await client.invalidateQueries({ queryKey: ["orders.imports"] });
  };
  return (
    <Panel>
      <div className="import-bar">
        <strong>{t("orderImport.file", { name: file.name, size: sizeWords(file.size) })}</strong>
        <Button disabled={share !== null} onClick={forget}>
          {t("orderImport.another")}
        </Button>
        {preview ? (
          <Button type="primary" loading={share !== null} onClick={() => void send(preview.format)}>
            {t("orderImport.start")}
          </Button>
        ) : null}
        {share === null ? null : (
          <span role="status" className="soft">
            {t("orderImport.uploading", { percent: `${Math.round(share * 100)}%` })} · {t("orderImport.uploadHint")}
          </span>
        )}
      </div>
      {share === null ? null : <Progress percent={Math.round(share * 100)} size="small" showInfo={false} aria-label={file.name} />}
      {error === null ? null : <Failed error={error} />}
    </Panel>
  );
}

function Sample({ preview }: { preview: Preview }) {
  const { t, language, phrases } = useWords();
  const columns: Columns<Preview["orders"][number]> = [
    { title: t("orderImport.line"), key: "line", dataIndex: "line", width: 70 },
    column({ title: t("orders.columns.orderNo"), key: "orderNo" }, (row) => <span className="mono">{row.orderNo}</span>),
    column({ title: t("orders.columns.paidAt"), key: "paidAt", width: 150 }, (row) => <When at={row.paidAt} />),
    column({ title: t("orders.columns.amount"), key: "amount", width: 110 }, (row) => yuanWords(row.amountFen)),
    column({ title: t("orders.detail.keys"), key: "keys" }, (row) =>
      row.keys.map(({ kind, value }) => `${word(phrases.orders.kinds, kind)} ${value}`).join(" · "),
    ),
  ];
  const problems: Columns<Preview["problems"][number]> = [
    { title: t("orderImport.line"), key: "line", dataIndex: "line", width: 70 },
    column({ title: t("orderImport.problem"), key: "problem" }, (row) => toldWords(row, language)),
  ];
  return (
    <>
      {preview.columns.length > 0 ? (
        <Panel title={t("orderImport.columns")}>
          <span className="wrap-tags">
            {preview.columns.map(({ column: name, field }) => (
              <span key={name} className={field === null ? "chip faint" : "chip"}>
                {name} → {field === null ? t("orderImport.ignored") : word(phrases.orderImport.fields, field)}
              </span>
            ))}
          </span>
        </Panel>
      ) : null}
      <Panel flush title={t("orderImport.sample")}>
        <RowTable columns={columns} rows={preview.orders} rowKey={(row) => String(row.line)} label={t("orderImport.sample")} />
      </Panel>
      {preview.problems.length > 0 ? (
        <Panel flush title={t("orderImport.problems")}>
          <RowTable columns={problems} rows={preview.problems} rowKey={(row) => String(row.line)} label={t("orderImport.problems")} />
        </Panel>
      ) : null}
    </>
  );
}
