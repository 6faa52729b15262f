import { useState } from "react";
import { Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { MomentItem } from "@shuke/contract";
import { momentStates } from "@shuke/contract/moment-words";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { Personas } from "../../features/moments/personas.tsx";
import { MomentTag } from "../../features/moments/state.tsx";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/moments");

/** Moments that members of staff were asked to publish, the newest first. */
export function MomentList() {
  const { t, language, phrases } = useWords();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isOpen, setOpen] = useState(false);
  const list = usePages("moments.list", search);
  const words = phrases.moments;
  const readers = { query: join, state: (value: unknown) => oneOf(value, momentStates) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const make = can("plays.write") ? (
    <LinkButton primary to="/moments/new">
      {words.make}
    </LinkButton>
  ) : null;
  const columns: Columns<MomentItem> = [
    column({ title: words.columns.name, key: "name" }, (row) => (
      <>
        <Link to="/moments/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
        <div className="small soft">
          {phrases.calendar.values[row.value]}
          {row.selling ? ` · ${words.selling}` : ""}
        </div>
      </>
    )),
    column({ title: words.columns.state, key: "state", width: 120 }, (row) => <MomentTag state={row.state} />),
    column({ title: words.columns.published, key: "published", width: 110 }, ({ counts }) =>
      counts.asked === 0 ? null : (
        <span className="num">
          {t("sends.share", { n: countWords(counts.published, language), of: countWords(counts.asked, language) })}
        </span>
      ),
    ),
    countColumn({ title: words.columns.visible, key: "visible", width: 110 }, (row) => row.counts.visible),
    countColumn({ title: words.columns.likes, key: "likes", width: 80 }, (row) => row.counts.likes),
    countColumn({ title: words.columns.comments, key: "comments", width: 80 }, (row) => row.counts.comments),
    whenColumn({ title: words.columns.until, key: "until", width: 120 }, (row) => row.until),
  ];
  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={
          <>
            <Button onClick={() => setOpen(true)}>{words.personas.title}</Button>
            {make}
          </>
        }
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
            options: momentStates.map((value) => ({ value, label: words.states[value] })),
          },
        ]}
        nothing={words.nothing}
        empty={<EmptyState sentence={words.empty} {...(make ? { button: make } : {})} />}
      />
      {isOpen ? <Personas onClose={() => setOpen(false)} /> : null}
    </>
  );
}
