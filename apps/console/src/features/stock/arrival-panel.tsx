import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Button, Input, Modal } from "antd";
import type { StockArrival, StockItem, StockWave } from "@shuke/contract";
import type { StockReason } from "@shuke/contract/stock-words";
import { EmptyState, Facts, Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { RowTable } from "../../kit/row-table.tsx";
import { useCan } from "../../session.tsx";
import "./stock.css";

const tones = { going: "primary", done: "plain", stopped: "watch" } as const;

/** What came, where it is now, how fast people had it, and its waves. */
export function ArrivalPanel({ arrival, product }: { arrival: StockArrival; product: StockItem }) {
  const { t, language, phrases } = useWords();
  const can = useCan();
  const [asks, setAsks] = useState(false);
  const words = phrases.stock.detail;
  const n = (value: number) => countWords(value, language);
  const reasons = useReasons();
  return (
    <Panel
      title={t("stock.detail.arrived", { count: n(arrival.arrived), unit: product.unit })}
      note={
        <>
          <When at={arrival.at} /> · {arrival.by} · {arrival.store?.name ?? product.store?.name ?? phrases.stock.everywhere}
        </>
      }
      extra={
        <span className="row">
          <StatusTag tone={tones[arrival.state]}>
            {arrival.reason === null ? words.states[arrival.state] : `${words.states[arrival.state]} · ${words.endReasons[arrival.reason]}`}
          </StatusTag>
          {arrival.state === "going" && can("plays.write") ? (
            <Button size="small" onClick={() => setAsks(true)}>
              {words.stop}
            </Button>
          ) : null}
        </span>
      }
    >
      <div className="stack">
        <Ledger arrival={arrival} unit={product.unit} />
        <Facts
          items={[
            {
              key: "minutes",
              label: words.minutes,
              value:
                arrival.minutesTo80 === null ? (
                  <span className="faint">{words.unknown}</span>
                ) : (
                  t("stock.detail.minutesValue", { minutes: n(arrival.minutesTo80) })
                ),
            },
            { key: "received", label: words.received, value: n(arrival.received) },
            {
              key: "rate",
              label: words.takeRate,
              value: arrival.takeRate === null ? <span className="faint">{words.unknown}</span> : rateWords(arrival.takeRate),
            },
            {
              key: "dropped",
              label: words.dropped,
              value: n(arrival.dropped.reduce((sum, { people }) => sum + people, 0)),
              hint: reasons(arrival.dropped),
            },
          ]}
        />
        <Waves arrival={arrival} product={product} />
      </div>
      {asks ? <StopDialog arrival={arrival} onClose={() => setAsks(false)} /> : null}
    </Panel>
  );
}

function useReasons() {
  const { t, language, phrases } = useWords();
  return (counts: ReadonlyArray<{ reason: StockReason; people: number }>) =>
    counts
      .map(({ reason, people }) =>
        t("stock.detail.reasonOf", { reason: phrases.stock.reasons[reason], count: countWords(people, language) }),
      )
      .join(" · ");
}

function Ledger({ arrival, unit }: { arrival: StockArrival; unit: string }) {
  const { t, language, phrases } = useWords();
  const words = phrases.stock.detail;
  const parts = [
    { key: "taken", label: words.taken, count: arrival.taken, tone: "var(--good)" },
    { key: "reserved", label: words.reserved, count: arrival.reserved, tone: "var(--pine)" },
    { key: "free", label: words.free, count: arrival.free, tone: "var(--grey)" },
  ];
  return (
    <div className="stack" role="group" aria-label={t("stock.detail.ledger", { arrived: countWords(arrival.arrived, language), unit })}>
      <div className="stock-track" aria-hidden>
        {parts.map(({ key, count, tone }) =>
          count === 0 ? null : <i key={key} style={{ width: `${(count / arrival.arrived) * 100}%`, background: tone }} />,
        )}
      </div>
      <ul className="stock-key">
        {parts.map(({ key, label, count, tone }) => (
          <li key={key}>
            <i style={{ background: tone }} aria-hidden />
            <span>{label}</span>
            <strong className="num">{countWords(count, language)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Waves({ arrival, product }: { arrival: StockArrival; product: StockItem }) {
  const { t, language, phrases } = useWords();
  const reasons = useReasons();
  const words = phrases.stock.detail;
  const n = (value: number) => countWords(value, language);
  const columns: Columns<StockWave> = [
    column({ title: words.waveColumns.no, key: "no", width: 85 }, (row) => (
      <Link to="/sends/$id" params={{ id: row.sendId }}>
        {t("stock.detail.wave", { no: row.no })}
      </Link>
    )),
    column({ title: words.waveColumns.state, key: "state", width: 105 }, (row) => (
      <StatusTag tone={row.waitsForApproval ? "watch" : row.state === "open" ? "primary" : "plain"}>
        {row.waitsForApproval ? words.waits : words[row.state]}
      </StatusTag>
    )),
    column({ title: words.waveColumns.people, key: "people", width: 165 }, (row) =>
      t("stock.detail.kept", { people: n(row.people), pieces: n(row.pieces), unit: product.unit }),
    ),
    countColumn({ title: words.waveColumns.received, key: "received", width: 80 }, (row) => row.received),
    column({ title: words.waveColumns.minutes, key: "minutes", width: 95 }, (row) =>
      row.minutesTo80 === null ? null : t("stock.detail.minutesValue", { minutes: n(row.minutesTo80) }),
    ),
    countColumn({ title: words.waveColumns.taken, key: "taken", width: 75 }, (row) => row.taken),
    whenColumn({ title: words.waveColumns.until, key: "until", width: 115 }, (row) => row.until),
    column({ title: words.waveColumns.unconfirmed, key: "unconfirmed", width: 115 }, (row) =>
      row.tasks === 0 ? null : t("stock.detail.tasksOf", { unconfirmed: n(row.unconfirmed), tasks: n(row.tasks) }),
    ),
    column({ title: words.waveColumns.returned, key: "returned", width: 150 }, (row) => reasons(row.returned)),
  ];
  return (
    <RowTable
      columns={columns}
      rows={arrival.waves}
      rowKey={(row) => String(row.no)}
      label={words.waves}
      empty={<EmptyState art="none" sentence={arrival.state === "going" ? words.starting : words.noWaves} />}
    />
  );
}

function StopDialog({ arrival, onClose }: { arrival: StockArrival; onClose: () => void }) {
  const { t, phrases } = useWords();
  const [why, setWhy] = useState("");
  const words = phrases.stock.detail;
  const stop = useAct("stock.stop", { refresh: ["stock", "sends"], said: () => t("stock.detail.stopped"), onDone: onClose });
  return (
    <Modal
      open
      title={words.stopTitle}
      okText={words.stop}
      okButtonProps={{ danger: true, loading: stop.isPending }}
      cancelText={t("common.cancel")}
      onOk={() => stop.mutate({ id: arrival.id, why })}
      onCancel={onClose}
    >
      <div className="stack stock-form">
        <p>{words.stopPlain}</p>
        <label className="field">
          {words.stopWhy}
          <Input value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
        </label>
      </div>
    </Modal>
  );
}
