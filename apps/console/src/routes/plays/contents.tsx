import { useState } from "react";
import { Button } from "antd";
import { FolderOutlined, MessageOutlined, PaperClipOutlined, PlusOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { Content } from "@shuke/contract";
import { contentStates } from "@shuke/contract/asset-words";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { ContentDrawer, NewContent } from "../../features/contents/editor.tsx";
import { ApprovalSetting, FoldersDialog } from "../../features/contents/folders.tsx";
import { readable } from "../../features/contents/draft.ts";
import { mediaTone, stateTone } from "../../features/contents/state.ts";
import { thumbOf } from "../../features/contents/upload.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/contents");

/** What is sent again and again: words and files, in folders, with their versions. */
export function ContentList() {
  const { t, phrases } = useWords();
  const canWrite = useCan()("plays.write");
  const { content: opened, away, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setNew] = useState(false);
  const [sorting, setSorting] = useState(false);
  const list = usePages("contents.list", { ...search, archived: away === "true" });
  const folders = useCall("contents.folders", {});
  const words = phrases.contents;
  const change = (patch: FilterValues) => {
    const readers = {
      state: (value: unknown) => oneOf(value, contentStates),
      query: join,
      folderId: join,
      away: (value: unknown) => oneOf(value, ["true"] as const),
    };
    void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  };
  const open = (content: string | undefined) =>
    void navigate({ search: (old) => clean({ ...old, content }), replace: content === undefined });
  const write = canWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
      {words.add}
    </Button>
  ) : null;
  const columns: Columns<Content> = [
    column({ title: words.columns.name, key: "name", width: 240 }, (row) => (
      <span className="content-name">
        <Thumb row={row} />
        <button type="button" className="link-button two-lines" onClick={() => open(row.id)}>
          {row.name}
        </button>
      </span>
    )),
    column({ title: words.columns.says, key: "says" }, (row) => <Says row={row} />),
    column({ title: words.columns.places, key: "places", width: 170 }, (row) => (
      <div className="wrap-tags">
        {row.places.map((place) => (
          <span key={place} className="chip">
            {words.places[place]}
          </span>
        ))}
      </div>
    )),
    column({ title: words.columns.media, key: "media", width: 110 }, (row) =>
      row.media === "none" ? null : <StatusTag tone={mediaTone[row.media]}>{words.media[row.media]}</StatusTag>,
    ),
    column({ title: words.columns.state, key: "state", width: 130 }, (row) => <State row={row} />),
    column({ title: words.columns.changed, key: "changed", width: 150 }, (row) => (
      <>
        <When at={row.updatedAt} />
        <div className="small soft">{row.updatedBy}</div>
      </>
    )),
  ];
  const choices = [
    ...(folders.data?.folders ?? []).map(({ id, name, contents }) => ({ value: id, label: `${name} (${contents})` })),
    ...(folders.data && folders.data.folders.length > 0 ? [{ value: "none", label: `${words.loose} (${folders.data.loose})` }] : []),
  ];
  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={
          <>
            <ApprovalSetting />
            {canWrite ? (
              <Button icon={<FolderOutlined />} onClick={() => setSorting(true)}>
                {words.folders.open}
              </Button>
            ) : null}
            {write}
          </>
        }
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        onRow={(row) => open(row.id)}
        values={{ query: search.query, folderId: search.folderId, state: search.state, away }}
        change={change}
        filters={[
          { kind: "text", key: "query", label: words.search, width: 220 },
          { kind: "select", key: "folderId", label: words.filterFolder, options: choices },
          {
            kind: "segments",
            key: "state",
            label: words.filterState,
            options: [{ value: "", label: t("common.all") }, ...contentStates.map((value) => ({ value, label: words.states[value] }))],
          },
          { kind: "flag", key: "away", label: words.archivedOnly },
        ]}
        nothing={words.nothing}
        empty={<EmptyState sentence={words.empty} {...(write ? { button: write } : {})} />}
      />
      {opened ? <ContentDrawer key={opened} id={opened} onClose={() => open(undefined)} /> : null}
      {isNew ? (
        <NewContent folderId={search.folderId && search.folderId !== "none" ? search.folderId : null} onClose={() => setNew(false)} />
      ) : null}
      {sorting ? <FoldersDialog onClose={() => setSorting(false)} /> : null}
    </>
  );
}

function Thumb({ row }: { row: Content }) {
  const picture = row.attachments.find((one) => one.fileId && one.kind !== "video" && one.kind !== "file");
  return picture?.fileId ? (
    <img className="content-thumb small-thumb" src={thumbOf(picture.fileId)} alt="" loading="lazy" />
  ) : (
    <span className="content-thumb small-thumb none" aria-hidden>
      {row.attachments.length > 0 ? <PaperClipOutlined /> : <MessageOutlined />}
    </span>
  );
}

function Says({ row }: { row: Content }) {
  const { phrases } = useWords();
  const words = phrases.contents;
  return (
    <>
      <span className="two-lines">{readable(row.text, words)}</span>
      {row.attachments.length > 0 ? (
        <div className="small soft">
          {row.attachments.map((one) => ("title" in one ? `${words.kinds[one.kind]} ${one.title}` : words.kinds[one.kind])).join(" · ")}
        </div>
      ) : null}
    </>
  );
}

function State({ row }: { row: Content }) {
  const { t, phrases } = useWords();
  const words = phrases.contents;
  if (row.archived) return <StatusTag tone="plain">{words.archived}</StatusTag>;
  const isOver = row.liveN !== null && !row.usable;
  return (
    <>
      <StatusTag tone={isOver ? "watch" : stateTone[row.state]}>{isOver ? words.over : words.states[row.state]}</StatusTag>
      {row.liveN !== null && row.liveN !== row.n ? <div className="small soft">{t("contents.older", { n: row.liveN })}</div> : null}
    </>
  );
}
