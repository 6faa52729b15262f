import { Link } from "@tanstack/react-router";
import type { Send, SendRecipient, SendSender } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import type { Input } from "../../api.ts";
import { RecipientTag, TaskTag } from "./state.tsx";

/** Each recipient and what became of her. */
export function Recipients({ send, filter }: { send: Send; filter: Pick<Input<"sends.recipients">, "state" | "reason"> }) {
  const { phrases } = useWords();
  const list = usePages("sends.recipients", { id: send.id, ...filter });
  const words = phrases.sends.detail;
  const columns: Columns<SendRecipient> = [
    column({ title: send.to === "groups" ? words.columns.group : words.columns.name, key: "name" }, (row) =>
      row.id === null ? (
        row.name
      ) : send.to === "groups" ? (
        <Link to="/groups/$id" params={{ id: row.id }}>
          {row.name || row.id}
        </Link>
      ) : (
        <Link to="/customers/$id" params={{ id: row.id }}>
          {row.name || row.id}
        </Link>
      ),
    ),
    column({ title: words.columns.staff, key: "staff", width: 140 }, (row) => row.staff),
    column({ title: words.columns.state, key: "state", width: 130 }, (row) => <RecipientTag state={row.state} />),
    column({ title: words.columns.reason, key: "reason", width: 220 }, (row) => row.reason && phrases.sends.reasons[row.reason]),
    whenColumn({ title: words.columns.at, key: "at" }, (row) => row.at),
  ];
  const isFiltered = filter.state !== undefined || filter.reason !== undefined;
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => `${row.id} ${row.name}`}
      label={words.recipients}
      sticky={false}
      empty={<EmptyState art="none" sentence={isFiltered ? words.nothing : words.noRecipients} />}
    />
  );
}

/** Each member of staff who was asked to confirm. */
export function Senders({ send }: { send: Send }) {
  const { phrases } = useWords();
  const list = usePages("sends.senders", { id: send.id });
  const words = phrases.sends.detail;
  const columns: Columns<SendSender> = [
    column({ title: words.columns.staff, key: "staff" }, (row) => row.staff.name),
    column({ title: words.columns.state, key: "state", width: 150 }, (row) => <TaskTag state={row.state} />),
    column({ title: words.columns.reason, key: "reason", width: 200 }, (row) => row.reason && phrases.sends.reasons[row.reason]),
    countColumn({ title: words.columns.recipients, key: "recipients" }, (row) => row.recipients),
    countColumn({ title: words.columns.done, key: "done" }, (row) => row.delivered),
    whenColumn({ title: words.columns.at, key: "at" }, (row) => row.at),
    whenColumn({ title: words.columns.confirmedAt, key: "confirmedAt" }, (row) => row.confirmedAt),
  ];
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => String(row.no)}
      label={words.senders}
      sticky={false}
      empty={<EmptyState art="none" sentence={words.noSenders} />}
    />
  );
}
