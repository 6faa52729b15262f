import type { CSSProperties } from "react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, Facts, PageHeader, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { DailyChart } from "../../features/charts/daily-chart.tsx";
import { BuyerName } from "../../features/orders/bits.tsx";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn, yuanColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { countWords, rateWords, yuanWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { usePages } from "../../kit/list.ts";
import { clean } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import "../../features/orders/orders.css";

const route = getRouteApi("/shell/orders/rfm");
const scores = [1, 2, 3, 4, 5] as const;
type Score = (typeof scores)[number];

type Grid = Output<"orders.rfmGrid">;
type Person = Output<"orders.people">["items"][number];

export function RfmPage() {
  const { t } = useWords();
  const grid = useCall("orders.rfmGrid", {});
  return (
    <>
      <PageHeader title={t("rfm.title")} sentence={t("rfm.sentence")} />
      <Loaded query={grid}>
        {(data) =>
          data.asOf === null || data.cells.length === 0 ? (
            <EmptyState
              sentence={t("rfm.empty")}
              button={
                <LinkButton to="/orders/import" primary>
                  {t("orders.emptyButton")}
                </LinkButton>
              }
              link={<Link to="/orders/hook">{t("orders.emptyLink")}</Link>}
            />
          ) : (
            <div className="stack">
              <Summary />
              <Board grid={data} />
              <Daily />
              <People />
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Summary() {
  const { t, language } = useWords();
  const { data } = useCall("orders.summary", {});
  if (!data) return null;
  const each = data.customers > 0 ? data.orders / data.customers : null;
  return (
    <Facts
      items={[
        { key: "customers", label: t("rfm.customers"), value: countWords(data.customers, language) },
        { key: "each", label: t("rfm.ordersEach"), value: each === null ? t("common.none") : each.toFixed(2) },
        {
          key: "value",
          label: t("rfm.value"),
          value: data.orders > 0 ? yuanWords(Math.round(data.amount / data.orders)) : t("common.none"),
        },
        { key: "repurchase", label: t("rfm.repurchase"), value: rateWords(data.repurchaseRate) },
        { key: "30", label: t("rfm.within", { days: 30 }), value: rateWords(data.nDayRepurchase["30"]) },
        { key: "90", label: t("rfm.within", { days: 90 }), value: rateWords(data.nDayRepurchase["90"]) },
      ]}
    />
  );
}

/** Recency upwards, frequency to the right: the best are at the top right. */
function Board({ grid }: { grid: Grid }) {
  const { t, language } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const people = new Map<string, number>();
  for (const { r, f, people: n } of grid.cells) people.set(`${r} ${f}`, (people.get(`${r} ${f}`) ?? 0) + n);
  const most = Math.max(...people.values(), 1);
  const isChosen = (r: Score, f: Score) => search.r === String(r) && search.f === String(f);
  const choose = (r: Score, f: Score) =>
    void navigate({ replace: true, search: isChosen(r, f) ? {} : { r: `${r}` as const, f: `${f}` as const } });
  return (
    <Panel title={t("rfm.all")} note={t("rfm.asOf", { day: grid.asOf ?? "" })}>
      <div className="rfm-grid" role="group" aria-label={t("rfm.title")}>
        {scores.toReversed().flatMap((r) => [
          <span key={`r${r}`} className="axis soft small">
            R{r}
          </span>,
          ...scores.map((f) => {
            const n = people.get(`${r} ${f}`) ?? 0;
            return (
              <button
                key={`${r} ${f}`}
                type="button"
                aria-pressed={isChosen(r, f)}
                aria-label={t("rfm.cell", { r, f, count: countWords(n, language) })}
                style={{ "--share": String(n / most) } as CSSProperties}
                onClick={() => choose(r, f)}
              >
                <span className="num">{countWords(n, language)}</span>
              </button>
            );
          }),
        ])}
        <span className="axis faint small">{t("rfm.recency")} ↑</span>
        {scores.map((f) => (
          <span key={`f${f}`} className="axis soft small">
            F{f}
          </span>
        ))}
      </div>
      <p className="faint small">{t("rfm.frequency")} →</p>
    </Panel>
  );
}

function Daily() {
  const { t } = useWords();
  const { data } = useCall("orders.daily", {});
  if (!data) return null;
  return (
    <Panel title={t("rfm.daily")}>
      <DailyChart
        kind="lines"
        label={t("rfm.daily")}
        days={data.days.map(({ day }) => day)}
        series={[
          { key: "orders", name: t("rfm.dailyOrders"), tone: "pine", values: data.days.map(({ orders }) => orders) },
          { key: "matched", name: t("rfm.dailyMatched"), tone: "good", values: data.days.map(({ matched }) => matched) },
        ]}
      />
    </Panel>
  );
}

function People() {
  const { t } = useWords();
  const { r, f } = route.useSearch();
  const list = usePages("orders.people", clean({ r: r === undefined ? undefined : Number(r), f: f === undefined ? undefined : Number(f) }));
  const columns: Columns<Person> = [
    column({ title: t("rfm.columns.buyer"), key: "buyer", width: 200 }, (row) => (
      <span className="secret-row">
        <BuyerName buyer={row.buyer} />
        {row.buyer.kind === "person" ? (
          <Link to="/orders" search={{ person: row.buyer.id }} className="small">
            {t("orders.title")}
          </Link>
        ) : null}
      </span>
    )),
    countColumn({ title: t("rfm.columns.r"), key: "r", width: 60 }, (row) => row.r),
    countColumn({ title: t("rfm.columns.f"), key: "f", width: 60 }, (row) => row.f),
    countColumn({ title: t("rfm.columns.m"), key: "m", width: 60 }, (row) => row.m),
    countColumn({ title: t("rfm.columns.orders"), key: "orders" }, (row) => row.orders),
    countColumn({ title: t("rfm.columns.days"), key: "days" }, (row) => row.days),
    yuanColumn({ title: t("rfm.columns.amount"), key: "amount", width: 130 }, (row) => row.amountFen),
    whenColumn({ title: t("rfm.columns.last"), key: "last" }, (row) => row.lastAt),
  ];
  return (
    <Panel flush title={r && f ? t("rfm.people", { r, f }) : t("rfm.all")}>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.buyer.id}
        label={t("rfm.all")}
        sticky={false}
        empty={<EmptyState art="none" sentence={t("rfm.nobody")} />}
      />
    </Panel>
  );
}
