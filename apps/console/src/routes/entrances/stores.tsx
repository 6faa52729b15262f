import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/stores");
type Row = Output<"stores.list">["items"][number];

export function StoreList() {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const cities = useQuery({ queryKey: ["stores.cities"], queryFn: ({ signal }) => call("stores.cities", {}, signal), staleTime: 300_000 });
  const input = clean({ query: search.query, city: search.city, state: search.state });
  const list = usePages(["stores.list", input], (cursor, signal) =>
    call("stores.list", { ...input, ...(cursor ? { cursor } : {}) }, signal),
  );
  const filtered = Object.keys(search).length > 0;
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) =>
        clean({ ...old, ...changed(patch, { query: join, city: join, state: (value) => oneOf(value, ["open", "closed"] as const) }) }),
    });
  const bring = (
    <Link to="/stores/import" disabled={!can("stores.write")}>
      <Button type="primary" disabled={!can("stores.write")} tabIndex={-1}>
        {t("stores.import")}
      </Button>
    </Link>
  );

  const columns: Columns<Row> = [
    {
      title: t("stores.columns.name"),
      key: "name",
      width: 220,
      render: (_, row) => (
        <>
          <Link to="/groups" search={{ store: row.id }}>
            {row.name}
          </Link>
          <div className="faint small">{row.code}</div>
        </>
      ),
    },
    {
      title: t("stores.columns.place"),
      key: "place",
      render: (_, row) => (
        <>
          {[row.city, row.district].filter(Boolean).join(" ")}
          <div className="faint small clamp">{row.address}</div>
        </>
      ),
    },
    {
      title: t("stores.columns.groups"),
      key: "groups",
      width: 100,
      align: "right",
      render: (_, row) => (row.groups === 0 ? <StatusTag tone="plain">{t("stores.noGroup")}</StatusTag> : <Count value={row.groups} />),
    },
    { title: t("stores.columns.members"), key: "members", width: 110, align: "right", render: (_, row) => <Count value={row.members} /> },
    {
      title: t("stores.columns.seats"),
      key: "seats",
      width: 100,
      align: "right",
      render: (_, row) =>
        row.seatsLeft === null ? (
          <span className="faint">{row.groups === 0 ? t("common.none") : t("stores.noSeatLimit")}</span>
        ) : (
          <Count value={row.seatsLeft} />
        ),
    },
    {
      title: t("stores.columns.state"),
      key: "state",
      width: 110,
      render: (_, row) => <StatusTag tone={row.state === "open" ? "good" : "plain"}>{phrases.stores.states[row.state]}</StatusTag>,
    },
    {
      title: t("nav.codes"),
      key: "code",
      width: 90,
      render: (_, row) =>
        row.liveCodeId ? (
          <Link to="/codes/$id" params={{ id: row.liveCodeId }}>
            {t("codes.open")}
          </Link>
        ) : (
          <span className="faint">{t("common.none")}</span>
        ),
    },
  ];

  return (
    <>
      <PageHeader
        title={t("stores.title")}
        count={list.total === undefined ? null : t("common.total", { count: list.total })}
        sentence={t("stores.sentence")}
        actions={
          <>
            <Link to="/stores/map">
              <Button tabIndex={-1}>{t("stores.map")}</Button>
            </Link>
            {bring}
          </>
        }
      />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ query: search.query, city: search.city, state: search.state }}
        onChange={change}
        filters={[
          { kind: "text", key: "query", label: t("stores.search") },
          {
            kind: "select",
            key: "city",
            label: t("stores.city"),
            options: (cities.data?.items ?? []).map((city) => ({ value: city.city, label: `${city.city} ${city.stores}` })),
            loading: cities.isPending,
            width: 160,
          },
          {
            kind: "select",
            key: "state",
            label: t("stores.state"),
            options: (["open", "closed"] as const).map((value) => ({ value, label: phrases.stores.states[value] })),
          },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("stores.title")}
        empty={
          filtered ? (
            <EmptyState art="none" sentence={t("stores.nothing")} />
          ) : (
            <EmptyState sentence={t("stores.empty")} button={bring} link={<Link to="/playbooks">{t("stores.emptyLink")}</Link>} />
          )
        }
      />
    </>
  );
}
