import { Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { GroupItem } from "@shuke/contract";
import { Bullet, EmptyState, FilterBar, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { filled, groupTone } from "../../features/groups/tone.ts";
import { useStoreOptions } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { countWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";

const route = getRouteApi("/shell/groups");
const states = ["open", "full", "needs-setup", "dismissed"] as const;

export function GroupList() {
  const { t, language, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const stores = useStoreOptions(search.store);
  const input = clean({ query: search.query, storeId: search.store, state: search.state });
  const list = usePages(["groups.list", input], (cursor, signal) =>
    call("groups.list", { ...input, ...(cursor ? { cursor } : {}) }, signal),
  );
  const filtered = Object.keys(search).length > 0;

  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) => clean({ ...old, ...changed(patch, { query: join, store: join, state: (value) => oneOf(value, states) }) }),
    });

  const columns: Columns<GroupItem> = [
    {
      title: t("groups.columns.name"),
      key: "name",
      render: (_, row) => (
        <Link to="/groups/$id" params={{ id: row.id }}>
          {row.name || t("common.unknownName")}
        </Link>
      ),
    },
    {
      title: t("groups.columns.store"),
      key: "store",
      render: (_, row) => row.storeName ?? <span className="faint">{t("common.none")}</span>,
    },
    { title: t("groups.columns.owner"), key: "owner", dataIndex: "ownerName", width: 130 },
    {
      title: t("groups.columns.members"),
      key: "members",
      width: 220,
      render: (_, row) => {
        const share = filled(row.members, row.seatLimit);
        const said =
          row.seatLimit === null ? countWords(row.members, language) : t("groups.seats", { members: row.members, limit: row.seatLimit });
        return (
          <span className="bar-cell">
            <span className="num">{said}</span>
            {share === null ? null : <Bullet rate={share} target={null} light={share >= 0.9 ? "amber" : "green"} label={said} />}
          </span>
        );
      },
    },
    {
      title: t("groups.columns.change"),
      key: "change",
      width: 150,
      render: (_, row) => <span className="num">{t("groups.change", { joined: row.joined7d, left: row.left7d })}</span>,
    },
    {
      title: t("groups.columns.state"),
      key: "state",
      width: 120,
      render: (_, row) => <StatusTag tone={groupTone[row.state]}>{phrases.groups.states[row.state]}</StatusTag>,
    },
    { title: t("groups.columns.createdAt"), key: "createdAt", width: 130, render: (_, row) => <When at={row.createdAt} /> },
  ];

  return (
    <>
      <PageHeader
        title={t("groups.title")}
        count={list.total === undefined ? null : t("common.total", { count: list.total })}
        sentence={t("groups.sentence")}
      />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ query: search.query, store: search.store, state: search.state }}
        onChange={change}
        filters={[
          { kind: "text", key: "query", label: t("groups.search") },
          {
            kind: "select",
            key: "store",
            label: t("groups.store"),
            options: stores.options,
            onSearch: stores.search,
            loading: stores.loading,
            width: 180,
          },
          {
            kind: "segments",
            key: "state",
            label: t("groups.state"),
            options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: phrases.groups.states[value] }))],
          },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("groups.title")}
        empty={
          filtered ? (
            <EmptyState art="none" sentence={t("groups.nothing")} />
          ) : (
            <EmptyState
              sentence={t("groups.empty")}
              button={
                <Link to="/codes/new" search={{ kind: "group" }}>
                  <Button type="primary">{t("groups.emptyButton")}</Button>
                </Link>
              }
              link={<Link to="/playbooks">{t("groups.emptyLink")}</Link>}
            />
          )
        }
      />
    </>
  );
}
