import { Button, Drawer } from "antd";
import { getRouteApi } from "@tanstack/react-router";
import type { ForgettingItem } from "@shuke/contract";
import { EmptyState, Facts, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { RowTable } from "../../kit/row-table.tsx";
import { clean } from "../../kit/search.ts";

const route = getRouteApi("/shell/system/privacy");
const tones = { asked: "watch", ending: "watch", erasing: "watch", done: "good" } as const;

/** Whom the house was asked to forget, how far that is, and what shows that it was done. */
export function Privacy() {
  const { t, phrases } = useWords();
  const { request } = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages("privacy.requests", {});
  const open = (id: string | undefined) => void navigate({ replace: true, search: () => clean({ request: id }) });
  const opened = list.rows?.find((row) => row.id === request);
  const columns: Columns<ForgettingItem> = [
    whenColumn({ title: t("privacy.columns.askedAt"), key: "askedAt" }, (row) => row.askedAt),
    column({ title: t("privacy.columns.by"), key: "by", width: 120 }, (row) => (row.saidBy === "page" ? t("privacy.herself") : row.byName)),
    column({ title: t("privacy.columns.why"), key: "why", width: 170 }, (row) => phrases.privacy.whys[row.why]),
    column({ title: t("privacy.columns.state"), key: "state", width: 230 }, (row) => <State row={row} />),
    column({ title: t("privacy.columns.evidence"), key: "evidence" }, (row) => (
      <Button type="link" className="row-link" onClick={() => open(row.id)}>
        {t("privacy.counts", { ended: row.ended, gone: row.gone, changed: row.changed })}
      </Button>
    )),
    whenColumn({ title: t("privacy.columns.doneAt"), key: "doneAt" }, (row) => row.doneAt),
  ];
  return (
    <>
      <ListPage
        title={t("privacy.title")}
        sentence={t("privacy.sentence")}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        values={{}}
        change={() => undefined}
        filters={[]}
        nothing={t("privacy.empty")}
        empty={<EmptyState sentence={t("privacy.empty")} />}
      />
      {opened ? <RequestDrawer row={opened} onClose={() => open(undefined)} /> : null}
    </>
  );
}

function State({ row }: { row: ForgettingItem }) {
  const { t, phrases } = useWords();
  return (
    <>
      <StatusTag tone={tones[row.state]}>{phrases.privacy.states[row.state]}</StatusTag>
      {row.state === "erasing" ? (
        <div className="soft small">{t("privacy.progress", { ...row.progress })}</div>
      ) : row.state === "done" && row.tombstones === 0 ? (
        <div className="soft small">{t("privacy.back")}</div>
      ) : null}
    </>
  );
}

function RequestDrawer({ row, onClose }: { row: ForgettingItem; onClose: () => void }) {
  const { t, phrases } = useWords();
  const columns: Columns<ForgettingItem["tables"][number]> = [
    column({ title: t("privacy.table"), key: "table" }, (one) => <span className="mono">{one.table}</span>),
    countColumn({ title: t("privacy.gone"), key: "gone" }, (one) => one.gone),
    countColumn({ title: t("privacy.changed"), key: "changed" }, (one) => one.changed),
  ];
  return (
    <Drawer open title={t("privacy.tables")} size={520} onClose={onClose}>
      <div className="stack">
        <Facts
          items={[
            { key: "asked", label: t("privacy.columns.askedAt"), value: <When at={row.askedAt} /> },
            {
              key: "state",
              label: t("privacy.columns.state"),
              value: phrases.privacy.states[row.state],
              hint: row.state === "done" ? t("privacy.proof") : t("privacy.progress", { ...row.progress }),
            },
          ]}
        />
        {row.tables.length === 0 ? (
          <p className="soft">{t("privacy.noTables")}</p>
        ) : (
          <RowTable label={t("privacy.tables")} rows={row.tables} columns={columns} rowKey={(one) => one.table} />
        )}
      </div>
    </Drawer>
  );
}
