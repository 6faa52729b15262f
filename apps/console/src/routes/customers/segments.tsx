import { getRouteApi, Link } from "@tanstack/react-router";
import type { SegmentItem } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { Progress } from "../../features/segments/progress.tsx";
import { useWords } from "../../i18n.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { signed } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/segments");
const states = ["active", "archived"] as const;

export function SegmentList() {
  const { t, phrases, language } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const list = usePages("segments.list", clean({ query: search.query, state: search.state }));
  const readers = { query: join, state: (value: unknown) => oneOf(value, states) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const columns: Columns<SegmentItem> = [
    column({ title: t("segments.columns.name"), key: "name" }, (row) => (
      <>
        <Link to="/segments/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
        <div className="faint small one-line" title={row.words}>
          {row.description || row.words}
        </div>
      </>
    )),
    column({ title: t("segments.columns.members"), key: "members", width: 130 }, (row) =>
      row.members === null ? (
        <span className="faint">{t("segments.unknown")}</span>
      ) : (
        <span className="num">{t("segments.people", { count: row.members })}</span>
      ),
    ),
    column({ title: t("segments.columns.change"), key: "change", width: 100 }, (row) =>
      row.change === null ? null : <span className="num">{signed(row.change, language)}</span>,
    ),
    column({ title: t("segments.columns.progress"), key: "progress", width: 190 }, (row) => <Progress segment={row} />),
    countColumn({ title: t("segments.columns.usedBy"), key: "usedBy", width: 90 }, (row) => row.usedBy),
    whenColumn({ title: t("segments.columns.updatedAt"), key: "updatedAt", width: 120 }, (row) => row.updatedAt),
  ];
  const create = (
    <LinkButton to="/segments/new" primary disabled={!can("customers.write")}>
      {t("segments.create")}
    </LinkButton>
  );
  return (
    <ListPage<SegmentItem>
      title={t("segments.title")}
      sentence={t("segments.sentence")}
      actions={create}
      values={{ query: search.query, state: search.state }}
      change={change}
      filters={[
        { kind: "text", key: "query", label: t("segments.search") },
        {
          kind: "select",
          key: "state",
          label: t("segments.state"),
          options: states.map((value) => ({ value, label: phrases.segments.states[value] })),
          width: 130,
        },
      ]}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      nothing={t("segments.nothing")}
      empty={<EmptyState sentence={t("segments.empty")} button={create} link={<Link to="/tags">{t("segments.emptyLink")}</Link>} />}
    />
  );
}
