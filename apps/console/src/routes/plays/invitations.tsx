import { getRouteApi, Link } from "@tanstack/react-router";
import type { InvitationItem } from "@shuke/contract";
import { invitationStates } from "@shuke/contract/invitation-words";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { InvitationTag } from "../../features/invitations/state.tsx";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/invitations");

/** Invitations into groups, the newest first, each with how far its people came. */
export function InvitationList() {
  const { phrases } = useWords();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages("invitations.list", search);
  const words = phrases.invitations;
  const readers = { query: join, state: (value: unknown) => oneOf(value, invitationStates) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const make = can("plays.write") ? (
    <LinkButton primary to="/invitations/new">
      {words.make}
    </LinkButton>
  ) : null;
  const columns: Columns<InvitationItem> = [
    column({ title: words.columns.name, key: "name" }, (row) => (
      <>
        <Link to="/invitations/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
        <div className="small soft">{row.code.name === "" ? words.noCode : row.code.name}</div>
      </>
    )),
    column({ title: words.columns.state, key: "state", width: 110 }, (row) => <InvitationTag state={row.state} />),
    countColumn({ title: words.funnel.asked, key: "asked", width: 84 }, (row) => row.funnel.asked),
    countColumn({ title: words.funnel.opened, key: "opened", width: 84 }, (row) => row.funnel.opened),
    countColumn({ title: words.funnel.joined, key: "joined", width: 84 }, (row) => row.funnel.joined),
    countColumn({ title: words.columns.waiting, key: "waiting", width: 84 }, (row) => row.funnel.waiting),
    whenColumn({ title: words.columns.until, key: "until", width: 120 }, (row) => row.until),
  ];
  return (
    <ListPage
      title={words.title}
      sentence={words.sentence}
      actions={make}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ query: search.query, state: search.state }}
      change={change}
      filters={[
        { kind: "text", key: "query", label: words.search, width: 220 },
        {
          kind: "select",
          key: "state",
          label: words.allStates,
          options: invitationStates.map((value) => ({ value, label: words.states[value] })),
        },
      ]}
      nothing={words.nothing}
      empty={<EmptyState sentence={words.empty} {...(make ? { button: make } : {})} />}
    />
  );
}
