import { useState } from "react";
import { Button, Drawer } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { AuditItem } from "@shuke/contract";
import { EmptyState, Facts, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { actorWords, deedWords, detailsOf } from "../../features/access/deed-words.ts";
import { kinds } from "../../features/access/search.ts";
import { useWords } from "../../i18n.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DayRange } from "../../kit/day-range.tsx";
import { downloadHref } from "../../kit/download.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import "../../features/access/access.css";

const route = getRouteApi("/shell/system/audit");
const tones = { change: "primary", view: "plain", export: "watch" } as const;
const readers = {
  person: join,
  kind: (value: unknown) => oneOf(value, kinds),
  noun: join,
  subject: join,
  from: join,
  to: join,
};

export function Audit() {
  const { t, phrases } = useWords();
  const { record, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = clean(search);
  const list = usePages("audit.list", filter);
  const keep = useCall("settings.get", {}, { staleTime: 300_000 }).data?.audit;
  const personFilter = usePersonFilter(search.person);
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const open = (id: string | undefined) => void navigate({ replace: true, search: (old) => clean({ ...old, record: id }) });
  const opened = list.rows?.find((row) => row.id === record);

  const columns: Columns<AuditItem> = [
    whenColumn({ title: t("audit.columns.at"), key: "at" }, (row) => row.at),
    column({ title: t("audit.columns.person"), key: "person", width: 150 }, (row) => actorWords(phrases, row.actor)),
    column({ title: t("audit.columns.kind"), key: "kind", width: 100 }, (row) => (
      <StatusTag tone={tones[row.kind]}>{phrases.audit.kinds[row.kind]}</StatusTag>
    )),
    column({ title: t("audit.columns.deed"), key: "deed" }, (row) => (
      <Button type="link" className="row-link" onClick={() => open(row.id)}>
        {deedWords(phrases, row.verb)}
      </Button>
    )),
    column({ title: t("audit.columns.subject"), key: "subject" }, (row) => <Subject subject={row.subject} />),
  ];
  return (
    <>
      <ListPage
        title={t("audit.title")}
        sentence={keep ? t("audit.sentence", { views: keep.viewDays, changes: keep.changeDays }) : ""}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        actions={
          <Button icon={<DownloadOutlined />} href={downloadHref("audit.export", filter)} download>
            {t("audit.export")}
          </Button>
        }
        values={search}
        change={change}
        right={<DayRange from={search.from} to={search.to} change={change} />}
        filters={[
          personFilter,
          {
            kind: "select",
            key: "kind",
            label: t("audit.filters.kind"),
            width: 110,
            options: kinds.map((value) => ({ value, label: phrases.audit.kinds[value] })),
          },
          {
            kind: "select",
            key: "noun",
            label: t("audit.filters.noun"),
            width: 150,
            options: Object.entries(phrases.audit.nouns).map(([value, label]) => ({ value, label })),
          },
          { kind: "text", key: "subject", label: t("audit.filters.subject"), width: 170 },
        ]}
        nothing={t("audit.nothing")}
        empty={<EmptyState sentence={t("audit.empty")} />}
      />
      {opened ? <RecordDrawer record={opened} onClose={() => open(undefined)} only={(subject) => change({ subject })} /> : null}
    </>
  );
}

/** Accounts by typing; the chosen one under its name. */
function usePersonFilter(chosen: string | undefined) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const found = useCall("accounts.list", { ...(text === "" ? {} : { query: text }), limit: 30 }, { staleTime: 60_000 });
  const own = useCall("accounts.list", { userId: chosen ?? "" }, { enabled: chosen !== undefined, staleTime: 300_000 });
  const first = own.data?.items ?? [];
  const rows = [...first, ...(found.data?.items ?? []).filter((row) => first.every(({ userId }) => userId !== row.userId))];
  return {
    kind: "select" as const,
    key: "person",
    label: t("audit.filters.person"),
    width: 160,
    options: rows.map((row) => ({ value: row.userId, label: row.name })),
    onSearch: setText,
    loading: found.isFetching,
  };
}

function Subject({ subject: { kind, id, name, to } }: { subject: AuditItem["subject"] }) {
  const { phrases } = useWords();
  const nouns: Readonly<Record<string, string>> = phrases.audit.nouns;
  const word = name !== null && name !== "" ? name : id === "" ? (nouns[kind] ?? kind) : id;
  return to === null ? <span className={name ? "" : "soft"}>{word}</span> : <PathLink to={to}>{word}</PathLink>;
}

function RecordDrawer({ record, onClose, only }: { record: AuditItem; onClose: () => void; only: (subject: string) => void }) {
  const { t, phrases } = useWords();
  const { subject, data } = record;
  return (
    <Drawer open size={520} title={deedWords(phrases, record.verb)} onClose={onClose}>
      <div className="stack">
        <Facts
          items={[
            { key: "person", label: t("audit.columns.person"), value: actorWords(phrases, record.actor) },
            { key: "at", label: t("audit.columns.at"), value: <When at={record.at} /> },
            { key: "subject", label: t("audit.columns.subject"), value: <Subject subject={subject} /> },
          ]}
        />
        {subject.id === "" ? null : (
          <p className="soft small">
            {t("audit.subjectId", { id: subject.id })}{" "}
            <Button type="link" className="row-link" onClick={() => only(`${subject.kind}:${subject.id}`)}>
              {t("audit.onlyThis")}
            </Button>
          </p>
        )}
        <h3>{t("audit.details")}</h3>
        {Object.keys(data).length === 0 ? <p className="soft">{t("audit.noDetails")}</p> : <Details data={data} />}
      </div>
    </Drawer>
  );
}

/** What was said with a deed, field by field; a change of a thing stands beside what it was before. */
function Details({ data }: { data: AuditItem["data"] }) {
  const { t } = useWords();
  const { rows, hasBefore } = detailsOf(data);
  return (
    <table className="audit-data" aria-label={t("audit.detailsOf")}>
      <thead>
        <tr>
          <th scope="col">{t("audit.field")}</th>
          {hasBefore ? <th scope="col">{t("audit.before")}</th> : null}
          <th scope="col">{t(hasBefore ? "audit.after" : "audit.value")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row" className="mono">
              {field}
            </th>
            {hasBefore ? <td>{before ?? t("common.none")}</td> : null}
            <td>{after ?? t("common.none")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
