import { useState } from "react";
import { Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { Ticket } from "@shuke/contract";
import { ticketKinds, ticketSources, ticketStates } from "@shuke/contract/ticket-words";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { useStaffOptions, useStoreFilter } from "../../features/pickers/options.ts";
import { TicketBar } from "../../features/tickets/bar.tsx";
import { TicketDrawer } from "../../features/tickets/detail.tsx";
import { TicketFigures } from "../../features/tickets/figures.tsx";
import { NoteDialog } from "../../features/tickets/note-dialog.tsx";
import { TicketState } from "../../features/tickets/words.tsx";
import "../../features/tickets/tickets.css";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { downloadHref } from "../../kit/download.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, flag, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useReaches } from "../../session.tsx";

const route = getRouteApi("/shell/tickets");

/** The queue: who asked what, who answers, by when. */
export function TicketList() {
  const { t, phrases } = useWords();
  const can = useCan();
  const reaches = useReaches();
  const { ticket: opened, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const staff = useStaffOptions();
  const storeFilter = useStoreFilter(search.storeId);
  const [ticked, setTicked] = useState<string[]>([]);
  const [notes, setNotes] = useState(false);
  const list = usePages("tickets.list", search);
  const figures = useCall("tickets.figures", {}, { staleTime: 30_000 });
  const words = phrases.tickets;
  const readers = {
    state: (value: unknown) => oneOf(value, ticketStates),
    kind: (value: unknown) => oneOf(value, ticketKinds),
    source: (value: unknown) => oneOf(value, ticketSources),
    owner: join,
    overdue: flag,
    query: join,
    whose: (value: unknown) => oneOf(value, ["mine", "nobody"] as const),
    store: join,
    customerId: join,
  };
  const change = (patch: FilterValues) => {
    setTicked([]);
    const { store, ...rest } = changed(patch, readers);
    const at = "store" in patch ? { storeId: store } : {};
    void navigate({ replace: true, search: (old) => clean({ ...old, ...rest, ...at }) });
  };
  const open = (ticket: string | undefined) => void navigate({ search: (old) => clean({ ...old, ticket }), replace: ticket === undefined });

  const columns: Columns<Ticket> = [
    column({ title: words.columns.text, key: "text" }, (row) => (
      <button type="button" className="link-button two-lines" onClick={() => open(row.id)}>
        {row.kind === "question" ? "" : `${words.kinds[row.kind]} · `}
        {row.text}
      </button>
    )),
    column({ title: words.columns.who, key: "who", width: 120 }, (row) => row.customer?.name),
    column({ title: words.columns.where, key: "where", width: 190 }, (row) => row.group?.name ?? row.store?.name),
    column(
      { title: words.columns.owner, key: "owner", width: 110 },
      (row) => row.owner?.name ?? <span className="faint">{words.nobody}</span>,
    ),
    whenColumn({ title: words.columns.dueAt, key: "dueAt", width: 120 }, (row) => row.dueAt),
    column({ title: words.columns.state, key: "state", width: 110 }, (row) => <TicketState ticket={row} />),
  ];

  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={
          <>
            {reaches("tickets.repeated") ? <LinkButton to="/tickets/figures">{words.byTitle}</LinkButton> : null}
            <Button icon={<DownloadOutlined />} href={downloadHref("tickets", search)}>
              {words.export}
            </Button>
            {can("tasks.write") ? (
              <Button type="primary" onClick={() => setNotes(true)}>
                {words.note}
              </Button>
            ) : null}
          </>
        }
        {...(figures.data && figures.data.all.opened + figures.data.live.open > 0
          ? { above: <TicketFigures figures={figures.data} /> }
          : {})}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        onRow={(row) => open(row.id)}
        {...(can("tasks.write")
          ? {
              selection: {
                keys: ticked,
                change: setTicked,
                allWord: t("customers.selectAll"),
                wordOf: (row: Ticket) => t("customers.select", { name: row.text.slice(0, 30) }),
              },
              bar: <TicketBar ticked={ticked} clear={() => setTicked([])} />,
            }
          : {})}
        values={{
          query: search.query,
          state: search.state,
          kind: search.kind,
          owner: search.owner,
          store: search.storeId,
          source: search.source,
          whose: search.whose,
          overdue: search.overdue ? "true" : undefined,
          customerId: search.customerId,
        }}
        change={change}
        filters={[
          { kind: "text", key: "query", label: words.search, width: 200 },
          {
            kind: "segments",
            key: "state",
            label: words.filterState,
            options: [{ value: "", label: t("common.all") }, ...ticketStates.map((value) => ({ value, label: words.states[value] }))],
          },
          {
            kind: "select",
            key: "kind",
            label: words.filterKind,
            options: ticketKinds.map((value) => ({ value, label: words.kinds[value] })),
          },
          { kind: "select", key: "owner", label: words.filterOwner, options: staff.options },
          ...storeFilter,
          {
            kind: "select",
            key: "source",
            label: words.filterSource,
            options: ticketSources.map((value) => ({ value, label: words.sources[value] })),
          },
          {
            kind: "select",
            key: "whose",
            label: words.mine,
            options: [
              { value: "mine", label: words.mine },
              { value: "nobody", label: words.nobodys },
            ],
          },
          { kind: "flag", key: "overdue", label: words.onlyOverdue },
        ]}
        nothing={words.nothing}
        empty={<EmptyState sentence={t("tickets.empty", { path: `${window.location.origin}/m/ask` })} />}
      />
      {opened ? <TicketDrawer id={opened} onClose={() => open(undefined)} /> : null}
      {notes ? <NoteDialog onClose={() => setNotes(false)} /> : null}
    </>
  );
}
