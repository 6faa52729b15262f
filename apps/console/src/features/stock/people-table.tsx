import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { StockItem, StockWant } from "@shuke/contract";
import type { WantState } from "@shuke/contract/stock-words";
import { type Columns, EmptyState, StatusTag, type Tone } from "@shuke/kit-ui";
import type { Input } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { useCan } from "../../session.tsx";

const tones: Record<WantState, Tone> = {
  waiting: "watch",
  held: "primary",
  taken: "good",
  passed: "plain",
  withdrawn: "plain",
  expired: "plain",
  dropped: "plain",
};

/** Who wants it, the oldest want first, and what became of each. */
export function PeopleTable({ product, filter }: { product: StockItem; filter: Pick<Input<"stock.people">, "state" | "reason"> }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const list = usePages("stock.people", { id: product.id, ...filter });
  const words = phrases.stock.detail;
  const refresh = ["stock"];
  const withdraw = useAct("stock.withdraw", { refresh, said: () => t("stock.detail.withdrawn") });
  const take = useAct("stock.taken", { refresh, said: () => t("stock.detail.tookIt") });
  const columns: Columns<StockWant> = [
    column({ title: words.columns.name, key: "name", width: 180 }, (row) =>
      row.customerId === null ? (
        <span className="faint">{words.gone}</span>
      ) : (
        <Link to="/customers/$id" params={{ id: row.customerId }}>
          {row.name || row.customerId}
        </Link>
      ),
    ),
    column({ title: words.columns.quantity, key: "quantity", width: 90 }, (row) =>
      t("stock.pieces", { count: row.quantity, unit: row.unit }),
    ),
    column({ title: words.columns.state, key: "state", width: 210 }, (row) => (
      <>
        <StatusTag tone={tones[row.state]}>{phrases.stock.states[row.state]}</StatusTag>
        {row.reason && row.state === "dropped" ? <span className="small soft"> {phrases.stock.reasons[row.reason]}</span> : null}
        {row.until ? (
          <span className="small soft">
            {" "}
            <When at={row.until} />
          </span>
        ) : null}
      </>
    )),
    whenColumn({ title: words.columns.since, key: "since" }, (row) => row.since),
    column({ title: words.columns.road, key: "road", width: 150 }, (row) =>
      [phrases.stock.roads[row.road], row.by].filter((one) => one !== "").join(" · "),
    ),
    column({ title: words.columns.store, key: "store", width: 150 }, (row) => row.store?.name),
    ...(can("plays.write")
      ? [
          column<StockWant>({ title: "", key: "acts", width: 160 }, (row) =>
            row.state === "waiting" || row.state === "held" ? (
              <span className="row-tight">
                <Button
                  size="small"
                  loading={take.isPending && take.variables.wantId === row.id}
                  onClick={() => take.mutate({ wantId: row.id })}
                >
                  {words.take}
                </Button>
                <Button size="small" type="text" onClick={() => withdraw.mutate({ wantId: row.id })}>
                  {words.withdraw}
                </Button>
              </span>
            ) : (
              " "
            ),
          ),
        ]
      : []),
  ];
  const isFiltered = filter.state !== undefined || filter.reason !== undefined;
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      label={words.people}
      sticky={false}
      empty={<EmptyState art="none" sentence={isFiltered ? words.nothing : words.noPeople} />}
    />
  );
}
