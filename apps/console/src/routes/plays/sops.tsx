import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EmptyState, PageHeader, StatusTag, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { sopTone } from "../../features/sops/tone.ts";
import { useWords } from "../../i18n.ts";
import { Count, Failed } from "../../kit/bits.tsx";

type Row = Output<"sops.list">["items"][number];

export function SopList() {
  const { t, phrases } = useWords();
  const query = useQuery({ queryKey: ["sops.list"], queryFn: ({ signal }) => call("sops.list", {}, signal) });
  const columns: Columns<Row> = [
    {
      title: t("sops.columns.name"),
      key: "name",
      render: (_, row) => (
        <Link to="/sops/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
      ),
    },
    { title: t("sops.columns.subject"), key: "subject", width: 100, render: (_, row) => phrases.sops.subjects[row.subject] },
    { title: t("sops.columns.underWay"), key: "underWay", width: 100, align: "right", render: (_, row) => <Count value={row.underWay} /> },
    { title: t("sops.columns.enrolled"), key: "enrolled", width: 100, align: "right", render: (_, row) => <Count value={row.enrolled} /> },
    {
      title: t("sops.columns.health"),
      key: "health",
      width: 260,
      render: (_, row) => (
        <span className="row">
          {row.red > 0 ? <StatusTag tone="bad">{t("sops.reds", { count: row.red })}</StatusTag> : null}
          {row.amber > 0 ? <StatusTag tone="watch">{t("sops.ambers", { count: row.amber })}</StatusTag> : null}
          {row.red + row.amber === 0 ? <StatusTag tone="good">{t("sops.allGood")}</StatusTag> : null}
        </span>
      ),
    },
    {
      title: t("sops.columns.state"),
      key: "state",
      width: 110,
      render: (_, row) => <StatusTag tone={sopTone[row.state] ?? "plain"}>{phrases.sops.states[row.state]}</StatusTag>,
    },
    { title: t("sops.columns.version"), key: "version", width: 80, align: "right", dataIndex: "version" },
  ];
  return (
    <>
      <PageHeader
        title={t("sops.title")}
        count={query.data ? t("common.total", { count: query.data.items.length }) : null}
        sentence={t("sops.sentence")}
      />
      <Table
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        label={t("sops.title")}
        loading={query.isPending}
        loadingWord={t("common.loading")}
        error={query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : undefined}
        empty={
          <EmptyState
            sentence={t("sops.empty")}
            button={
              <Link to="/playbooks">
                <Button type="primary">{t("sops.emptyButton")}</Button>
              </Link>
            }
          />
        }
      />
    </>
  );
}
