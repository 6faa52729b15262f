import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Count, None } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useReaches } from "../../session.tsx";

const route = getRouteApi("/shell/stores");
const states = ["open", "closed"] as const;
type Row = Output<"stores.list">["items"][number];

export function StoreList() {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const reaches = useReaches();
  const cities = useCall("stores.cities", {}, { staleTime: 300_000 });
  const list = usePages("stores.list", clean({ query: search.query, city: search.city, state: search.state }));
  const readers = { query: join, city: join, state: (value: unknown) => oneOf(value, states) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const bring = (
    <LinkButton to="/stores/import" primary disabled={!can("stores.write")}>
      {t("stores.import")}
    </LinkButton>
  );

  const columns: Columns<Row> = [
    column({ title: t("stores.columns.name"), key: "name", width: 220 }, (row) => (
      <>
        <Link to="/groups" search={{ store: row.id }}>
          {row.name}
        </Link>
        <div className="faint small">{row.code}</div>
      </>
    )),
    column({ title: t("stores.columns.place"), key: "place" }, (row) => (
      <>
        {[row.city, row.district].filter(Boolean).join(" ")}
        <div className="faint small clamp">{row.address}</div>
      </>
    )),
    {
      ...countColumn<Row>({ title: t("stores.columns.groups"), key: "groups" }, (row) => row.groups),
      render: (_, row) => (row.groups === 0 ? <StatusTag tone="plain">{t("stores.noGroup")}</StatusTag> : <Count value={row.groups} />),
    },
    countColumn({ title: t("stores.columns.members"), key: "members", width: 110 }, (row) => row.members),
    {
      ...countColumn<Row>({ title: t("stores.columns.seats"), key: "seats" }, (row) => row.seatsLeft),
      render: (_, row) => {
        if (row.seatsLeft !== null) return <Count value={row.seatsLeft} />;
        return row.groups === 0 ? <None /> : <span className="faint">{t("stores.noSeatLimit")}</span>;
      },
    },
    column({ title: t("stores.columns.state"), key: "state", width: 110 }, (row) => (
      <StatusTag tone={row.state === "open" ? "good" : "plain"}>{phrases.stores.states[row.state]}</StatusTag>
    )),
    column({ title: t("nav.codes"), key: "code", width: 90 }, (row) =>
      row.liveCodeId && reaches("liveCodes.get") ? (
        <Link to="/codes/$id" params={{ id: row.liveCodeId }}>
          {t("codes.open")}
        </Link>
      ) : null,
    ),
  ];

  return (
    <ListPage
      title={t("stores.title")}
      sentence={t("stores.sentence")}
      actions={
        <>
          {reaches("stores.points") ? <LinkButton to="/stores/map">{t("stores.map")}</LinkButton> : null}
          {reaches("stores.import") ? bring : null}
        </>
      }
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ query: search.query, city: search.city, state: search.state }}
      change={change}
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
          options: states.map((value) => ({ value, label: phrases.stores.states[value] })),
        },
      ]}
      nothing={t("stores.nothing")}
      empty={
        reaches("stores.import") ? (
          <EmptyState sentence={t("stores.empty")} button={bring} link={<Link to="/playbooks">{t("stores.emptyLink")}</Link>} />
        ) : (
          <EmptyState sentence={t("stores.ownEmpty")} />
        )
      }
    />
  );
}
