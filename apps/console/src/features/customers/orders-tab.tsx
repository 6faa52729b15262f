import type { Columns } from "@shuke/kit-ui";
import type { OrderItem } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";

/** What she bought, as far as an order could be matched to her. */
export function OrdersTab({ personId }: { personId: string }) {
  const { t, language } = useWords();
  const list = usePages("orders.list", { personId, limit: 20 });
  const yuan = new Intl.NumberFormat(language, { style: "currency", currency: "CNY" });
  const columns: Columns<OrderItem> = [
    column({ title: t("customers.order.no"), key: "no" }, (row) => <span className="mono">{row.orderNo}</span>),
    column({ title: t("customers.order.amount"), key: "amount", width: 150 }, (row) => (
      <>
        <span className="num">{yuan.format(row.amountFen / 100)}</span>
        {row.refundedFen > 0 ? (
          <div className="faint small">{t("customers.order.refunded", { amount: yuan.format(row.refundedFen / 100) })}</div>
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
