import { useState } from "react";
import { Button } from "antd";
import { PlusOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { Poster } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { thumbOf } from "../../features/contents/upload.ts";
import { PosterDrawer } from "../../features/posters/editor.tsx";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/posters");

/** Poster templates; each is drawn for one code at a time. */
export function PosterList() {
  const { phrases } = useWords();
  const canWrite = useCan()("entrances.write");
  const { poster: opened, away, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setNew] = useState(false);
  const list = usePages("posters.list", { ...search, archived: away === "true" });
  const words = phrases.posters;
  const change = (patch: FilterValues) => {
    const readers = { query: join, away: (value: unknown) => oneOf(value, ["true"] as const) };
    void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  };
  const open = (poster: string | undefined) => void navigate({ search: (old) => clean({ ...old, poster }), replace: poster === undefined });
  const write = canWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
      {words.add}
    </Button>
  ) : null;
  const columns: Columns<Poster> = [
    column({ title: words.columns.name, key: "name", width: 280 }, (row) => (
      <span className="poster-name">
        <img className="poster-thumb" src={thumbOf(row.fileId)} alt="" loading="lazy" />
        <button type="button" className="link-button two-lines" onClick={() => open(row.id)}>
          {row.name}
        </button>
      </span>
    )),
    column({ title: words.columns.lines, key: "lines" }, (row) => (
      <span className="two-lines">{row.slots.lines.map(({ text }) => text).join(" · ")}</span>
    )),
    column({ title: words.columns.changed, key: "changed", width: 150 }, (row) => (
      <>
        <When at={row.updatedAt} />
        <div className="small soft">{row.updatedBy}</div>
      </>
    )),
  ];
  const shown = list.rows?.find(({ id }) => id === opened);
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
          { kind: "text", key: "query", label: words.search, width: 220 },
          { kind: "flag", key: "away", label: words.archivedOnly },
        ]}
        nothing={words.nothing}
        empty={<EmptyState sentence={words.empty} {...(write ? { button: write } : {})} />}
      />
      {shown ? <PosterDrawer key={`${shown.id} ${shown.version}`} poster={shown} onClose={() => open(undefined)} /> : null}
      {isNew ? <PosterDrawer poster={null} onClose={() => setNew(false)} /> : null}
    </>
  );
}
