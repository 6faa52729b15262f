import { useState } from "react";
import { Button, Drawer, Segmented, Select } from "antd";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns, Tone } from "@shuke/kit-ui";
import type { Output } from "../api.ts";
import { useStaffOptions } from "../features/pickers/options.ts";
import { ReportPicture } from "../features/reports/picture.tsx";
import { ReportSettings } from "../features/reports/settings-panel.tsx";
import { useWords } from "../i18n.ts";
import { useAct } from "../kit/act.ts";
import { column, whenColumn } from "../kit/columns.tsx";
import { DataTable } from "../kit/data-table.tsx";
import { Loaded } from "../kit/loaded.tsx";
import { usePages } from "../kit/list.ts";
import { clean, oneOf } from "../kit/search.ts";
import { useCall } from "../kit/use-call.ts";
import { useCan } from "../session.tsx";
import "../features/reports/reports.css";

const route = getRouteApi("/shell/insight/reports");
const kinds = ["day", "week"] as const;
type Row = Output<"reports.list">["items"][number];
const tones: Record<Row["state"], Tone> = { nothing: "plain", waiting: "primary", sent: "good", failed: "bad" };

/** The report that managers get in WeCom: who gets it when, what it looks like now, and what was sent. */
export function Reports() {
  const { t } = useWords();
  const { report } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useCall("reports.get", {});
  return (
    <>
      <PageHeader title={t("reports.title")} sentence={t("reports.sentence")} />
      <div className="stack">
        <Loaded query={query} rows={6}>
          {(data) => <ReportSettings key={JSON.stringify(data.settings)} data={data} />}
        </Loaded>
        <Preview />
        <History open={(id) => void navigate({ search: clean({ report: id }) })} />
      </div>
      {report ? <Kept id={report} onClose={() => void navigate({ search: {} })} /> : null}
    </>
  );
}

function Preview() {
  const { t } = useWords();
  const { options } = useStaffOptions();
  const [kind, setKind] = useState<(typeof kinds)[number]>("day");
  const [userId, setUserId] = useState<string | undefined>(undefined);
  const query = useCall("reports.preview", { kind, ...clean({ userId }) });
  return (
    <Panel
      title={t("reports.preview")}
      note={t("reports.previewSay")}
      extra={
        <span className="row">
          <Segmented
            aria-label={t("reports.kind")}
            size="small"
            value={kind}
            options={kinds.map((value) => ({ value: value as string, label: t(`reports.kinds.${value}`) }))}
            onChange={(value) => setKind(oneOf(value, kinds) ?? "day")}
          />
          <Select
            size="small"
            allowClear
            aria-label={t("reports.whose")}
            placeholder={t("reports.whole")}
            style={{ minWidth: 160 }}
            showSearch={{ optionFilterProp: "label" }}
            options={options}
            value={userId ?? null}
            onChange={(value: string | null | undefined) => setUserId(value ?? undefined)}
          />
        </span>
      }
    >
      <Loaded query={query} rows={8}>
        {(data) => <ReportPicture report={data} />}
      </Loaded>
    </Panel>
  );
}

function History({ open }: { open: (id: string) => void }) {
  const { t } = useWords();
  const canWrite = useCan()("plays.write");
  const list = usePages("reports.list", {});
  const resend = useAct("reports.resend", { refresh: ["reports"], said: () => t("reports.resent") });
  const columns: Columns<Row> = [
    column({ title: t("reports.columns.day"), key: "day", width: 150 }, (row) => (
      <button type="button" className="link-button" onClick={() => open(row.id)}>
        {row.day} {t(`reports.kinds.${row.kind}`)}
      </button>
    )),
    column({ title: t("reports.columns.reader"), key: "reader" }, (row) => row.name),
    column({ title: t("reports.columns.scope"), key: "scope", width: 140 }, (row) =>
      row.stores === null ? t("reports.whole") : t("reports.storeCount", { count: row.stores }),
    ),
    column({ title: t("reports.columns.state"), key: "state", width: 160 }, (row) => (
      <StatusTag tone={tones[row.state]}>{t(`reports.states.${row.state}`)}</StatusTag>
    )),
    whenColumn({ title: t("reports.columns.at"), key: "at" }, (row) => row.createdAt),
    column({ title: "", key: "verbs", width: 120 }, (row) =>
      canWrite && row.state !== "nothing" ? (
        <Button
          size="small"
          aria-label={t("reports.resendTo", { name: row.name, day: row.day })}
          onClick={() => resend.mutate({ id: row.id })}
        >
          {t("reports.resend")}
        </Button>
      ) : null,
    ),
  ];
  return (
    <Panel flush title={t("reports.history")} note={t("reports.historySay")}>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("reports.history")}
        sticky={false}
        empty={<p className="pad soft">{t("reports.empty")}</p>}
      />
    </Panel>
  );
}

function Kept({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const query = useCall("reports.picture", { id });
  return (
    <Drawer open onClose={onClose} size={860} title={t("reports.one")} destroyOnHidden>
      <Loaded query={query} rows={8}>
        {(data) => <ReportPicture report={data} />}
      </Loaded>
    </Drawer>
  );
}
