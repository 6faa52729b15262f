import { Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { OverlapItem } from "@shuke/contract";
import { EmptyState, Facts } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { Marks } from "../../features/customers/marks.tsx";
import { useStoreFilter } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { downloadHref } from "../../kit/download.ts";
import { countWords } from "../../kit/format.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, flag, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/customers/overlaps");
const least = ["2", "3", "5", "10"] as const;
const SHOWN = 3;

/** Who sits in several groups, and how many seats that takes from others. */
export function OverlapList() {
  const { t, language } = useWords();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const storeFilter = useStoreFilter(search.store);
  const cities = useCall("stores.cities", {}, { staleTime: 300_000 });
  const filter = clean({
    storeId: search.store,
    city: search.city,
    atLeast: search.atLeast ? Number(search.atLeast) : undefined,
    withMarked: search.marked,
  });
  const list = usePages("overlaps.list", filter);
  const count = useCall("overlaps.count", filter);
  const mark = useAct("bulk.start", { refresh: ["overlaps", "customers"], said: () => t("common.saved") });
  const readers = { store: join, city: join, atLeast: (value: unknown) => oneOf(value, least), marked: flag };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const columns: Columns<OverlapItem> = [
    column({ title: t("overlaps.columns.name"), key: "name", width: 220 }, (row) => (
      <>
        <Link to="/customers/$id" params={{ id: row.customerId }}>
          {row.name || t("common.unknownName")}
        </Link>
        <Marks marks={row.marks} />
      </>
    )),
    countColumn({ title: t("overlaps.columns.groups"), key: "groups", width: 110 }, (row) => row.groups.length),
    column({ title: t("overlaps.columns.which"), key: "which" }, (row) => (
      <span className="wrap-tags">
        {row.groups.slice(0, SHOWN).map((group) => (
          <Link key={group.id} to="/groups/$id" params={{ id: group.id }} className="chip">
            {group.name || group.storeName || t("common.unknownName")}
          </Link>
        ))}
        {row.groups.length > SHOWN ? <span className="faint small">{t("overlaps.more", { count: row.groups.length - SHOWN })}</span> : null}
      </span>
    )),
    whenColumn({ title: t("overlaps.columns.first"), key: "first", width: 140 }, (row) => row.groups[0]?.joinedAt ?? null),
    ...(can("customers.write")
      ? [
          column<OverlapItem>({ title: t("common.actions"), key: "actions", width: 150 }, (row) =>
            row.marks.length > 0 ? null : (
              <Button
                type="link"
                size="small"
                onClick={() => mark.mutate({ whom: { ids: [row.customerId] }, what: { do: "mark", mark: "staff", on: true } })}
              >
                {t("overlaps.markStaff")}
              </Button>
            ),
          ),
        ]
      : []),
  ];
  const { data } = count;
  return (
    <ListPage
      title={t("overlaps.title")}
      sentence={t("overlaps.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.customerId}
      actions={
        can("customers.write") ? (
          <Button icon={<DownloadOutlined />} href={downloadHref("overlaps.export", filter)}>
            {t("overlaps.export")}
          </Button>
        ) : null
      }
      bar={
        data && data.people > 0 ? (
          <div className="above-list">
            <Facts
              items={[
                { key: "people", label: t("overlaps.facts.people"), value: countWords(data.people, language) },
                { key: "seats", label: t("overlaps.facts.seats"), value: countWords(data.seats, language), hint: t("overlaps.seatsHint") },
                { key: "most", label: t("overlaps.facts.most"), value: countWords(data.most, language) },
              ]}
            />
          </div>
        ) : null
      }
      values={{ store: search.store, city: search.city, atLeast: search.atLeast, marked: search.marked ? "true" : undefined }}
      change={change}
      filters={[
        ...storeFilter,
        {
          kind: "select",
          key: "city",
          label: t("overlaps.city"),
          options: (cities.data?.items ?? []).map(({ city }) => ({ value: city, label: city })),
        },
        {
          kind: "select",
          key: "atLeast",
          label: t("overlaps.atLeast"),
          options: least.map((value) => ({ value, label: t("overlaps.groupsOption", { count: Number(value) }) })),
        },
        { kind: "flag", key: "marked", label: t("overlaps.withMarked") },
      ]}
      nothing={t("overlaps.nothing")}
      empty={<EmptyState sentence={t("overlaps.empty")} />}
    />
  );
}
