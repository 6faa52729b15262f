import { App, Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
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
  const list = usePages("inbox.list", clean({ state }));
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
    column({ title: t("inbox.columns.event"), key: "event" }, (row) => (
      <details className="raw">
        <summary>{word(phrases.inbox.events, row.event)}</summary>
        <p className="mono soft">{row.event}</p>
        <pre className="mono">{row.message}</pre>
      </details>
    )),
    column({ title: t("inbox.columns.state"), key: "state", width: 120 }, (row) => (
      <StatusTag tone={tones[row.state] ?? "plain"}>{word(phrases.inbox.states, row.state)}</StatusTag>
    )),
    whenColumn({ title: t("inbox.columns.receivedAt"), key: "receivedAt" }, (row) => row.receivedAt),
    column({ title: t("inbox.columns.attempts"), key: "attempts", width: 80 }, (row) =>
      row.attempts > 0 ? t("inbox.attempts", { count: row.attempts }) : null,
    ),
    column({ title: t("inbox.columns.error"), key: "error", width: 250 }, (row) => row.error),
    {
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
    <ListPage
      title={t("inbox.title")}
      sentence={t("inbox.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => String(row.id)}
      values={{ state }}
      change={(patch) => void navigate({ replace: true, search: clean({ state: oneOf(patch["state"], states) }) })}
      filters={[
        {
          kind: "segments",
          key: "state",
          label: t("inbox.state"),
          options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: phrases.inbox.states[value] }))],
        },
      ]}
      nothing={state === "quarantined" ? t("inbox.noQuarantine") : t("inbox.nothing")}
      empty={<EmptyState sentence={t("inbox.empty")} link={<Link to="/system/sync">{t("inbox.emptyLink")}</Link>} />}
    />
  );
}
