import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { countWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";
import { clean, join } from "../../kit/search.ts";

const route = getRouteApi("/shell/system/staff");
type Row = Output<"org.staff">["items"][number];

export function Staff() {
  const { t, language } = useWords();
  const { query } = route.useSearch();
  const navigate = route.useNavigate();
  const departments = useQuery({
    queryKey: ["org.departments"],
    queryFn: ({ signal }) => call("org.departments", {}, signal),
    staleTime: 300_000,
  });
  const names = new Map(departments.data?.items.map((item) => [item.id, item.name]));
  const input = clean({ query });
  const list = usePages(["org.staff", input], (cursor, signal) => call("org.staff", { ...input, ...(cursor ? { cursor } : {}) }, signal));
  const columns: Columns<Row> = [
    {
      title: t("staff.columns.name"),
      key: "name",
      render: (_, row) => (
        <Link to="/customers" search={{ staff: row.userId }}>
          {row.name}
        </Link>
      ),
    },
    { title: t("staff.columns.userId"), key: "userId", width: 170, render: (_, row) => <span className="mono">{row.userId}</span> },
    {
      title: t("staff.columns.department"),
      key: "department",
      render: (_, row) => row.departments.map((id) => names.get(id) ?? String(id)).join("、"),
    },
    {
      title: t("staff.columns.position"),
      key: "position",
      width: 130,
      render: (_, row) => row.position || <span className="faint">{t("common.none")}</span>,
    },
    {
      title: t("staff.columns.follows"),
      key: "follows",
      width: 140,
      render: (_, row) => (
        <StatusTag tone={row.follows ? "good" : "plain"}>{t(row.follows ? "staff.follows" : "staff.followsNot")}</StatusTag>
      ),
    },
    {
      title: t("staff.columns.customers"),
      key: "customers",
      width: 100,
      align: "right",
      render: (_, row) => <Count value={row.customers} />,
    },
    {
      title: t("staff.columns.groups"),
      key: "groups",
      width: 100,
      align: "right",
      render: (_, row) =>
        row.groups > 10 ? (
          <StatusTag tone="watch" title={t("staff.tooMany")}>
            {row.groups}
          </StatusTag>
        ) : (
          <Count value={row.groups} />
        ),
    },
    {
      title: t("staff.columns.openTasks"),
      key: "openTasks",
      width: 100,
      align: "right",
      render: (_, row) =>
        row.openTasks > 0 ? (
          <Link to="/tasks" search={{ assignee: row.userId, state: "open" }}>
            {countWords(row.openTasks, language)}
          </Link>
        ) : (
          <Count value={0} />
        ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t("staff.title")}
        count={list.total === undefined ? null : t("common.total", { count: list.total })}
        sentence={t("staff.sentence")}
      />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ query }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ query: join(patch["query"]) }) })}
        filters={[{ kind: "text", key: "query", label: t("staff.search") }]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("staff.title")}
        empty={
          query ? (
            <EmptyState art="none" sentence={t("staff.nothing")} />
          ) : (
            <EmptyState
              sentence={t("staff.empty")}
              button={
                <Link to="/system/sync">
                  <Button type="primary">{t("staff.emptyButton")}</Button>
                </Link>
              }
            />
          )
        }
      />
    </>
  );
}
