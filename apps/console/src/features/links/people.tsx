import type { LinkPerson } from "@shuke/contract";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";

/** Who opened a link, the last one first, each with what was done about it. */
export function LinkPeople({ id }: { id: string }) {
  const { phrases } = useWords();
  const words = phrases.links.people;
  const list = usePages("links.people", { id, limit: 20 });
  const columns: Columns<LinkPerson> = [
    column({ title: words.columns.name, key: "name", width: 150 }, (row) => (
      <PathLink to={`/customers/${row.customerId}`}>{row.name ?? words.unknown}</PathLink>
    )),
    countColumn({ title: words.columns.clicks, key: "clicks", width: 80 }, (row) => row.clicks),
    whenColumn({ title: words.columns.last, key: "last", width: 130 }, (row) => row.lastAt),
    column({ title: words.columns.bought, key: "bought", width: 110 }, (row) => (
      <StatusTag tone={row.bought ? "good" : "plain"}>{row.bought ? words.bought : words.notBought}</StatusTag>
    )),
    column({ title: words.columns.follow, key: "follow" }, (row) => <Follow person={row} />),
  ];
  return (
    <section>
      <h2>{words.title}</h2>
      <DataTable
        label={words.title}
        list={list}
        columns={columns}
        rowKey={(row) => row.customerId}
        empty={<EmptyState art="none" sentence={words.none} />}
      />
    </section>
  );
}

function Follow({ person: { follow } }: { person: LinkPerson }) {
  const { t, phrases } = useWords();
  if (!follow) return null;
  const { state, reason, dueAt, staff } = follow;
  if (state === "waiting")
    return (
      <>
        {t("links.states.waiting", { time: "" })}
        <When at={dueAt} />
      </>
    );
  const values = { staff: staff ?? "", reason: reason === null ? "" : word(phrases.gate.reasons, reason) };
  return <>{t(`links.states.${state}`, values)}</>;
}
