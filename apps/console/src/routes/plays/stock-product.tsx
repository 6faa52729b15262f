import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import type { StockItem } from "@shuke/contract";
import { stockReasons, wantStates } from "@shuke/contract/stock-words";
import { EmptyState, FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { ArrivalPanel } from "../../features/stock/arrival-panel.tsx";
import { ArriveDialog } from "../../features/stock/arrive-dialog.tsx";
import { PeopleTable } from "../../features/stock/people-table.tsx";
import { ProductDrawer } from "../../features/stock/product-drawer.tsx";
import { WantsDialog } from "../../features/stock/wants-dialog.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { changed, clean, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/stock/$id");
const LIVE_MS = 10_000;

/** One product: what came and in which waves people were told, and who wants it. */
export function StockProduct() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("stock.get", { id }, { refetchInterval: (one) => (one.state.data && one.state.data.going > 0 ? LIVE_MS : false) });
  return (
    <Loaded query={query} head={{ title: t("stock.title"), back: <Link to="/stock">← {t("stock.back")}</Link> }}>
      {(product) => <Detail product={product} />}
    </Loaded>
  );
}

function Detail({ product }: { product: Output<"stock.get"> }) {
  const { t, language, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = phrases.stock;
  const ask = (what: "arrive" | "edit" | "wants" | undefined) =>
    void navigate({ replace: what === undefined, search: (old) => clean({ ...old, ask: what }) });
  const close = () => ask(undefined);
  return (
    <>
      <PageHeader
        back={<Link to="/stock">← {words.back}</Link>}
        title={product.name}
        sentence={`${t("stock.sku", { sku: product.sku })} · ${product.store?.name ?? words.everywhere} · ${t("stock.arriveForm.waiting", {
          waiting: countWords(product.waiting, language),
          wanted: countWords(product.wanted, language),
          unit: product.unit,
        })}`}
        actions={<Acts product={product} ask={ask} />}
      />
      <div className="stack">
        <Segmented<"arrivals" | "people">
          value={search.tab ?? "arrivals"}
          onChange={(tab) => void navigate({ replace: true, search: tab === "people" ? { tab } : {} })}
          options={[
            { value: "arrivals", label: words.detail.arrivals },
            { value: "people", label: words.detail.people },
          ]}
        />
        {search.tab === "people" ? (
          <People product={product} />
        ) : product.arrivals.length === 0 ? (
          <Panel>
            <EmptyState sentence={words.detail.noArrivals} />
          </Panel>
        ) : (
          product.arrivals.map((arrival) => <ArrivalPanel key={arrival.id} arrival={arrival} product={product} />)
        )}
        <PageLink product={product} />
      </div>
      {search.ask === "arrive" ? <ArriveDialog product={product} onClose={close} /> : null}
      {search.ask === "edit" ? <ProductDrawer key={product.revision} product={product} onClose={close} /> : null}
      {search.ask === "wants" ? <WantsDialog product={product} onClose={close} /> : null}
    </>
  );
}

function Acts({ product, ask }: { product: StockItem; ask: (what: "arrive" | "edit" | "wants") => void }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const words = phrases.stock;
  const archive = useAct("stock.archive", {
    refresh: ["stock"],
    said: (out) => (out.archived ? t("stock.archivedNow") : t("stock.restored")),
  });
  if (!can("plays.write")) return null;
  return (
    <>
      <Button loading={archive.isPending} onClick={() => archive.mutate({ id: product.id, archived: !product.archived })}>
        {product.archived ? words.restore : words.archive}
      </Button>
      <Button onClick={() => ask("edit")}>{words.edit}</Button>
      {product.archived ? null : (
        <>
          <Button onClick={() => ask("wants")}>{words.addWants}</Button>
          <Button type="primary" onClick={() => ask("arrive")}>
            {words.arrive}
          </Button>
        </>
      )}
    </>
  );
}

function People({ product }: { product: StockItem }) {
  const { phrases } = useWords();
  const { state, reason } = route.useSearch();
  const navigate = route.useNavigate();
  const words = phrases.stock.detail;
  const readers = { state: (value: unknown) => oneOf(value, wantStates), reason: (value: unknown) => oneOf(value, stockReasons) };
  return (
    <Panel flush>
      <div className="stock-filters">
        <FilterBar
          clearWord={phrases.common.clear}
          values={{ state, reason }}
          onChange={(patch) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) })}
          filters={[
            {
              kind: "select",
              key: "state",
              label: words.filterState,
              options: wantStates.map((value) => ({ value, label: phrases.stock.states[value] })),
            },
            {
              kind: "select",
              key: "reason",
              label: words.filterReason,
              options: stockReasons.map((value) => ({ value, label: phrases.stock.reasons[value] })),
              width: 180,
            },
          ]}
        />
      </div>
      <PeopleTable product={product} filter={{ ...(state ? { state } : {}), ...(reason ? { reason } : {}) }} />
    </Panel>
  );
}

function PageLink({ product }: { product: StockItem }) {
  const { phrases } = useWords();
  const words = phrases.stock;
  return (
    <Panel title={words.link} note={words.linkHint}>
      <code>{product.path}</code>
    </Panel>
  );
}
