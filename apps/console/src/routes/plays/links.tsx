import { useState } from "react";
import { App, Button } from "antd";
import { CopyOutlined, PlusOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { ShortLink } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { LinkDrawer, NewLink } from "../../features/links/editor.tsx";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/links");

/** Short links with who opened them and who bought. */
export function LinkList() {
  const { t, phrases } = useWords();
  const { message } = App.useApp();
  const canWrite = useCan()("plays.write");
  const { link: opened, away, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setNew] = useState(false);
  const list = usePages("links.list", { ...search, archived: away === "true" });
  const words = phrases.links;
  const change = (patch: FilterValues) => {
    const readers = { query: join, away: (value: unknown) => oneOf(value, ["true"] as const) };
    void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  };
  const open = (link: string | undefined) => void navigate({ search: (old) => clean({ ...old, link }), replace: link === undefined });
  const write = canWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
      {words.add}
    </Button>
  ) : null;
  const columns: Columns<ShortLink> = [
    column({ title: words.columns.name, key: "name", width: 230 }, (row) => (
      <>
        <button type="button" className="link-button two-lines" onClick={() => open(row.id)}>
          {row.name}
        </button>
        <div className="small soft nowrap">
          {row.path}{" "}
          <Button
            size="small"
            type="text"
            icon={<CopyOutlined />}
            aria-label={`${words.copy} ${row.name}`}
            onClick={(event) => {
              event.stopPropagation();
              void navigator.clipboard.writeText(row.address).then(() => message.success(words.copied));
            }}
          />
        </div>
      </>
    )),
    column({ title: words.columns.url, key: "url" }, (row) => <span className="two-lines break">{row.url}</span>),
    countColumn({ title: words.columns.people, key: "people", width: 100 }, (row) => row.figures.people),
    countColumn({ title: words.columns.clicks, key: "clicks", width: 90 }, (row) => row.figures.clicks),
    countColumn({ title: words.columns.bought, key: "bought", width: 130 }, (row) => row.figures.bought),
    column({ title: words.columns.follow, key: "follow", width: 190 }, (row) =>
      row.follow === "none" ? (
        <span className="soft">{words.follows.none}</span>
      ) : (
        t("links.followAfter", { minutes: row.followMinutes, what: words.follows[row.follow] })
      ),
    ),
    column({ title: words.columns.changed, key: "changed", width: 140 }, (row) => (
      <>
        <When at={row.updatedAt} />
        <div className="small soft">{row.updatedBy}</div>
      </>
    )),
  ];
  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={write}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        onRow={(row) => open(row.id)}
        values={{ query: search.query, away }}
        change={change}
        filters={[
          { kind: "text", key: "query", label: words.search, width: 240 },
          { kind: "flag", key: "away", label: words.archivedOnly },
        ]}
        nothing={words.nothing}
        empty={<EmptyState sentence={words.empty} {...(write ? { button: write } : {})} />}
      />
      {opened ? <LinkDrawer key={opened} id={opened} onClose={() => open(undefined)} /> : null}
      {isNew ? <NewLink onClose={() => setNew(false)} /> : null}
    </>
  );
}
