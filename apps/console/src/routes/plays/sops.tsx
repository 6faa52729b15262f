import { Link } from "@tanstack/react-router";
import { EmptyState, PageHeader, StatusTag, Table } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { sopTone } from "../../features/sops/tone.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

type Row = Output<"sops.list">["items"][number];

export function SopList() {
  const { t, phrases } = useWords();
  const can = useCan();
  const query = useCall("sops.list", {});
  const columns: Columns<Row> = [
    column({ title: t("sops.columns.name"), key: "name" }, (row) => (
      // Of a draft there is no board yet.
      <Link to={row.state === "draft" ? "/sops/$id/edit" : "/sops/$id"} params={{ id: row.id }}>
        {row.name}
      </Link>
    )),
    column({ title: t("sops.columns.subject"), key: "subject", width: 100 }, (row) => phrases.sops.subjects[row.subject]),
    countColumn({ title: t("sops.columns.underWay"), key: "underWay" }, (row) => row.underWay),
    countColumn({ title: t("sops.columns.enrolled"), key: "enrolled" }, (row) => row.enrolled),
    column({ title: t("sops.columns.health"), key: "health", width: 260 }, (row) => (
      <span className="row">
        {row.red > 0 ? <StatusTag tone="bad">{t("sops.reds", { count: row.red })}</StatusTag> : null}
        {row.amber > 0 ? <StatusTag tone="watch">{t("sops.ambers", { count: row.amber })}</StatusTag> : null}
        {row.red + row.amber === 0 ? <StatusTag tone="good">{t("sops.allGood")}</StatusTag> : null}
      </span>
    )),
    column({ title: t("sops.columns.state"), key: "state", width: 110 }, (row) => (
      <StatusTag tone={sopTone[row.state] ?? "plain"}>{phrases.sops.states[row.state]}</StatusTag>
    )),
    countColumn({ title: t("sops.columns.version"), key: "version", width: 80 }, (row) => row.version),
  ];
  return (
    <>
      <PageHeader
        title={t("sops.title")}
        count={query.data ? t("common.total", { count: query.data.items.length }) : null}
        sentence={t("sops.sentence")}
        actions={
          <LinkButton to="/sops/new" disabled={!can("plays.write")}>
            {t("sopEditor.create.button")}
          </LinkButton>
        }
      />
      <Table
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        label={t("sops.title")}
        loading={query.isPending}
        loadingWord={t("common.loading")}
        error={query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : undefined}
        empty={
          <EmptyState
            sentence={t("sops.empty")}
            button={
              <LinkButton to="/playbooks" primary>
                {t("sops.emptyButton")}
              </LinkButton>
            }
          />
        }
      />
    </>
  );
}
