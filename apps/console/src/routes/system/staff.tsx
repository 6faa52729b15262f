import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { clean, join } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/system/staff");
type Row = Output<"org.staff">["items"][number];

export function Staff() {
  const { t } = useWords();
  const { query } = route.useSearch();
  const navigate = route.useNavigate();
  const departments = useCall("org.departments", {}, { staleTime: 300_000 });
  const names = new Map(departments.data?.items.map((item) => [item.id, item.name]));
  const list = usePages("org.staff", clean({ query }));
  const columns: Columns<Row> = [
    column({ title: t("staff.columns.name"), key: "name" }, (row) => (
      <Link to="/customers" search={{ staff: row.userId }}>
        {row.name}
      </Link>
    )),
    column({ title: t("staff.columns.userId"), key: "userId", width: 170 }, (row) => <span className="mono">{row.userId}</span>),
    column({ title: t("staff.columns.department"), key: "department" }, (row) =>
      row.departments.map((id) => names.get(id) ?? String(id)).join("、"),
    ),
    column({ title: t("staff.columns.position"), key: "position", width: 130 }, (row) => row.position),
    column({ title: t("staff.columns.follows"), key: "follows", width: 140 }, (row) => (
      <StatusTag tone={row.follows ? "good" : "plain"}>{t(row.follows ? "staff.follows" : "staff.followsNot")}</StatusTag>
    )),
    countColumn({ title: t("staff.columns.customers"), key: "customers" }, (row) => row.customers),
    {
      ...countColumn<Row>({ title: t("staff.columns.groups"), key: "groups" }, (row) => row.groups),
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
      ...countColumn<Row>({ title: t("staff.columns.openTasks"), key: "openTasks" }, (row) => row.openTasks),
      render: (_, row) =>
        row.openTasks === 0 ? (
          <Count value={0} />
        ) : (
          <Link to="/tasks" search={{ assignee: row.userId, state: "open" }}>
            <Count value={row.openTasks} />
          </Link>
        ),
    },
  ];
  return (
    <ListPage
      title={t("staff.title")}
      sentence={t("staff.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ query }}
      change={(patch) => void navigate({ replace: true, search: clean({ query: join(patch["query"]) }) })}
      filters={[{ kind: "text", key: "query", label: t("staff.search") }]}
      nothing={t("staff.nothing")}
      empty={
        <EmptyState
          sentence={t("staff.empty")}
          button={
            <LinkButton to="/system/sync" primary>
              {t("staff.emptyButton")}
            </LinkButton>
          }
        />
      }
    />
  );
}
