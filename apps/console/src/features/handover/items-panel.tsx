import { Link } from "@tanstack/react-router";
import type { HandoverItem, HandoverItemState, HandoverPlan } from "@shuke/contract";
import { FilterBar, Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns, Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { ITEM_STATES, itemSearch } from "./search.ts";
import { reasonWords } from "./words.ts";

const itemTones: Record<HandoverItemState, Tone> = {
  planned: "plain",
  asked: "primary",
  waiting: "primary",
  back: "watch",
  person: "bad",
  done: "good",
  kept: "plain",
  gone: "plain",
  cancelled: "plain",
};

type Values = { kind?: HandoverItem["kind"]; state?: HandoverItemState };

/** Each customer and group: to whom, how it stands, and why it did not go. */
export function ItemsPanel({ plan, values, change }: { plan: HandoverPlan; values: Values; change: (next: Values) => void }) {
  const { t, phrases } = useWords();
  const list = usePages("handover.items", { handoverId: plan.id, ...values });
  const words = phrases.handover;
  const columns: Columns<HandoverItem> = [
    column({ title: words.itemColumns.name, key: "name" }, (row) =>
      row.kind === "customer" ? (
        <Link to="/customers/$id" params={{ id: row.id }}>
          {row.name || t("common.unknownName")}
        </Link>
      ) : (
        <Link to="/groups/$id" params={{ id: row.id }}>
          {row.name || words.unnamed}
        </Link>
      ),
    ),
    column({ title: words.itemColumns.kind, key: "kind", width: 100 }, (row) => words.kinds[row.kind]),
    column({ title: words.itemColumns.to, key: "to", width: 140 }, (row) => row.toName),
    column({ title: words.itemColumns.state, key: "state", width: 160 }, (row) => (
      <StatusTag tone={itemTones[row.state]}>{words.states[row.state]}</StatusTag>
    )),
    column({ title: words.itemColumns.reason, key: "reason" }, (row) => reasonWords(row.reason, phrases)),
    column({ title: words.itemColumns.when, key: "when", width: 150 }, (row) => (
      <When at={row.doneAt ?? (row.state === "waiting" ? row.waitUntil : row.runAt)} />
    )),
  ];
  return (
    <Panel
      flush
      title={words.itemsTitle}
      extra={
        <FilterBar
          clearWord={t("common.clear")}
          values={values}
          onChange={(patch) => change(itemSearch({ ...values, ...patch }))}
          filters={[
            {
              kind: "select",
              key: "state",
              label: words.filterState,
              width: 160,
              options: ITEM_STATES.map((value) => ({ value, label: words.states[value] })),
            },
            {
              kind: "select",
              key: "kind",
              label: words.filterKind,
              width: 120,
              options: (["customer", "group"] as const).map((value) => ({ value, label: words.kinds[value] })),
            },
          ]}
        />
      }
    >
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => `${row.kind} ${row.key}`}
        label={words.itemsTitle}
        sticky={false}
        empty={<p className="pad soft">{words.itemsEmpty}</p>}
      />
    </Panel>
  );
}
