import { Progress } from "antd";
import { Link } from "@tanstack/react-router";
import type { BulkJob } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { JobPeople, JobState } from "../../features/changes/job.tsx";
import { jobWords } from "../../features/changes/words.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";

/** What was changed for many people: by whom, how far, and what WeCom took. */
export function ChangeList() {
  const { t, phrases } = useWords();
  const list = usePages("bulk.list", {});
  const columns: Columns<BulkJob> = [
    column({ title: t("changes.columns.what"), key: "what" }, (row) => (
      <Link to="/customers/changes/$id" params={{ id: row.id }}>
        {jobWords(row, t, phrases)}
      </Link>
    )),
    column({ title: t("changes.columns.people"), key: "people", width: 190 }, (row) => (
      <span className="num">
        <JobPeople job={row} />
      </span>
    )),
    column({ title: t("changes.columns.wecom"), key: "wecom", width: 200 }, (row) =>
      row.asked === 0 ? null : (
        <>
          {row.sent === row.asked ? null : (
            <Progress
              percent={Math.floor((row.sent / row.asked) * 100)}
              size="small"
              showInfo={false}
              aria-label={t("changes.sent", { sent: row.sent, asked: row.asked })}
            />
          )}
          <span className="small soft">{t("changes.sent", { sent: row.sent, asked: row.asked })}</span>
          {row.refused > 0 ? <div className="small bad">{t("changes.refused", { count: row.refused })}</div> : null}
        </>
      ),
    ),
    column({ title: t("changes.columns.state"), key: "state", width: 120 }, (row) => <JobState job={row} />),
    column({ title: t("changes.columns.by"), key: "by", width: 110 }, (row) => row.by),
    whenColumn({ title: t("changes.columns.at"), key: "at" }, (row) => row.at),
  ];
  return (
    <ListPage
      title={t("changes.title")}
      sentence={t("changes.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      filters={[]}
      values={{}}
      change={() => {}}
      nothing={t("changes.empty")}
      empty={
        <EmptyState
          sentence={t("changes.empty")}
          button={
            <LinkButton to="/customers" primary>
              {t("changes.emptyButton")}
            </LinkButton>
          }
        />
      }
    />
  );
}
