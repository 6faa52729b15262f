import { App, Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Columns, Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { clean, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/system/inbox");
const states = ["quarantined", "received", "done", "ignored", "dismissed"] as const;
const tones: Readonly<Record<string, Tone>> = {
  received: "primary",
  done: "good",
  ignored: "plain",
  quarantined: "bad",
  dismissed: "plain",
};
type Row = Output<"inbox.list">["items"][number];

export function Inbox() {
  const { t, phrases } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const input = clean({ state });
  const list = usePages(["inbox.list", input], (cursor, signal) => call("inbox.list", { ...input, ...(cursor ? { cursor } : {}) }, signal));
  const refresh = ["inbox", "analytics"];
  const replay = useAct("inbox.replay", { refresh, said: (_, { id }) => t("inbox.replayed", { id: String(id) }) });
  const dismiss = useAct("inbox.dismiss", { refresh, said: (_, { id }) => t("inbox.dismissed", { id: String(id) }) });
  const askDismiss = (id: number) =>
    void modal.confirm({
      title: t("inbox.dismissTitle", { id: String(id) }),
      content: t("inbox.dismissSay"),
      okText: t("inbox.dismiss"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: () => dismiss.mutateAsync({ id }).catch(() => null),
    });

  const columns: Columns<Row> = [
    { title: t("inbox.columns.id"), key: "id", width: 80, dataIndex: "id" },
    {
      title: t("inbox.columns.event"),
      key: "event",
      render: (_, row) => (
        <details className="raw">
          <summary>{row.event}</summary>
          <pre className="mono">{row.message}</pre>
        </details>
      ),
    },
    {
      title: t("inbox.columns.state"),
      key: "state",
      width: 120,
      render: (_, row) => <StatusTag tone={tones[row.state] ?? "plain"}>{word(phrases.inbox.states, row.state)}</StatusTag>,
    },
    { title: t("inbox.columns.receivedAt"), key: "receivedAt", width: 110, render: (_, row) => <When at={row.receivedAt} /> },
    {
      title: t("inbox.columns.attempts"),
      key: "attempts",
      width: 80,
      align: "right",
      render: (_, row) => t("inbox.attempts", { count: row.attempts }),
    },
    {
      title: t("inbox.columns.error"),
      key: "error",
      width: 250,
      render: (_, row) => row.error ?? <span className="faint">{t("common.none")}</span>,
    },
    {
      title: t("common.actions"),
      key: "do",
      width: 176,
      render: (_, row) =>
        row.state === "quarantined" ? (
          <span className="row-tight">
            <Button
              size="small"
              disabled={!can("system.write")}
              loading={replay.isPending && replay.variables.id === row.id}
              onClick={() => replay.mutate({ id: row.id })}
            >
              {t("inbox.replay")}
            </Button>
            <Button size="small" type="text" disabled={!can("system.write")} onClick={() => askDismiss(row.id)}>
              {t("inbox.dismiss")}
            </Button>
          </span>
        ) : null,
    },
  ];
  return (
    <>
      <PageHeader title={t("inbox.title")} sentence={t("inbox.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ state }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ state: oneOf(patch["state"], states) }) })}
        filters={[
          {
            kind: "segments",
            key: "state",
            label: t("inbox.state"),
            options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: phrases.inbox.states[value] }))],
          },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => String(row.id)}
        label={t("inbox.title")}
        empty={
          state ? (
            <EmptyState art="none" sentence={state === "quarantined" ? t("inbox.noQuarantine") : t("inbox.nothing")} />
          ) : (
            <EmptyState sentence={t("inbox.empty")} link={<Link to="/system/sync">{t("inbox.emptyLink")}</Link>} />
          )
        }
      />
    </>
  );
}
