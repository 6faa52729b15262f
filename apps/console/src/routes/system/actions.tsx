import { App, Button } from "antd";
import { getRouteApi } from "@tanstack/react-router";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues, Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { callErrorWords } from "../../features/system/call-error.ts";
import { WhyLink } from "../../features/why/why-link.tsx";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
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
  const { t, phrases } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages("actions.list", search);
  const cancel = useAct("actions.cancel", { refresh: ["actions", "analytics"], said: () => t("actions.cancelled") });
  const ask = (row: Row) =>
    void modal.confirm({
      title: t("actions.cancelTitle"),
      content: t("actions.cancelSay", { kind: word(phrases.actions.kinds, row.kind), count: row.recipients }),
      okText: t("actions.cancel"),
      okButtonProps: { danger: true },
      cancelText: t("common.back"),
      onOk: () => cancel.mutateAsync({ id: row.id }).catch(() => null),
    });
  const readers = { status: (value: unknown) => oneOf(value, statuses), kind: join, plannedBy: join };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });

  const columns: Columns<Row> = [
    column({ title: t("actions.columns.kind"), key: "kind", width: 150 }, (row) => (
      <strong>{word(phrases.actions.kinds, row.kind)}</strong>
    )),
    column({ title: t("actions.columns.status"), key: "status", width: 240 }, (row) => (
      <>
        <StatusTag tone={tones[row.status] ?? "plain"}>{word(phrases.actions.statuses, row.status)}</StatusTag>
        {row.lastError && row.status !== "sent" ? (
          <div className="soft small clamp" title={row.lastError}>
            {callErrorWords(row.lastError, phrases.actions.errors)}
          </div>
        ) : null}
      </>
    )),
    column({ title: t("actions.columns.plannedBy"), key: "plannedBy" }, (row) => <WhyLink why={row.why} />),
    countColumn({ title: t("actions.columns.recipients"), key: "recipients", width: 90 }, (row) => row.recipients || null),
    whenColumn({ title: t("actions.columns.runAfter"), key: "runAfter" }, (row) => row.runAfter),
    countColumn({ title: t("actions.columns.attempts"), key: "attempts", width: 70 }, (row) => row.attempts),
    whenColumn({ title: t("actions.columns.finishedAt"), key: "finishedAt" }, (row) => row.finishedAt),
    {
      key: "do",
      width: 80,
      render: (_, row) =>
        row.status === "planned" || row.status === "awaiting_approval" ? (
          <Button size="small" type="text" disabled={!can("system.write")} onClick={() => ask(row)}>
            {t("actions.cancel")}
          </Button>
        ) : null,
    },
  ];
  return (
    <ListPage
      title={t("actions.title")}
      sentence={t("actions.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ status: search.status, kind: search.kind, plannedBy: search.plannedBy }}
      change={change}
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
      nothing={t("actions.nothing")}
      empty={<EmptyState sentence={t("actions.empty")} />}
    />
  );
}
