import { useState } from "react";
import { PlusOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { StockItem } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { ProductDrawer } from "../../features/stock/product-drawer.tsx";
import { useWords, word } from "../../i18n.ts";
import { PathLink } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, flag, text } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/stock");

/** Products that people wait for. */
export function StockList() {
  const { t, language, phrases } = useWords();
  const can = useCan();
  const { archived, query } = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setNew] = useState(false);
  const list = usePages("stock.list", { ...(query === undefined ? {} : { query }), archived: archived === true });
  const words = phrases.stock;
  const readers = { query: (value: unknown) => text(value), archived: (value: unknown) => flag(value) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const make = can("plays.write") ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
      {words.make}
    </Button>
  ) : null;
  const n = (value: number) => countWords(value, language);
  const columns: Columns<StockItem> = [
    column({ title: words.columns.name, key: "name" }, (row) => (
      <>
        <Link to="/stock/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
        <div className="small soft">{t("stock.sku", { sku: row.sku })}</div>
      </>
    )),
    countColumn({ title: words.columns.waiting, key: "waiting", width: 120 }, (row) => row.waiting),
    column({ title: words.columns.wanted, key: "wanted", width: 120 }, (row) =>
      row.wanted === 0 ? null : t("stock.pieces", { count: n(row.wanted), unit: row.unit }),
    ),
    column({ title: words.columns.stock, key: "stock", width: 170 }, ({ going, stock, unit }) =>
      going === 0 ? (
        <span className="faint">{words.idle}</span>
      ) : (
        t("stock.going", { left: n(stock.arrived - stock.taken), arrived: n(stock.arrived), unit })
      ),
    ),
    column({ title: words.columns.store, key: "store", width: 170 }, (row) => row.store?.name ?? words.everywhere),
    column({ title: words.columns.savedBy, key: "savedBy", width: 110 }, (row) => word(phrases.audit.actors, row.savedBy)),
  ];
  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={make}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        values={{ query, archived: archived === true ? "true" : undefined }}
        change={change}
        filters={[
          { kind: "text", key: "query", label: words.columns.name },
          { kind: "flag", key: "archived", label: words.archivedOnly },
        ]}
        nothing={words.nothing}
        empty={
          <EmptyState
            sentence={words.empty}
            {...(make ? { button: make } : {})}
            link={<PathLink to="/playbooks/stock-notice">{words.toPlaybook}</PathLink>}
          />
        }
      />
      {isNew ? <ProductDrawer product={null} onClose={() => setNew(false)} /> : null}
    </>
  );
}
