import { getRouteApi, Link } from "@tanstack/react-router";
import type { TalkItem } from "@shuke/contract";
import { talkKinds, talkStates } from "@shuke/contract/talk-words";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { TalkStateTag } from "../../features/talks/state.tsx";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/talks");

/** Sessions: what is to come, then what is over. */
export function TalkList() {
  const { t, phrases } = useWords();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages("talks.list", search);
  const words = phrases.talks;
  const readers = {
    state: (value: unknown) => oneOf(value, talkStates),
    kind: (value: unknown) => oneOf(value, talkKinds),
  };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const make = can("plays.write") ? (
    <LinkButton primary to="/talks/new">
      {words.make}
    </LinkButton>
  ) : null;
  const columns: Columns<TalkItem> = [
    column({ title: words.columns.title, key: "title" }, (row) => (
      <>
        <Link to="/talks/$id" params={{ id: row.id }}>
          {row.title}
        </Link>{" "}
        <span className="faint small">
          {words.kinds[row.kind]}
          {row.guest === "" ? "" : ` · ${row.guest}`}
        </span>
      </>
    )),
    whenColumn({ title: words.columns.when, key: "when" }, (row) => row.startsAt),
    column({ title: words.columns.host, key: "host", width: 120 }, (row) => row.host.name),
    countColumn({ title: words.columns.groups, key: "groups" }, (row) => (row.state === "draft" ? null : row.groups)),
    column({ title: words.columns.questions, key: "questions", width: 150 }, (row) =>
      row.questions === 0 ? null : t("talks.questionsOf", { answered: row.answered, questions: row.questions }),
    ),
    column({ title: words.columns.state, key: "state", width: 180 }, (row) => <TalkStateTag state={row.state} />),
  ];
  return (
    <ListPage
      title={words.title}
      sentence={words.sentence}
      actions={make}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ state: search.state, kind: search.kind }}
      change={change}
      filters={[
        {
          kind: "select",
          key: "state",
          label: words.filterState,
          options: talkStates.map((value) => ({ value, label: words.states[value] })),
        },
        {
          kind: "select",
          key: "kind",
          label: words.filterKind,
          options: talkKinds.map((value) => ({ value, label: words.kinds[value] })),
        },
      ]}
      nothing={words.nothing}
      empty={<EmptyState sentence={words.empty} {...(make ? { button: make } : {})} />}
    />
  );
}
