import { Link } from "@tanstack/react-router";
import type { TicketCount } from "@shuke/contract";
import { EmptyState, PageHeader, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { TicketFigures } from "../../features/tickets/figures.tsx";
import { TicketSettingsForm } from "../../features/tickets/settings-form.tsx";
import { useSpanWords } from "../../features/tickets/words.tsx";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { rateWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { useCall } from "../../kit/use-call.ts";

type Repeated = Output<"tickets.repeated">["items"][number];

/** How well the promises were kept, by kind and store; what is asked again and again; and what is promised. */
export function TicketFiguresPage() {
  const { t, phrases } = useWords();
  const words = phrases.tickets;
  const query = useCall("tickets.figures", {});
  const repeated = useCall("tickets.repeated", {});
  const spanWords = useSpanWords();
  const back = <Link to="/tickets">← {words.title}</Link>;
  const columns: Columns<TicketCount> = [
    column({ title: words.byColumns.name, key: "name" }, (row) => row.name || word(words.kinds, row.key) || words.noStore),
    countColumn({ title: words.byColumns.opened, key: "opened" }, (row) => row.opened),
    countColumn({ title: words.byColumns.answered, key: "answered" }, (row) => row.answered),
    column({ title: words.byColumns.inTime, key: "inTime", width: 110 }, (row) =>
      row.judged === 0 ? null : rateWords(row.inTime / row.judged),
    ),
    column({ title: words.byColumns.median, key: "median", width: 130 }, (row) => spanWords(row.medianMinutes)),
  ];
  const asked: Columns<Repeated> = [
    column({ title: words.columns.text, key: "text" }, (row) => row.text),
    column({ title: words.detail.answer, key: "answer" }, (row) => row.answer),
    column({ title: words.byColumns.opened, key: "times", width: 130 }, (row) => t("tickets.repeatedTimes", { count: row.times })),
    whenColumn({ title: words.lastAnswered, key: "lastAt" }, (row) => row.lastAt),
  ];
  return (
    <Loaded query={query} head={{ title: words.byTitle, back }}>
      {(figures) => (
        <>
          <PageHeader back={back} title={words.byTitle} sentence={`${figures.from} – ${figures.to}`} />
          <div className="stack">
            <TicketFigures figures={figures} />
            <Panel title={words.byTitle}>
              <RowTable
                label={words.byTitle}
                columns={columns}
                rows={[...figures.kinds, ...figures.stores]}
                rowKey={(row) => `${row.key} ${row.name}`}
                empty={<EmptyState art="none" sentence={words.nothing} />}
              />
            </Panel>
            <Panel title={words.repeatedTitle} note={words.repeatedNote}>
              <RowTable
                label={words.repeatedTitle}
                columns={asked}
                rows={repeated.data?.items}
                rowKey={(row) => row.ids[0] ?? row.text}
                empty={<EmptyState art="none" sentence={words.repeatedNone} />}
              />
            </Panel>
            <TicketSettingsForm />
          </div>
        </>
      )}
    </Loaded>
  );
}
