import { Alert, Button, Popconfirm, Space, Upload } from "antd";
import { UploadOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { PersonConflict } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { BuyerName, useWhy } from "../../features/orders/bits.tsx";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { clean, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/customers/conflicts");
const states = ["open", "settled"] as const;

/** Questions that no machine answers: one number, two customers. */
export function Conflicts() {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const why = useWhy();
  const list = usePages("people.conflicts", { state: search.state ?? "open" });
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: () => clean({ state: oneOf(patch["state"], states) === "settled" ? ("settled" as const) : undefined }),
    });
  const columns: Columns<PersonConflict> = [
    column({ title: t("conflicts.columns.key"), key: "key", width: 200 }, (row) => (
      <>
        <span className="mono">{row.value}</span>
        <div className="faint small">{word(phrases.orders.kinds, row.kind)}</div>
      </>
    )),
    column({ title: t("conflicts.columns.holder"), key: "holder", width: 160 }, (row) => <BuyerName buyer={row.holder} />),
    column({ title: t("conflicts.columns.claimant"), key: "claimant", width: 160 }, (row) => <BuyerName buyer={row.claimant} />),
    column({ title: t("conflicts.columns.why"), key: "why" }, (row) => why(row.why)),
    whenColumn({ title: t("conflicts.columns.found"), key: "found" }, (row) => row.foundAt),
    column({ title: t("conflicts.columns.how"), key: "how", width: 300 }, (row) =>
      row.how ? phrases.conflicts.hows[row.how] : <Answers id={row.id} />,
    ),
  ];
  return (
    <ListPage
      title={t("conflicts.title")}
      sentence={t("conflicts.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      actions={<KeysImport />}
      values={{ state: search.state }}
      change={change}
      filters={[
        {
          kind: "segments",
          key: "state",
          label: t("conflicts.state"),
          options: [
            { value: "", label: t("conflicts.states.open") },
            { value: "settled", label: t("conflicts.states.settled") },
          ],
        },
      ]}
      nothing={t("conflicts.empty")}
      empty={<EmptyState art="none" sentence={t("conflicts.empty")} />}
    />
  );
}

function Answers({ id }: { id: string }) {
  const { t } = useWords();
  const can = useCan();
  const settle = useAct("people.settle", { said: () => t("conflicts.done"), refresh: ["people", "orders", "analytics"] });
  const look = { size: "small" as const, disabled: !can("customers.write") || settle.isPending };
  return (
    <Space size={6}>
      <Popconfirm
        title={t("conflicts.mergeConfirm")}
        okText={t("conflicts.merge")}
        cancelText={t("common.cancel")}
        onConfirm={() => settle.mutate({ id, how: "merged" })}
      >
        <Button {...look}>{t("conflicts.merge")}</Button>
      </Popconfirm>
      <Button {...look} onClick={() => settle.mutate({ id, how: "moved" })}>
        {t("conflicts.move")}
      </Button>
      <Button {...look} onClick={() => settle.mutate({ id, how: "kept" })}>
        {t("conflicts.keep")}
      </Button>
    </Space>
  );
}

function KeysImport() {
  const { t, language } = useWords();
  const can = useCan();
  const run = useAct("people.importKeys", { refresh: ["people", "orders"] });
  const count = (n: number) => countWords(n, language);
  return (
    <Space>
      {run.data ? (
        <Alert
          type="success"
          title={t("conflicts.keysDone", {
            rows: count(run.data.rows),
            linked: count(run.data.linked),
            merged: count(run.data.merged),
            conflicts: count(run.data.conflicts),
            rejected: count(run.data.rejected),
          })}
        />
      ) : null}
      <Upload
        accept=".csv,text/csv"
        showUploadList={false}
        beforeUpload={(file) => {
          void file.text().then((csv) => run.mutate({ csv }));
          return false;
        }}
      >
        <Button icon={<UploadOutlined />} title={t("conflicts.keysHint")} loading={run.isPending} disabled={!can("customers.write")}>
          {t("conflicts.keys")}
        </Button>
      </Upload>
    </Space>
  );
}
