import { Link } from "@tanstack/react-router";
import type { MomentReaction, MomentStaff } from "@shuke/contract";
import { momentStaffStates } from "@shuke/contract/moment-words";
import { EmptyState, FilterBar } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { MomentStaffTag } from "./state.tsx";

type State = MomentStaff["state"];

/** Each member of staff who was to publish it. */
export function MomentStaffTable({
  id,
  state,
  choose,
}: {
  id: string;
  state: State | undefined;
  choose: (state: string | undefined) => void;
}) {
  const { phrases } = useWords();
  const words = phrases.moments;
  const list = usePages("moments.staff", { id, ...(state ? { state } : {}) });
  const columns: Columns<MomentStaff> = [
    column({ title: words.staff.name, key: "name" }, (row) => row.name),
    column({ title: words.staff.state, key: "state", width: 150 }, (row) => (
      <>
        <MomentStaffTag state={row.state} />
        {row.reason === null ? null : <div className="small soft">{words.staffReasons[row.reason]}</div>}
      </>
    )),
    whenColumn({ title: words.staff.publishedAt, key: "publishedAt", width: 110 }, (row) => row.publishedAt),
    countColumn({ title: words.staff.visible, key: "visible", width: 90 }, (row) => row.visible),
    countColumn({ title: words.staff.likes, key: "likes", width: 64 }, (row) => row.likes),
    countColumn({ title: words.staff.comments, key: "comments", width: 64 }, (row) => row.comments),
  ];
  return (
    <>
      <div className="send-filters">
        <FilterBar
          clearWord={phrases.common.clear}
          values={{ state }}
          onChange={(patch) => choose(typeof patch["state"] === "string" ? patch["state"] : undefined)}
          filters={[
            {
              kind: "select",
              key: "state",
              label: words.staff.all,
              options: momentStaffStates.map((value) => ({ value, label: words.staffStates[value] })),
            },
          ]}
        />
      </div>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.userId}
        label={words.staff.title}
        sticky={false}
        empty={<EmptyState art="none" sentence={state ? words.staff.nothing : words.staff.none} />}
      />
    </>
  );
}

/** Customers who reacted, the last one first. */
export function MomentPeopleTable({ id }: { id: string }) {
  const { phrases } = useWords();
  const words = phrases.moments.people;
  const list = usePages("moments.people", { id });
  const columns: Columns<MomentReaction> = [
    column({ title: words.name, key: "name" }, (row) => (
      <Link to="/customers/$id" params={{ id: row.customerId }}>
        {row.name ?? words.unknown}
      </Link>
    )),
    column({ title: words.kind, key: "kind", width: 100 }, (row) => words.kinds[row.kind]),
    column({ title: words.staff, key: "staff", width: 120 }, (row) => row.staff),
    whenColumn({ title: words.at, key: "at", width: 120 }, (row) => row.at),
  ];
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => `${row.customerId} ${row.kind} ${row.staff}`}
      label={words.title}
      sticky={false}
      empty={<EmptyState art="none" sentence={words.none} />}
    />
  );
}
