import { Button } from "antd";
import { PlusOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { LiveCode } from "@shuke/contract";
import { EmptyState, FilterBar, PageHeader } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { PauseButton } from "../../features/codes/pause.tsx";
import { CodeState } from "../../features/codes/state.tsx";
import { useStoreOptions } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { countWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/codes");

export function CodeList() {
  const { t, language, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const stores = useStoreOptions(search.store);
  const input = clean({ query: search.query, kind: search.kind, state: search.state, storeId: search.store });
  const list = usePages(["liveCodes.list", input], (cursor, signal) =>
    call("liveCodes.list", { ...input, ...(cursor ? { cursor } : {}) }, signal),
  );
  const filtered = Object.keys(search).length > 0;
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) =>
        clean({
          ...old,
          ...changed(patch, {
            query: join,
            kind: (value) => oneOf(value, ["staff", "group"] as const),
            state: (value) => oneOf(value, ["active", "paused"] as const),
            store: join,
          }),
        }),
    });
  const make = (
    <Link to="/codes/new" disabled={!can("entrances.write")}>
      <Button type="primary" icon={<PlusOutlined />} disabled={!can("entrances.write")} tabIndex={-1}>
        {t("codes.new")}
      </Button>
    </Link>
  );

  const columns: Columns<LiveCode> = [
    {
      title: t("codes.columns.name"),
      key: "name",
      render: (_, row) => (
        <>
          <Link to="/codes/$id" params={{ id: row.id }}>
            {row.name}
          </Link>
          {row.storeName ? <div className="faint small">{row.storeName}</div> : null}
        </>
      ),
    },
    { title: t("codes.columns.kind"), key: "kind", width: 96, render: (_, row) => phrases.codes.kinds[row.kind] },
    {
      title: t("codes.columns.channel"),
      key: "channel",
      width: 100,
      render: (_, row) => row.channel || <span className="faint">{t("common.none")}</span>,
    },
    {
      title: t("codes.columns.leads"),
      key: "leads",
      width: 180,
      render: (_, row) =>
        row.kind === "staff" ? (
          t("codes.leadsStaff", { count: row.userIds.length })
        ) : (
          <>
            {t("codes.leadsGroups", { count: row.chatIds.length })}
            <span className="faint">
              {" "}
              · {row.seatsLeft === null ? t("codes.seatsOpen") : t("codes.seatsLeft", { count: row.seatsLeft })}
            </span>
          </>
        ),
    },
    {
      title: t("codes.columns.figures"),
      key: "figures",
      width: 160,
      render: (_, row) => (
        <span className="num">
          {[row.figures.added, row.figures.kept, row.figures.joined].map((value) => countWords(value, language)).join(" · ")}
        </span>
      ),
    },
    { title: t("codes.columns.state"), key: "state", width: 112, render: (_, row) => <CodeState code={row} /> },
    { title: t("codes.columns.createdAt"), key: "createdAt", width: 100, render: (_, row) => <When at={row.createdAt} /> },
    { title: t("common.actions"), key: "do", width: 80, render: (_, row) => <PauseButton code={row} small /> },
  ];

  return (
    <>
      <PageHeader
        title={t("codes.title")}
        count={list.total === undefined ? null : t("common.total", { count: list.total })}
        sentence={t("codes.sentence")}
        actions={make}
      />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ query: search.query, kind: search.kind, state: search.state, store: search.store }}
        onChange={change}
        filters={[
          { kind: "text", key: "query", label: t("codes.search") },
          {
            kind: "segments",
            key: "kind",
            label: t("codes.kind"),
            options: [
              { value: "", label: t("common.all") },
              { value: "staff", label: phrases.codes.kinds.staff },
              { value: "group", label: phrases.codes.kinds.group },
            ],
          },
          {
            kind: "select",
            key: "state",
            label: t("common.state"),
            options: (["active", "paused"] as const).map((value) => ({ value, label: phrases.codes.states[value] })),
          },
          {
            kind: "select",
            key: "store",
            label: t("common.store"),
            options: stores.options,
            onSearch: stores.search,
            loading: stores.loading,
            width: 180,
          },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("codes.title")}
        empty={
          filtered ? (
            <EmptyState art="none" sentence={t("codes.nothing")} />
          ) : (
            <EmptyState sentence={t("codes.empty")} button={make} link={<Link to="/playbooks">{t("codes.emptyLink")}</Link>} />
          )
        }
      />
    </>
  );
}
