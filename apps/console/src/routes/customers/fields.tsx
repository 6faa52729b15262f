import { useState } from "react";
import { Button, Switch } from "antd";
import { ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { CustomField } from "@shuke/contract";
import { EmptyState, FilterBar, PageHeader, StatusTag, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { FieldDialog } from "../../features/fields/dialog.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, countColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { MoveButtons } from "../../kit/move-buttons.tsx";
import { moved } from "../../kit/moved.ts";
import { clean, flag } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/customers/fields");

/** What a brand wants to know of its people, in its own words. */
export function FieldList() {
  const { t } = useWords();
  const can = useCan();
  const { archived } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useCall("fields.list", { archived: archived ?? false });
  const [dialog, setDialog] = useState<CustomField | "new" | null>(null);
  const canWrite = can("customers.write");
  return (
    <>
      <PageHeader
        title={t("fields.title")}
        sentence={t("fields.sentence")}
        actions={
          canWrite ? (
            <>
              <LinkButton to="/customers/fields/import" icon={<ImportOutlined />}>
                {t("fields.importButton")}
              </LinkButton>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog("new")}>
                {t("fields.add")}
              </Button>
            </>
          ) : null
        }
      />
      <FilterBar
        clearWord={t("common.clear")}
        filters={[{ kind: "flag", key: "archived", label: t("fields.showArchived") }]}
        values={{ archived: archived ? "true" : undefined }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ archived: flag(patch["archived"]) }) })}
      />
      <Loaded query={query} rows={5}>
        {({ fields }) => <FieldTable fields={fields} canWrite={canWrite} open={setDialog} />}
      </Loaded>
      {dialog ? <FieldDialog field={dialog === "new" ? null : dialog} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

function FieldTable({ fields, canWrite, open }: { fields: CustomField[]; canWrite: boolean; open: (field: CustomField | "new") => void }) {
  const { t, phrases } = useWords();
  const update = useAct("fields.update", { refresh: ["fields", "customers"] });
  const order = useAct("fields.order", { refresh: ["fields"] });
  const keys = fields.map(({ key }) => key);
  const move = (row: CustomField, by: number) => order.mutate({ keys: moved(keys, fields.indexOf(row), by) });
  const columns: Columns<CustomField> = [
    column({ title: t("fields.columns.name"), key: "name", width: 240 }, (row) => (
      <>
        {canWrite ? (
          <button type="button" className="link-button" onClick={() => open(row)}>
            {row.name}
          </button>
        ) : (
          row.name
        )}{" "}
        {row.archivedAt ? <StatusTag tone="plain">{t("fields.archived")}</StatusTag> : null}
      </>
    )),
    column({ title: t("fields.columns.kind"), key: "kind" }, (row) => (
      <>
        {phrases.fields.kinds[row.kind]}
        {row.options.length > 0 ? (
          <div className="wrap-tags">
            {row.options.slice(0, 8).map((option) => (
              <span key={option.id} className="chip">
                {option.name} <span className="faint num">{option.people}</span>
              </span>
            ))}
            {row.options.length > 8 ? <span className="faint small">+{row.options.length - 8}</span> : null}
          </div>
        ) : null}
        {row.kind === "boolean" && row.people && row.yes !== null ? (
          <div className="faint small">{t("fields.yes", { count: row.yes })}</div>
        ) : null}
      </>
    )),
    countColumn({ title: t("fields.columns.people"), key: "people", width: 130 }, (row) => row.people),
    column({ title: t("fields.columns.listed"), key: "listed", width: 120 }, (row) => (
      <Switch
        size="small"
        aria-label={`${t("fields.columns.listed")}: ${row.name}`}
        disabled={!canWrite || row.archivedAt !== null}
        checked={row.listed}
        onChange={(listed) => update.mutate({ key: row.key, listed })}
      />
    )),
    ...(canWrite
      ? [
          column<CustomField>({ title: t("common.actions"), key: "actions", width: 180 }, (row) => (
            <>
              <MoveButtons
                up={t("fields.up", { name: row.name })}
                down={t("fields.down", { name: row.name })}
                isFirst={fields[0] === row}
                isLast={fields.at(-1) === row}
                move={(by) => move(row, by)}
              />
              <Button type="link" size="small" onClick={() => update.mutate({ key: row.key, archived: row.archivedAt === null })}>
                {t(row.archivedAt === null ? "fields.archive" : "fields.restore")}
              </Button>
            </>
          )),
        ]
      : []),
  ];
  return (
    <Table
      columns={columns}
      rows={fields}
      rowKey={(row) => row.key}
      label={t("fields.title")}
      loadingWord={t("common.loading")}
      empty={
        <EmptyState
          sentence={t("fields.empty")}
          button={
            canWrite ? (
              <Button type="primary" onClick={() => open("new")}>
                {t("fields.add")}
              </Button>
            ) : undefined
          }
        />
      }
    />
  );
}
