import { Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { OrderItem } from "@shuke/contract";
import { EmptyState, Facts } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { BuyerName } from "../../features/orders/bits.tsx";
import { OrderDrawer } from "../../features/orders/order-drawer.tsx";
import { useStoreFilter } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn, yuanColumn } from "../../kit/columns.tsx";
import { DayRange } from "../../kit/day-range.tsx";
import { downloadHref } from "../../kit/download.ts";
import { countWords, rateWords, ratio, yuanWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useReaches } from "../../session.tsx";
import "../../features/orders/orders.css";

const route = getRouteApi("/shell/orders");
const matchedStates = ["yes", "no"] as const;

export function OrderList() {
  const { t, phrases } = useWords();
  const can = useCan();
  const reaches = useReaches();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const channels = useCall("orders.channels", {}, { staleTime: 300_000 });
  const storeFilter = useStoreFilter(search.store);
  const filter = clean({
    query: search.query,
    personId: search.person,
    storeId: search.store,
    channel: search.channel,
    from: search.from,
    to: search.to,
    matched: search.matched,
    refunded: search.refunded,
  });
  const list = usePages("orders.list", filter);
  const readers = {
    query: join,
    person: join,
    store: join,
    channel: join,
    from: join,
    to: join,
    matched: (value: unknown) => oneOf(value, matchedStates),
    refunded: (value: unknown) => (value === undefined ? undefined : (true as const)),
  };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const open = (order: string | undefined) => void navigate({ replace: true, search: (old) => clean({ ...old, order }) });

  const columns: Columns<OrderItem> = [
    column({ title: t("orders.columns.orderNo"), key: "orderNo", width: 220 }, (row) => (
      <Button type="link" className="row-link mono" onClick={() => open(row.orderNo)}>
        {row.orderNo}
      </Button>
    )),
    column({ title: t("orders.columns.buyer"), key: "buyer", width: 170 }, (row) => <BuyerName buyer={row.buyer} />),
    yuanColumn({ title: t("orders.columns.amount"), key: "amount" }, (row) => row.amountFen),
    yuanColumn({ title: t("orders.columns.refunded"), key: "refunded" }, (row) => (row.refundedFen > 0 ? row.refundedFen : null)),
    column({ title: t("orders.columns.store"), key: "store" }, (row) => row.storeName ?? row.storeCode),
    column({ title: t("orders.columns.channel"), key: "channel", width: 130 }, (row) => row.channel),
    column({ title: t("orders.columns.credit"), key: "credit", width: 120 }, (row) => (
      <span className={row.credit === "unknown" ? "faint" : ""}>{phrases.orders.credits[row.credit]}</span>
    )),
    whenColumn({ title: t("orders.columns.paidAt"), key: "paidAt" }, (row) => row.paidAt),
  ];

  return (
    <>
      <ListPage
        title={t("orders.title")}
        sentence={t("orders.sentence")}
        list={list}
        columns={columns}
        rowKey={(row) => row.orderNo}
        actions={
          <>
            {reaches("orders.hook") ? <LinkButton to="/orders/hook">{t("orders.hookTo")}</LinkButton> : null}
            <Button icon={<DownloadOutlined />} title={t("orders.exportHint")} href={downloadHref("orders", filter)} download>
              {t("orders.exportTo")}
            </Button>
            {reaches("orders.imports") ? (
              <LinkButton to="/orders/import" primary disabled={!can("orders.write")}>
                {t("orders.importTo")}
              </LinkButton>
            ) : null}
          </>
        }
        above={<Totals filter={filter} />}
        values={{
          query: search.query,
          store: search.store,
          channel: search.channel,
          matched: search.matched,
          refunded: search.refunded ? "true" : undefined,
          from: search.from,
          to: search.to,
          person: search.person,
        }}
        change={change}
        right={<DayRange from={search.from} to={search.to} change={change} />}
        filters={[
          { kind: "text", key: "query", label: t("orders.search"), width: 270 },
          ...storeFilter,
          {
            kind: "select",
            key: "channel",
            label: t("orders.channel"),
            options: (channels.data?.channels ?? []).map((value) => ({ value, label: value })),
          },
          {
            kind: "select",
            key: "matched",
            label: t("orders.matched"),
            options: matchedStates.map((value) => ({ value, label: phrases.orders.matchedStates[value] })),
          },
          { kind: "flag", key: "refunded", label: t("orders.refundedYes") },
        ]}
        nothing={t("orders.nothing")}
        empty={
          reaches("orders.imports") ? (
            <EmptyState
              sentence={t("orders.empty")}
              button={
                <LinkButton to="/orders/import" primary>
                  {t("orders.emptyButton")}
                </LinkButton>
              }
              link={<Link to="/orders/hook">{t("orders.emptyLink")}</Link>}
            />
          ) : (
            <EmptyState sentence={t("orders.ownEmpty")} />
          )
        }
      />
      {search.order ? <OrderDrawer orderNo={search.order} onClose={() => open(undefined)} /> : null}
    </>
  );
}

function Totals({ filter }: { filter: object }) {
  const { t, language } = useWords();
  const query = useCall("orders.totals", filter);
  const isWhole = useReaches()("orders.matchRate");
  const match = useCall("orders.matchRate", {}, { enabled: isWhole, staleTime: 60_000 });
  const totals = query.data?.totals;
  if (query.isError || query.data === undefined || totals?.orders === 0) return null;
  const unknown = <span className="faint">{t("common.unknown")}</span>;
  const rate = match.data;
  return (
    <Facts
      items={[
        {
          key: "orders",
          label: t("orders.totals.orders"),
          value: totals ? countWords(totals.orders, language) : unknown,
          hint: totals ? undefined : t("orders.tooMany"),
        },
        { key: "amount", label: t("orders.totals.amount"), value: totals ? yuanWords(totals.amountFen) : unknown },
        { key: "refunded", label: t("orders.totals.refunded"), value: totals ? yuanWords(totals.refundedFen) : unknown },
        {
          key: "matched",
          label: t("orders.totals.matched"),
          value: totals ? rateWords(ratio(totals.matched, totals.orders)) : unknown,
          hint: totals ? `${countWords(totals.matched, language)} / ${countWords(totals.orders, language)}` : undefined,
        },
        ...(isWhole
          ? [
              {
                key: "rate",
                label: t("orders.totals.rate"),
                value: rate?.rate === null || rate === undefined ? unknown : rateWords(rate.rate),
                hint:
                  rate === undefined
                    ? undefined
                    : rate.rate === null
                      ? t("orders.rateUnknown", { days: rate.days })
                      : t("orders.rateHint", {
                          days: rate.days,
                          matched: countWords(rate.matched, language),
                          orders: countWords(rate.orders, language),
                        }),
              },
            ]
          : []),
      ]}
    />
  );
}
