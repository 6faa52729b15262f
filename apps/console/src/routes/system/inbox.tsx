import { useState } from "react";
import { Alert, Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { MessageDrawer } from "../../features/inbox/message-drawer.tsx";
import { MessageState, troubleWords } from "../../features/inbox/state.tsx";
import type { Message } from "../../features/inbox/state.tsx";
import { useInboxVerbs } from "../../features/inbox/verbs.tsx";
import { useWords, word } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { lengthWords } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useNow } from "../../session.tsx";

const route = getRouteApi("/shell/system/inbox");
const states = ["quarantined", "received", "done", "ignored", "dismissed"] as const;
const spans = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const spanNames = ["hour", "day", "week"] as const;
/** Usually a moment: later than this somebody should look at the worker. */
const LATE_MS = 60_000;

export function Inbox() {
  const { t, phrases, language } = useWords();
  const can = useCan();
  const now = useNow();
  const { state, event, span, message } = route.useSearch();
  const navigate = route.useNavigate();
  // The span begins when it is chosen: a list that is read on must not move.
  const [since, setSince] = useState(() => sinceOf(span, now));
  const filter = clean({ event, since: since.span === span ? since.at : sinceOf(span, now).at });
  const list = usePages("inbox.list", clean({ state, ...filter }));
  const counts = useCall("inbox.counts", filter, { refetchInterval: 15_000 }).data;
  const { askReplayAll, askDismissAll } = useInboxVerbs();
  const readers = { state: (value: unknown) => oneOf(value, states), event: join, span: (value: unknown) => oneOf(value, spanNames) };
  const change = (patch: FilterValues) => {
    const next = changed(patch, readers);
    if ("span" in next) setSince(sinceOf(next.span, now));
    void navigate({ replace: true, search: (old) => clean({ ...old, ...next }) });
  };
  const open = (id: number | undefined) => void navigate({ search: (old) => clean({ ...old, message: id }), replace: id === undefined });
  const counted = (value: (typeof states)[number]) => {
    const n = counts?.states[value];
    if (n === undefined || n === 0 || value === "done") return phrases.inbox.states[value];
    return `${phrases.inbox.states[value]} ${countWords(n, language)}${n >= (counts?.bound ?? 0) ? "+" : ""}`;
  };
  const many = state === "quarantined" || state === "ignored" ? (counts?.states[state] ?? 0) : 0;
  const waited = counts?.oldestWaitingAt ? now.getTime() - new Date(counts.oldestWaitingAt).getTime() : 0;

  const columns: Columns<Message> = [
    { title: t("inbox.columns.id"), key: "id", width: 90, dataIndex: "id" },
    column({ title: t("inbox.columns.event"), key: "event" }, (row) => (
      <button
        type="button"
        className="link-button"
        onClick={(clicked) => {
          clicked.stopPropagation();
          open(row.id);
        }}
      >
        {word(phrases.inbox.events, row.event)}
      </button>
    )),
    column({ title: t("inbox.columns.state"), key: "state", width: 130 }, (row) => <MessageState message={row} />),
    whenColumn({ title: t("inbox.columns.receivedAt"), key: "receivedAt" }, (row) => row.receivedAt),
    column({ title: t("inbox.columns.error"), key: "error", width: 380 }, (row) => {
      if (row.state === "dismissed") return row.note;
      const trouble = row.state === "quarantined" || row.state === "received" ? troubleWords(row, phrases) : null;
      if (trouble === null) return null;
      return (
        <>
          {trouble}
          {row.replays > 0 ? <div className="soft small">{t("inbox.failedAgain", { count: row.replays })}</div> : null}
        </>
      );
    }),
  ];
  return (
    <>
      {waited > LATE_MS ? (
        <Alert
          type="warning"
          showIcon
          title={t("inbox.late", { time: lengthWords(waited, phrases.time) })}
          description={t("inbox.lateSay")}
          style={{ marginBottom: 16 }}
        />
      ) : null}
      <ListPage
        title={t("inbox.title")}
        sentence={t("inbox.sentence", { days: counts?.keepDays ?? 30 })}
        list={list}
        columns={columns}
        rowKey={(row) => String(row.id)}
        onRow={(row) => open(row.id)}
        values={{ state, event, span }}
        change={change}
        actions={
          many > 0 && (state === "quarantined" || state === "ignored") ? (
            <>
              <Button disabled={!can("system.write")} onClick={() => askReplayAll({ state, ...filter }, many)}>
                {t("inbox.replayAll", { count: many })}
              </Button>
              {state === "quarantined" ? (
                <Button disabled={!can("system.write")} onClick={() => askDismissAll(filter, many)}>
                  {t("inbox.dismissAll", { count: many })}
                </Button>
              ) : null}
            </>
          ) : null
        }
        filters={[
          {
            kind: "segments",
            key: "state",
            label: t("inbox.state"),
            options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: counted(value) }))],
          },
          {
            kind: "select",
            key: "event",
            label: t("inbox.kind"),
            width: 220,
            options: (counts?.kinds ?? []).map((value) => ({ value, label: word(phrases.inbox.events, value) })),
          },
          {
            kind: "select",
            key: "span",
            label: t("inbox.span"),
            width: 140,
            options: spanNames.map((value) => ({ value, label: phrases.inbox.spans[value] })),
          },
        ]}
        nothing={state === "quarantined" ? t("inbox.noQuarantine") : t("inbox.nothing")}
        empty={<EmptyState sentence={t("inbox.empty")} link={<Link to="/system/sync">{t("inbox.emptyLink")}</Link>} />}
      />
      {message === undefined ? null : <MessageDrawer id={message} onClose={() => open(undefined)} />}
    </>
  );
}

function sinceOf(span: keyof typeof spans | undefined, now: Date): { span: typeof span; at: string | undefined } {
  return { span, at: span && new Date(now.getTime() - spans[span]).toISOString() };
}
