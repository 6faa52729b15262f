import type { Columns } from "@shuke/kit-ui";
import type { OrderItem } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { Yuan } from "../../kit/bits.tsx";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { yuanWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";

/** What she bought, as far as an order could be matched to her. */
export function OrdersTab({ personId }: { personId: string }) {
  const { t } = useWords();
  const list = usePages("orders.list", { personId, limit: 20 });
  const columns: Columns<OrderItem> = [
    column({ title: t("customers.order.no"), key: "no" }, (row) => <span className="mono">{row.orderNo}</span>),
    column({ title: t("customers.order.amount"), key: "amount", width: 150 }, (row) => (
      <>
        <Yuan fen={row.amountFen} />
        {row.refundedFen > 0 ? (
          <div className="faint small">{t("customers.order.refunded", { amount: yuanWords(row.refundedFen) })}</div>
        ) : null}
      </>
    )),
    column({ title: t("customers.order.where"), key: "where", width: 190 }, (row) =>
      [row.storeName ?? row.storeCode, row.channel].filter((part) => part !== "").join(" · "),
    ),
    whenColumn({ title: t("customers.order.paidAt"), key: "paidAt" }, (row) => row.paidAt),
  ];
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => row.orderNo}
      label={t("customers.tabs.orders")}
      sticky={false}
      empty={<p className="pad soft">{t("customers.noOrders")}</p>}
    />
  );
}
