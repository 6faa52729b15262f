import { App, Button } from "antd";
import { getRouteApi } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues, Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { PlannedByLink } from "../../features/system/planned-by-link.tsx";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Count, When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { countWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/system/actions");
const statuses = ["planned", "awaiting_approval", "claimed", "sent", "failed", "expired", "cancelled", "unknown"] as const;
const tones: Readonly<Record<string, Tone>> = {
  planned: "primary",
  awaiting_approval: "watch",
  claimed: "primary",
  sent: "good",
  failed: "bad",
  expired: "watch",
  cancelled: "plain",
  unknown: "watch",
};
type Row = Output<"actions.list">["items"][number];

export function Actions() {
  const { t, phrases, language } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages(["actions.list", search], (cursor, signal) =>
    call("actions.list", { ...search, ...(cursor ? { cursor } : {}) }, signal),
  );
  const cancel = useAct("actions.cancel", { refresh: ["actions", "analytics"], said: () => t("actions.cancelled") });
  const filtered = Object.keys(search).length > 0;
  const ask = (row: Row) =>
    void modal.confirm({
      title: t("actions.cancelTitle"),
      content: t("actions.cancelSay", { kind: word(phrases.actions.kinds, row.kind), count: countWords(row.recipients, language) }),
      okText: t("actions.cancel"),
      okButtonProps: { danger: true },
      cancelText: t("common.back"),
      onOk: () => cancel.mutateAsync({ id: row.id }).catch(() => null),
    });
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) => clean({ ...old, ...changed(patch, { status: (value) => oneOf(value, statuses), kind: join, plannedBy: join }) }),
    });

  const columns: Columns<Row> = [
    {
      title: t("actions.columns.kind"),
      key: "kind",
      width: 170,
      render: (_, row) => (
        <>
          <strong>{word(phrases.actions.kinds, row.kind)}</strong>
          <div className="faint mono">{row.kind}</div>
        </>
      ),
    },
    {
      title: t("actions.columns.status"),
      key: "status",
      width: 210,
      render: (_, row) => (
        <>
          <StatusTag tone={tones[row.status] ?? "plain"}>{word(phrases.actions.statuses, row.status)}</StatusTag>
          {row.lastError ? <div className="soft small clamp">{row.lastError}</div> : null}
        </>
      ),
    },
    {
      title: t("actions.columns.plannedBy"),
      key: "plannedBy",
      render: (_, row) => <PlannedByLink by={row.plannedBy} />,
    },
    {
      title: t("actions.columns.recipients"),
      key: "recipients",
      width: 104,
      align: "right",
      render: (_, row) => <Count value={row.recipients} />,
    },
    {
      title: t("actions.columns.runAfter"),
      key: "runAfter",
      width: 140,
      render: (_, row) => <When at={row.runAfter} />,
    },
    {
      title: t("actions.columns.attempts"),
      key: "attempts",
      width: 70,
      align: "right",
      render: (_, row) => <Count value={row.attempts} />,
    },
    { title: t("actions.columns.finishedAt"), key: "finishedAt", width: 130, render: (_, row) => <When at={row.finishedAt} /> },
    {
      title: t("common.actions"),
      key: "do",
      width: 90,
      render: (_, row) =>
        row.status === "planned" || row.status === "awaiting_approval" ? (
          <Button size="small" type="text" disabled={!can("system.write")} onClick={() => ask(row)}>
            {t("actions.cancel")}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <PageHeader title={t("actions.title")} sentence={t("actions.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ status: search.status, kind: search.kind }}
        onChange={change}
        filters={[
          {
            kind: "select",
            key: "status",
            label: t("actions.status"),
            options: statuses.map((value) => ({ value, label: phrases.actions.statuses[value] })),
          },
          {
            kind: "select",
            key: "kind",
            label: t("actions.kind"),
            options: Object.entries(phrases.actions.kinds).map(([value, label]) => ({ value, label })),
            width: 160,
          },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("actions.title")}
        empty={<EmptyState {...(filtered ? { art: "none" as const } : {})} sentence={t(filtered ? "actions.nothing" : "actions.empty")} />}
      />
    </>
  );
}
