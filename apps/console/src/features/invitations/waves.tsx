import { Link } from "@tanstack/react-router";
import type { Invitation } from "@shuke/contract";
import { EmptyState, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { SendStateTag } from "../sends/state.tsx";

type Wave = Invitation["waves"][number];

/** Each wave with its mass send: what was expected of it, and what came. */
export function Waves({ waves }: { waves: readonly Wave[] }) {
  const { phrases } = useWords();
  const words = phrases.invitations.waves;
  const columns: Columns<Wave> = [
    column({ title: words.no, key: "no", width: 70 }, (row) => row.no),
    whenColumn({ title: words.startsAt, key: "startsAt", width: 150 }, (row) => row.startsAt),
    countColumn({ title: words.seats, key: "seats", width: 100 }, (row) => row.seats),
    countColumn({ title: words.people, key: "people", width: 90 }, (row) => row.people),
    countColumn({ title: words.expected, key: "expected", width: 110 }, (row) => Math.round(row.people * row.rate)),
    countColumn({ title: words.reached, key: "reached", width: 90 }, (row) => row.reached),
    countColumn({ title: words.opened, key: "opened", width: 90 }, (row) => row.opened),
    countColumn({ title: words.joined, key: "joined", width: 90 }, (row) => row.joined),
    column({ title: words.send, key: "send", width: 150 }, (row) =>
      row.send === null ? null : (
        <Link to="/sends/$id" params={{ id: row.id }}>
          <SendStateTag state={row.send} />
        </Link>
      ),
    ),
  ];
  return (
    <Panel flush title={words.title}>
      <RowTable
        rows={[...waves]}
        columns={columns}
        rowKey={(row) => row.id}
        label={words.title}
        empty={<EmptyState art="none" sentence={words.none} />}
      />
    </Panel>
  );
}
