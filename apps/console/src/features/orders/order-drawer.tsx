import { App, Button, Drawer, Input, Popconfirm } from "antd";
import { Facts, Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { None, When, Yuan } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useIsNarrow } from "../../session.tsx";
import { BuyerName, useWhy } from "./bits.tsx";

type Order = Output<"orders.get">;

/** One order: what was paid, how its buyer was found, and what can be done about who it is. */
export function OrderDrawer({ orderNo, onClose }: { orderNo: string; onClose: () => void }) {
  const { t } = useWords();
  const query = useCall("orders.get", { orderNo });
  return (
    <Drawer open onClose={onClose} size={620} title={t("orders.detail.title", { orderNo })} destroyOnHidden>
      <Loaded query={query}>{(order) => <Detail order={order} />}</Loaded>
    </Drawer>
  );
}

function Detail({ order }: { order: Order }) {
  const { t, phrases } = useWords();
  // Who a buyer is can be a question between two customers, of whom one may be a colleague's.
  const isNarrow = useIsNarrow();
  const store = order.storeName ?? (order.storeCode === "" ? null : t("orders.detail.storeUnknown", { code: order.storeCode }));
  return (
    <div className="stack">
      <Facts
        items={[
          { key: "amount", label: t("orders.detail.amount"), value: <Yuan fen={order.amountFen} /> },
          {
            key: "refunded",
            label: t("orders.detail.refunded"),
            value: order.refundedFen > 0 ? <Yuan fen={order.refundedFen} /> : <None />,
          },
          { key: "buyer", label: t("orders.columns.buyer"), value: <BuyerName buyer={order.buyer} /> },
        ]}
      />
      <Panel>
        <dl className="order-pairs">
          <dt>{t("orders.detail.paidAt")}</dt>
          <dd>
            <When at={order.paidAt} />
          </dd>
          <dt>{t("orders.detail.store")}</dt>
          <dd>{store ?? <None />}</dd>
          <dt>{t("orders.detail.channel")}</dt>
          <dd>{order.channel || <None />}</dd>
          <dt>{t("orders.detail.credit")}</dt>
          <dd>{phrases.orders.credits[order.credit]}</dd>
          <dt>{t("orders.detail.source")}</dt>
          <dd>{word(phrases.orders.sources, order.source)}</dd>
          <dt>{t("orders.detail.recordedAt")}</dt>
          <dd>
            <When at={order.recordedAt} />
          </dd>
        </dl>
      </Panel>
      <Panel title={t("orders.detail.keys")} note={t("orders.detail.keysHint")}>
        {order.keys.length === 0 ? <p className="soft">{t("orders.nobody")}</p> : null}
        <dl className="order-pairs">
          {order.keys.map(({ kind, value }) => (
            <Pair key={kind} name={word(phrases.orders.kinds, kind)} value={value} />
          ))}
        </dl>
      </Panel>
      <Panel title={t("orders.detail.refunds")}>
        {order.refunds.length === 0 ? <p className="soft">{t("orders.detail.noRefunds")}</p> : null}
        <dl className="order-pairs">
          {order.refunds.map((refund) => (
            <div key={refund.refundNo} className="pair-row">
              <dt>{refund.refundNo}</dt>
              <dd>
                <Yuan fen={refund.amountFen} /> <When at={refund.refundedAt} />
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      {order.buyer && !isNarrow ? <WhoIsThis personId={order.buyer.id} isCustomer={order.buyer.kind === "customer"} /> : null}
    </div>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  );
}

const REFRESH = ["orders", "people", "customers", "analytics"];

function WhoIsThis({ personId, isCustomer }: { personId: string; isCustomer: boolean }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const why = useWhy();
  const query = useCall("people.identity", { personId });
  const split = useAct("people.split", { said: () => t("orders.detail.splitDone"), refresh: REFRESH });
  return (
    <Panel title={t("orders.detail.identity")}>
      <Loaded query={query} rows={3}>
        {({ keys, merged }) => (
          <div className="stack">
            <dl className="order-pairs">
              {keys.map((key) => (
                <div key={`${key.kind} ${key.value}`} className="pair-row">
                  <dt>{word(phrases.orders.kinds, key.kind)}</dt>
                  <dd>
                    <span className="mono">{key.value}</span> <span className="faint small">{why(key.why)}</span>
                  </dd>
                </div>
              ))}
            </dl>
            {merged.length > 0 ? <strong className="small">{t("orders.detail.merged")}</strong> : null}
            {merged.map((one) => (
              <div key={one.person.id} className="merged-row">
                <BuyerName buyer={one.person} />
                <span className="faint small">{t("orders.detail.mergedBy", { why: why(one.why) })}</span>
                <When at={one.since} />
                {one.direct ? (
                  <Popconfirm
                    title={t("orders.detail.splitConfirm")}
                    okText={t("orders.detail.split")}
                    cancelText={t("common.cancel")}
                    onConfirm={() => split.mutate({ personId: one.person.id })}
                  >
                    <Button size="small" disabled={!can("customers.write")} loading={split.isPending}>
                      {t("orders.detail.split")}
                    </Button>
                  </Popconfirm>
                ) : null}
              </div>
            ))}
            {isCustomer ? null : <GiveToCustomer personId={personId} />}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

/** A buyer whom WeCom does not know becomes one with a customer: somebody knows who she is. */
function GiveToCustomer({ personId }: { personId: string }) {
  const { t } = useWords();
  const can = useCan();
  const { message } = App.useApp();
  const merge = useAct("people.merge", { said: () => t("orders.detail.linkDone"), refresh: REFRESH });
  const give = async (text: string) => {
    const query = text.trim();
    if (query === "") return;
    const { items } = await call("customers.list", { query, limit: 2 });
    const [customer] = items;
    if (!customer || items.length > 1) void message.warning(t("customers.nothing"));
    else merge.mutate({ fromId: personId, intoId: customer.id });
  };
  return (
    <Input.Search
      aria-label={t("orders.detail.link")}
      placeholder={t("orders.detail.linkHint")}
      enterButton={t("orders.detail.link")}
      disabled={!can("customers.write")}
      loading={merge.isPending}
      onSearch={(text) => void give(text)}
    />
  );
}
