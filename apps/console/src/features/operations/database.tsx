import { Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { sizeWords } from "../../kit/format.ts";
import { RowTable } from "../../kit/row-table.tsx";

type Health = Output<"system.health">;
type Total = Health["slow"]["totals"][number];
type Recent = Health["slow"]["recent"][number];
type TableSize = Health["database"]["tables"][number];

/** Statements that took long, by what they cost together; values are never kept. */
export function SlowStatements({ slow }: { slow: Health["slow"] }) {
  const { t, phrases } = useWords();
  const words = phrases.operations.slow;
  const ms = (n: number) => <span className="num">{t("operations.slow.ms", { n })}</span>;
  const totals: Columns<Total> = [
    column({ title: words.columns.text, key: "text" }, (row) => <Statement text={row.text} />),
    countColumn<Total>({ title: words.columns.count, key: "count", width: 80 }, (row) => row.count),
    column({ title: words.columns.total, key: "total", width: 110 }, (row) => ms(row.totalMs)),
    column({ title: words.columns.max, key: "max", width: 110 }, (row) => ms(row.maxMs)),
    column({ title: words.columns.lastAt, key: "lastAt", width: 120 }, (row) => <When at={row.lastAt} real />),
  ];
  const recent: Columns<Recent> = [
    column({ title: words.columns.text, key: "text" }, (row) => <Statement text={row.text} />),
    column({ title: words.columns.max, key: "ms", width: 110 }, (row) => ms(row.ms)),
    column({ title: words.columns.lastAt, key: "at", width: 120 }, (row) => <When at={row.at} real />),
  ];
  return (
    <Panel title={words.title} note={t("operations.slow.note", { ms: slow.thresholdMs })} flush>
      {slow.totals.length === 0 ? (
        <p className="pad soft">{words.empty}</p>
      ) : (
        <>
          <RowTable columns={totals} rows={slow.totals} rowKey={(row) => row.text} label={words.title} />
          <details className="operations-panel">
            <summary>{t("operations.slow.recent", { count: slow.recent.length })}</summary>
            <RowTable
              columns={recent}
              rows={slow.recent}
              rowKey={(row) => `${row.at} ${row.pid} ${row.ms} ${row.text}`}
              label={words.title}
            />
          </details>
        </>
      )}
    </Panel>
  );
}

function Statement({ text }: { text: string }) {
  return (
    <details>
      <summary className="statement">{text}</summary>
    </details>
  );
}

/** What the data weighs, the heaviest table first. */
export function Database({ health }: { health: Health }) {
  const { t, phrases } = useWords();
  const words = phrases.operations.database;
  const { version, connections, maxConnections, longest, tables } = health.database;
  const columns: Columns<TableSize> = [
    column({ title: words.columns.table, key: "name" }, (row) => <span className="mono">{row.name}</span>),
    countColumn<TableSize>({ title: words.columns.rows, key: "rows", width: 140 }, (row) => row.rows),
    column({ title: words.columns.bytes, key: "bytes", width: 110 }, (row) => <span className="num">{sizeWords(row.bytes)}</span>),
    column({ title: words.columns.indexBytes, key: "indexBytes", width: 110 }, (row) => (
      <span className="num">{sizeWords(row.indexBytes)}</span>
    )),
  ];
  return (
    <Panel
      title={words.title}
      note={t("operations.database.note", { version, used: connections, max: maxConnections })}
      flush
      extra={
        longest && longest.seconds > 5 ? (
          <span className="soft small">
            {t("operations.database.longest", { seconds: longest.seconds, application: longest.application })}
          </span>
        ) : null
      }
    >
      {tables.length === 0 ? (
        <p className="pad soft">{words.empty}</p>
      ) : (
        <RowTable columns={columns} rows={tables.slice(0, 15)} rowKey={(row) => row.name} label={words.title} />
      )}
    </Panel>
  );
}
