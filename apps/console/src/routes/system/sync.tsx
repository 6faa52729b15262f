import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { CardSkeleton, EmptyState, PageHeader, Panel, StatusTag, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Count, Failed, When } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { lengthWords } from "../../kit/time.ts";
import { useCan } from "../../session.tsx";

type Row = Output<"sync.status">["families"][number];
const order = ["customers", "relations", "tags", "groups", "members"] as const;

export function Sync() {
  const { t } = useWords();
  const can = useCan();
  const status = useQuery({
    queryKey: ["sync.status"],
    queryFn: ({ signal }) => call("sync.status", {}, signal),
    refetchInterval: (held) => (held.state.data?.families.some(running) ? 2_000 : 30_000),
  });
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
        {status.isError ? <Failed error={status.error} retry={() => void status.refetch()} /> : null}
        {status.isError ? null : <Certificates rows={status.data?.families} />}
        <Truth />
      </div>
    </>
  );
}

const running = (row: Row) => row.startedAt !== null && (row.finishedAt === null || row.finishedAt < row.startedAt);
const missing = (row: Row) => Math.max(row.failed, row.expected - row.fetched);

function Certificates({ rows }: { rows: Row[] | undefined }) {
  const { t, phrases } = useWords();
  const columns: Columns<Row> = [
    { title: t("sync.columns.family"), key: "family", render: (_, row) => <strong>{word(phrases.sync.families, row.family)}</strong> },
    {
      title: t("sync.columns.state"),
      key: "state",
      width: 150,
      render: (_, row) => {
        if (running(row)) return <StatusTag tone="primary">{t("sync.running")}</StatusTag>;
        if (row.finishedAt === null) return <StatusTag tone="plain">{t("sync.never")}</StatusTag>;
        return missing(row) > 0 ? (
          <StatusTag tone="bad">{t("sync.partial", { count: missing(row) })}</StatusTag>
        ) : (
          <StatusTag tone="good">{t("sync.complete")}</StatusTag>
        );
      },
    },
    ...(["expected", "fetched", "failed", "repaired", "waiting"] as const).map((key) => ({
      title: t(`sync.columns.${key}`),
      key,
      width: 110,
      align: "right" as const,
      render: (_: unknown, row: Row) => <Count value={row[key]} />,
    })),
    {
      title: t("sync.columns.finishedAt"),
      key: "finishedAt",
      width: 220,
      render: (_, row) => (
        <>
          <When at={row.finishedAt} />
          {row.startedAt && row.finishedAt && row.finishedAt >= row.startedAt ? (
            <span className="faint small">
              {" "}
              · {t("sync.age", { time: lengthWords(Date.parse(row.finishedAt) - Date.parse(row.startedAt), phrases.time) })}
            </span>
          ) : null}
        </>
      ),
    },
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
  const { t, phrases, language } = useWords();
  const query = useQuery({ queryKey: ["sync.truth"], queryFn: ({ signal }) => call("sync.truth", {}, signal), staleTime: 60_000 });
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <CardSkeleton label={t("common.loading")} rows={5} />;
  const truth = query.data;
  return (
    <Panel title={t("sync.truth")} note={t("sync.truthHint")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("sync.columns.family")}</th>
            <th scope="col">{t("sync.count")}</th>
            <th scope="col">{t("sync.fingerprint")}</th>
          </tr>
        </thead>
        <tbody>
          {order.map((family) => (
            <tr key={family}>
              <th scope="row">{phrases.sync.families[family]}</th>
              <td>{countWords(truth.families[family].count, language)}</td>
              <td className="mono">{truth.families[family].hash.slice(0, 16)}…</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("sync.hash")}</th>
            <td />
            <td className="mono">{truth.hash}</td>
          </tr>
        </tbody>
      </table>
      <p className="soft small">{t("sync.oneWay", { count: truth.oneWay.count })}</p>
    </Panel>
  );
}
