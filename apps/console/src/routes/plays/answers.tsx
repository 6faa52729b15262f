import { useState } from "react";
import { Button, Tooltip } from "antd";
import { DownloadOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { AnswerEntry } from "@shuke/contract";
import { answerStates } from "@shuke/contract/answer-words";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { AnswerDrawer, NewAnswer } from "../../features/answers/editor.tsx";
import { KfAccounts } from "../../features/answers/kf-accounts.tsx";
import { Trial } from "../../features/answers/trial.tsx";
import { useWords } from "../../i18n.ts";
import { column, countColumn } from "../../kit/columns.tsx";
import { downloadHref } from "../../kit/download.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/answers");

/** What is asked again and again, and what is answered. */
export function AnswerList() {
  const { t, phrases } = useWords();
  const canWrite = useCan()("plays.write");
  const { answer: opened, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [made, setMade] = useState<string | null>(null);
  const list = usePages("answers.list", search);
  const words = phrases.answers;
  const change = (patch: FilterValues) => {
    const readers = { state: (value: unknown) => oneOf(value, answerStates), query: join };
    void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  };
  const open = (answer: string | undefined) => void navigate({ search: (old) => clean({ ...old, answer }), replace: answer === undefined });
  const write = canWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setMade("")}>
      {words.add}
    </Button>
  ) : null;

  const columns: Columns<AnswerEntry> = [
    column({ title: words.columns.title, key: "title", width: 190 }, (row) => (
      <button type="button" className="link-button two-lines" onClick={() => open(row.id)}>
        {row.title}
      </button>
    )),
    column({ title: words.columns.found, key: "found" }, (row) => <FoundBy row={row} />),
    column({ title: words.columns.answer, key: "answer" }, (row) => <span className="two-lines">{row.answer}</span>),
    countColumn({ title: words.columns.priority, key: "priority", width: 90 }, (row) => row.priority),
    countColumn({ title: words.columns.used, key: "used", width: 130 }, (row) => row.used30d),
    column({ title: words.columns.state, key: "state", width: 130 }, (row) => (
      <StatusTag tone={row.valid ? "good" : row.state === "live" ? "watch" : "plain"}>
        {row.state === "live" && !row.valid ? words.notNow : words.states[row.state]}
      </StatusTag>
    )),
  ];

  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={
          <>
            <Tooltip title={words.pasteHint}>
              <Button icon={<DownloadOutlined />} href={downloadHref("answers.paste", {})}>
                {words.paste}
              </Button>
            </Tooltip>
            <Button icon={<DownloadOutlined />} href={downloadHref("answers", search)}>
              {words.export}
            </Button>
            {canWrite ? (
              <LinkButton to="/answers/import" icon={<ImportOutlined />}>
                {words.importButton}
              </LinkButton>
            ) : null}
            {write}
          </>
        }
        above={
          <div className="stack">
            <Trial open={open} write={canWrite ? setMade : null} />
            <KfAccounts />
          </div>
        }
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        onRow={(row) => open(row.id)}
        values={{ query: search.query, state: search.state }}
        change={change}
        filters={[
          { kind: "text", key: "query", label: words.search, width: 240 },
          {
            kind: "segments",
            key: "state",
            label: words.filterState,
            options: [{ value: "", label: t("common.all") }, ...answerStates.map((value) => ({ value, label: words.states[value] }))],
          },
        ]}
        nothing={words.nothing}
        empty={<EmptyState sentence={words.empty} {...(write ? { button: write } : {})} />}
      />
      {opened ? <AnswerDrawer key={opened} id={opened} onClose={() => open(undefined)} /> : null}
      {made === null ? null : <NewAnswer said={made} onClose={() => setMade(null)} />}
    </>
  );
}

const SHOWN = 6;

function FoundBy({ row }: { row: AnswerEntry }) {
  const { t } = useWords();
  const words = [...row.questions, ...row.keywords];
  return (
    <>
      <div className="wrap-tags">
        {words.slice(0, SHOWN).map((word) => (
          <span key={word} className="chip">
            {word}
          </span>
        ))}
        {words.length > SHOWN ? <span className="faint small">+{words.length - SHOWN}</span> : null}
      </div>
      {row.must.length > 0 ? <div className="soft small">{t("answers.must", { words: row.must.join("、") })}</div> : null}
      {row.mustNot.length > 0 ? <div className="soft small">{t("answers.mustNot", { words: row.mustNot.join("、") })}</div> : null}
    </>
  );
}
