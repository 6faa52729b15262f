import { Button } from "antd";
import { EmptyState, PageHeader, Panel, StatusTag, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { lengthWords } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

type Row = Output<"sync.status">["families"][number];
const order = ["customers", "relations", "tags", "groups", "members"] as const;

export function Sync() {
  const { t } = useWords();
  const can = useCan();
  const status = useCall("sync.status", {}, { refetchInterval: (held) => (held.state.data?.families.some(running) ? 2_000 : 30_000) });
  const run = useAct("sync.run", { refresh: ["sync"], said: (out) => t("sync.queued", { count: out.queued }) });
  return (
    <>
      <PageHeader
        title={t("sync.title")}
        sentence={t("sync.sentence")}
        actions={
          <Button type="primary" loading={run.isPending} disabled={!can("system.write")} onClick={() => run.mutate({})}>
            {t("sync.run")}
          </Button>
        }
      />
      <div className="stack">
        <Loaded query={status}>{({ families }) => <Certificates rows={families} />}</Loaded>
        <Truth />
      </div>
    </>
  );
}

const running = (row: Row) => row.startedAt !== null && (row.finishedAt === null || row.finishedAt < row.startedAt);
const missing = (row: Row) => Math.max(row.failed, row.expected - row.fetched);

/** What a certificate says: asked for now, all there, or so many short. What is asked for one by one has none. */
function State({ row }: { row: Row }) {
  const { t } = useWords();
  if (running(row)) return <StatusTag tone="primary">{t("sync.running")}</StatusTag>;
  if (row.finishedAt === null)
    return <StatusTag tone={row.waiting > 0 ? "primary" : "plain"}>{t(row.waiting > 0 ? "sync.asking" : "sync.never")}</StatusTag>;
  return missing(row) > 0 ? (
    <StatusTag tone="bad">{t("sync.partial", { count: missing(row) })}</StatusTag>
  ) : (
    <StatusTag tone="good">{t("sync.complete")}</StatusTag>
  );
}

/** How long a comparison took, in ms; 0 where none has ended, or within one instant of a rehearsal. */
const tookMs = ({ startedAt, finishedAt }: Row) =>
  startedAt && finishedAt ? Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) : 0;

function Certificates({ rows }: { rows: Row[] }) {
  const { t, phrases } = useWords();
  const columns: Columns<Row> = [
    column({ title: t("sync.columns.family"), key: "family" }, (row) => <strong>{word(phrases.sync.families, row.family)}</strong>),
    column({ title: t("sync.columns.state"), key: "state", width: 150 }, (row) => <State row={row} />),
    ...(["expected", "fetched", "failed", "repaired", "waiting"] as const).map((key) =>
      countColumn<Row>({ title: t(`sync.columns.${key}`), key, width: 110 }, (row) => row[key]),
    ),
    column({ title: t("sync.columns.finishedAt"), key: "finishedAt", width: 220 }, (row) => (
      <>
        <When at={row.finishedAt} />
        {tookMs(row) > 0 ? <span className="faint small"> · {t("sync.age", { time: lengthWords(tookMs(row), phrases.time) })}</span> : null}
      </>
    )),
  ];
  return (
    <Table
      columns={columns}
      rows={rows}
      rowKey={(row) => row.family}
      label={t("sync.title")}
      loadingWord={t("common.loading")}
      sticky={false}
      empty={<EmptyState sentence={t("sync.empty")} />}
    />
  );
}

function Truth() {
  const query = useCall("sync.truth", {}, { staleTime: 60_000 });
  return (
    <Loaded query={query} rows={5}>
      {(truth) => <Fingerprints truth={truth} />}
    </Loaded>
  );
}

function Fingerprints({ truth }: { truth: Output<"sync.truth"> }) {
  const { t, phrases, language } = useWords();
  return (
    <Panel title={t("sync.truth")} note={t("sync.truthHint")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("sync.columns.family")}</th>
            <th scope="col">{t("sync.count")}</th>
            <th scope="col" className="start">
              {t("sync.fingerprint")}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.map((family) => (
            <tr key={family}>
              <th scope="row">{phrases.sync.families[family]}</th>
              <td>{countWords(truth.families[family].count, language)}</td>
              <td className="mono start">{truth.families[family].hash.slice(0, 16)}…</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("sync.hash")}</th>
            <td />
            <td className="mono start">{truth.hash}</td>
          </tr>
        </tbody>
      </table>
      <p className="soft small">{t("sync.oneWay", { count: truth.oneWay.count })}</p>
    </Panel>
  );
}
