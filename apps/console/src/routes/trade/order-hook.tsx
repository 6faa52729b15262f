import { useState } from "react";
import { Alert, Button, Popconfirm, Typography } from "antd";
import { Link } from "@tanstack/react-router";
import { EmptyState, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { toldWords } from "../../kit/problem.ts";
import { RowTable } from "../../kit/row-table.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "../../features/orders/orders.css";

type Hook = Output<"orders.hook">;
type Delivery = Hook["deliveries"][number];

export function OrderHookPage() {
  const { t } = useWords();
  const query = useCall("orders.hook", {}, { refetchInterval: 10_000 });
  const back = <Link to="/orders">← {t("orders.back")}</Link>;
  return (
    <>
      <PageHeader back={back} title={t("orderHook.title")} sentence={t("orderHook.sentence")} />
      <Loaded query={query}>{(hook) => <Settings hook={hook} />}</Loaded>
    </>
  );
}

function Settings({ hook }: { hook: Hook }) {
  const { t, language } = useWords();
  const can = useCan();
  const [shown, setShown] = useState<string | null>(null);
  const rotate = useAct("orders.hookRotate", { refresh: ["orders.hook"], onDone: ({ secret }) => setShown(secret) });
  const test = useAct("orders.hookTest", { inline: true });
  const look = { loading: rotate.isPending, disabled: !can("orders.write") };
  return (
    <div className="stack">
      <Panel title={t("orderHook.url")}>
        <Typography.Text copyable className="mono">
          {hook.url}
        </Typography.Text>
        <p className="faint small">{t("orderHook.docs")}</p>
      </Panel>
      <Panel title={t("orderHook.secret")}>
        <div className="stack">
          <div className="secret-row">
            {hook.secret ? (
              <span>
                <span className="mono">{hook.secret.hint}</span> <When at={hook.secret.madeAt} real />
                {hook.secret.oldUntil ? (
                  <span className="faint small">
                    {" "}
                    · {t("orderHook.oldUntil", { when: hook.secret.oldUntil.slice(0, 16).replace("T", " ") })}
                  </span>
                ) : null}
              </span>
            ) : (
              <span className="soft">{t("orderHook.noSecret")}</span>
            )}
            {hook.secret ? (
              <Popconfirm
                title={t("orderHook.rotateConfirm")}
                okText={t("orderHook.rotate")}
                cancelText={t("common.cancel")}
                onConfirm={() => rotate.mutate({})}
              >
                <Button {...look}>{t("orderHook.rotate")}</Button>
              </Popconfirm>
            ) : (
              <Button type="primary" {...look} onClick={() => rotate.mutate({})}>
                {t("orderHook.make")}
              </Button>
            )}
          </div>
          {shown === null ? null : (
            <Alert
              type="success"
              title={t("orderHook.madeTitle")}
              description={
                <>
                  <Typography.Text copyable className="mono">
                    {shown}
                  </Typography.Text>
                  <div className="soft small">{t("orderHook.madeHint")}</div>
                </>
              }
            />
          )}
        </div>
      </Panel>
      {hook.secret ? (
        <Panel
          title={t("orderHook.test")}
          extra={
            <Button size="small" loading={test.isPending} onClick={() => test.mutate({})}>
              {t("orderHook.test")}
            </Button>
          }
        >
          <div className="stack">
            {test.data ? null : <span className="soft">{t("orderHook.testSentence")}</span>}
            {test.data ? (
              <>
                <Alert
                  showIcon
                  type={test.data.problem ? "error" : "success"}
                  title={test.data.problem ? toldWords(test.data.problem, language) : t("orderHook.testOk")}
                />
                <span className="soft small">{t("orderHook.testHint")}</span>
                <pre className="command">{test.data.curl}</pre>
              </>
            ) : null}
          </div>
        </Panel>
      ) : null}
      <Deliveries rows={hook.deliveries} />
    </div>
  );
}

function Deliveries({ rows }: { rows: readonly Delivery[] }) {
  const { t, language } = useWords();
  const columns: Columns<Delivery> = [
    whenColumn({ title: t("orderHook.columns.at"), key: "at" }, (row) => row.at),
    column({ title: t("orderHook.columns.status"), key: "status", width: 140 }, (row) => (
      <StatusTag tone={row.status < 300 ? "good" : "bad"}>
        {row.status < 300 ? t("orderHook.accepted") : t("orderHook.refused", { status: row.status })}
      </StatusTag>
    )),
    countColumn({ title: t("orderHook.columns.orders"), key: "orders" }, (row) => row.orders),
    countColumn({ title: t("orderHook.columns.refunds"), key: "refunds" }, (row) => row.refunds),
    countColumn({ title: t("orderHook.columns.fresh"), key: "fresh" }, (row) => row.fresh),
    column({ title: t("orderHook.columns.problem"), key: "problem" }, (row) => (row.problem ? toldWords(row.problem, language) : null)),
  ];
  return (
    <Panel flush title={t("orderHook.deliveries")}>
      <RowTable
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        label={t("orderHook.deliveries")}
        empty={<EmptyState art="none" sentence={t("orderHook.deliveriesEmpty")} />}
      />
    </Panel>
  );
}
