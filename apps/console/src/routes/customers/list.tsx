import { Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { CustomerItem } from "@shuke/contract";
import { EmptyState, FilterBar, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { customerTone } from "../../features/customers/tone.ts";
import { useStaffOptions, useStoreOptions, useTags } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf, split } from "../../kit/search.ts";

const route = getRouteApi("/shell/customers");
const states = ["friend", "one-way", "lost", "stranger"] as const;

export function CustomerList() {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tags = useTags();
  const staff = useStaffOptions();
  const stores = useStoreOptions(search.store);
  const input = clean({
    query: search.query,
    tagIds: search.tags ? split(search.tags) : undefined,
    userId: search.staff,
    storeId: search.store,
    liveCodeId: search.code,
    state: search.state,
  });
  const list = usePages(["customers.list", input], (cursor, signal) =>
    call("customers.list", { ...input, ...(cursor ? { cursor } : {}) }, signal),
  );
  const filtered = Object.keys(search).length > 0;

  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) =>
        clean({
          ...old,
          ...changed(patch, { query: join, tags: join, staff: join, store: join, state: (value) => oneOf(value, states), code: join }),
        }),
    });

  const columns: Columns<CustomerItem> = [
    {
      title: t("customers.columns.name"),
      key: "name",
      width: 190,
      render: (_, row) => (
        <Link to="/customers/$id" params={{ id: row.id }} className={row.name ? "" : "faint"}>
          {row.name ?? t("common.unknownName")}
        </Link>
      ),
    },
    {
      title: t("customers.columns.state"),
      key: "state",
      width: 128,
      render: (_, row) => <StatusTag tone={customerTone[row.state]}>{phrases.customers.states[row.state]}</StatusTag>,
    },
    {
      title: t("customers.columns.tags"),
      key: "tags",
      render: (_, row) => (
        <span className="wrap-tags">
          {row.tags.slice(0, 4).map((tag) => (
            <span key={tag.id} className="chip" title={tag.group}>
              {tag.name}
            </span>
          ))}
          {row.tags.length > 4 ? <span className="faint small">+{row.tags.length - 4}</span> : null}
        </span>
      ),
    },
    {
      title: t("customers.columns.staff"),
      key: "staff",
      width: 130,
      render: (_, row) => row.staff.map((one) => one.name).join("、") || <span className="faint">{t("common.none")}</span>,
    },
    {
      title: t("customers.columns.groups"),
      key: "groups",
      width: 210,
      render: (_, row) =>
        row.groups[0] ? (
          <>
            <Link to="/groups/$id" params={{ id: row.groups[0].id }}>
              {row.groups[0].name}
            </Link>
            {row.groups.length > 1 ? <span className="faint"> +{row.groups.length - 1}</span> : null}
          </>
        ) : (
          <span className="faint">{t("common.none")}</span>
        ),
    },
    {
      title: t("customers.columns.channel"),
      key: "channel",
      width: 130,
      render: (_, row) => row.channel ?? <span className="faint">{t("common.none")}</span>,
    },
    { title: t("customers.columns.addedAt"), key: "addedAt", width: 130, render: (_, row) => <When at={row.addedAt} /> },
  ];

  return (
    <>
      <PageHeader
        title={t("customers.title")}
        count={list.total === undefined ? null : t("common.total", { count: list.total })}
        sentence={t("customers.sentence")}
      />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ query: search.query, tags: split(search.tags), staff: search.staff, store: search.store, state: search.state }}
        onChange={change}
        filters={[
          { kind: "text", key: "query", label: t("customers.search"), width: 260 },
          {
            kind: "multi",
            key: "tags",
            label: t("customers.tag"),
            options: (tags.data?.groups ?? []).map((group) => ({
              label: group.name,
              options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
            })),
          },
          { kind: "select", key: "staff", label: t("customers.staff"), options: staff.options },
          {
            kind: "select",
            key: "store",
            label: t("customers.store"),
            options: stores.options,
            onSearch: stores.search,
            loading: stores.loading,
            width: 180,
          },
          {
            kind: "select",
            key: "state",
            label: t("customers.state"),
            options: states.map((value) => ({ value, label: phrases.customers.states[value] })),
          },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("customers.title")}
        empty={
          filtered ? (
            <EmptyState art="none" sentence={t("customers.nothing")} />
          ) : (
            <EmptyState
              sentence={t("customers.empty")}
              button={
                <Link to="/codes/new">
                  <Button type="primary">{t("customers.emptyButton")}</Button>
                </Link>
              }
              link={<Link to="/playbooks">{t("customers.emptyLink")}</Link>}
            />
          )
        }
      />
    </>
  );
}
