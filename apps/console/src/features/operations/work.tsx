import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";

type Health = Output<"system.health">;
type Process = Health["processes"][number];
type Handler = Health["handlers"][number];
type Lane = Health["lanes"][number];

/** Who works, in which role, and how each of them is. */
export function Processes({ rows }: { rows: Process[] }) {
  const { t, phrases } = useWords();
  const words = phrases.operations.processes;
  const columns: Columns<Process> = [
    column({ title: words.columns.state, key: "state", width: 110 }, (row) => (
      <StatusTag tone={row.isAlive ? "good" : "plain"}>{row.isAlive ? words.alive : words.gone}</StatusTag>
    )),
    column({ title: words.columns.roles, key: "roles" }, (row) => row.roles.map((role) => word(words.roles, role)).join(" · ")),
    column({ title: words.columns.host, key: "host" }, (row) => row.host),
    column({ title: words.columns.pid, key: "pid", width: 90 }, (row) => <span className="mono">{row.pid}</span>),
    column({ title: words.columns.version, key: "version", width: 80 }, (row) => row.version),
    column({ title: words.columns.startedAt, key: "startedAt", width: 130 }, (row) => <When at={row.startedAt} real />),
    column({ title: words.columns.rss, key: "rss", width: 90 }, (row) => <span className="num">{row.rssMb} MB</span>),
    column({ title: words.columns.loop, key: "loop", width: 90 }, (row) => <span className="num">{row.loopMs} ms</span>),
    column({ title: words.columns.pool, key: "pool", width: 170 }, (row) =>
      row.poolWaiting > 0
        ? t("operations.processes.poolWaiting", { used: row.poolInUse, waiting: row.poolWaiting })
        : t("operations.processes.pool", { used: row.poolInUse }),
    ),
  ];
  return (
    <Panel title={words.title} note={words.note} flush>
      {rows.length === 0 ? (
        <p className="pad soft">{words.empty}</p>
      ) : (
        <RowTable columns={columns} rows={rows} rowKey={(row) => row.id} label={words.title} />
      )}
    </Panel>
  );
}

/** Only those that are behind or fail: thirty lines of "on time" say nothing. */
export function Handlers({ rows }: { rows: Handler[] }) {
  const { t, phrases } = useWords();
  const words = phrases.operations.handlers;
  const late = rows.filter(({ lag, attempts }) => lag > 0 || attempts > 0);
  const columns: Columns<Handler> = [
    column({ title: words.columns.handler, key: "handler", width: 220 }, (row) => <strong className="mono">{row.handler}</strong>),
    countColumn<Handler>({ title: words.columns.lag, key: "lag" }, (row) => row.lag),
    whenColumn<Handler>({ title: words.columns.behind, key: "behind" }, (row) => row.behindSince),
    countColumn<Handler>({ title: words.columns.attempts, key: "attempts" }, (row) => row.attempts),
    column({ title: words.columns.error, key: "error" }, (row) =>
      row.error === null ? null : (
        <details>
          <summary className="statement">{row.error.split("\n")[0]}</summary>
          <pre className="pre small">{row.error}</pre>
        </details>
      ),
    ),
  ];
  return (
    <Panel title={words.title} note={words.note} flush>
      {late.length === 0 ? null : <RowTable columns={columns} rows={late} rowKey={(row) => row.handler} label={words.title} />}
      <p className="pad soft">
        {t(late.length === 0 ? "operations.handlers.allWell" : "operations.handlers.others", { count: rows.length - late.length })}
      </p>
    </Panel>
  );
}

/** What is due and was not sent, by the lane whose quota it waits for. */
export function Queues({ health }: { health: Health }) {
  const { t, phrases } = useWords();
  const words = phrases.operations.queues;
  const { claimed, unknown } = health.actions;
  const columns: Columns<Lane> = [
    column({ title: words.columns.lane, key: "lane" }, (row) => <span className="mono">{row.lane}</span>),
    column({ title: words.columns.due, key: "due", width: 140 }, (row) =>
      row.due.isMore ? t("operations.more", { count: row.due.n }) : row.due.n,
    ),
    column({ title: words.columns.oldest, key: "oldest", width: 340 }, (row) => (
      <>
        <When at={row.oldestAt} />
        {row.isQuiet ? <span className="faint small"> · {words.quiet}</span> : null}
      </>
    )),
  ];
  return (
    <Panel
      title={words.title}
      note={words.note}
      flush
      extra={
        <span className="soft small">
          {t("operations.queues.claimed", { count: claimed })} · {t("operations.queues.unknown", { count: unknown })}
        </span>
      }
    >
      {health.lanes.length === 0 ? (
        <p className="pad soft">{words.empty}</p>
      ) : (
        <RowTable columns={columns} rows={health.lanes} rowKey={(row) => row.lane} label={words.title} />
      )}
    </Panel>
  );
}
