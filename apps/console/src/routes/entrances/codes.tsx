import { PlusOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { LiveCode } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { broughtBy } from "../../features/codes/figures.ts";
import { PauseButton } from "../../features/codes/pause.tsx";
import { CodeState } from "../../features/codes/state.tsx";
import { useStoreFilter } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/codes");
const kinds = ["staff", "group"] as const;
const states = ["active", "paused"] as const;

export function CodeList() {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const storeFilter = useStoreFilter(search.store);
  const list = usePages("liveCodes.list", clean({ query: search.query, kind: search.kind, state: search.state, storeId: search.store }));
  const readers = {
    query: join,
    kind: (value: unknown) => oneOf(value, kinds),
    state: (value: unknown) => oneOf(value, states),
    store: join,
  };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const make = (
    <LinkButton to="/codes/new" primary icon={<PlusOutlined />} disabled={!can("entrances.write")}>
      {t("codes.new")}
    </LinkButton>
  );

  const columns: Columns<LiveCode> = [
    column({ title: t("codes.columns.name"), key: "name" }, (row) => (
      <>
        <Link to="/codes/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
        {row.storeName && !row.name.includes(row.storeName) ? <div className="faint small">{row.storeName}</div> : null}
      </>
    )),
    column({ title: t("codes.columns.kind"), key: "kind", width: 110 }, (row) => phrases.codes.kinds[row.kind]),
    column({ title: t("codes.columns.channel"), key: "channel", width: 110 }, (row) => row.channel),
    column({ title: t("codes.columns.leads"), key: "leads", width: 200 }, (row) =>
      row.kind === "staff" ? (
        t("codes.leadsStaff", { count: row.userIds.length })
      ) : (
        <>
          {t("codes.leadsGroups", { count: row.chatIds.length })}
          <span className="faint"> · {row.seatsLeft === null ? t("codes.seatsOpen") : t("codes.seatsLeft", { count: row.seatsLeft })}</span>
        </>
      ),
    ),
    column({ title: t("codes.columns.figures"), key: "figures", width: 170 }, (row) => (
      <span className="num">{t(`codes.brought.${row.kind}`, broughtBy(row))}</span>
    )),
    column({ title: t("codes.columns.state"), key: "state", width: 112 }, (row) => <CodeState code={row} />),
    whenColumn({ title: t("codes.columns.createdAt"), key: "createdAt", width: 110 }, (row) => row.createdAt),
    column({ title: t("common.actions"), key: "do", width: 80 }, (row) => <PauseButton code={row} small />),
  ];

  return (
    <ListPage
      title={t("codes.title")}
      sentence={t("codes.sentence")}
      actions={make}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ query: search.query, kind: search.kind, state: search.state, store: search.store }}
      change={change}
      filters={[
        { kind: "text", key: "query", label: t("codes.search") },
        {
          kind: "segments",
          key: "kind",
          label: t("codes.kind"),
          options: [{ value: "", label: t("common.all") }, ...kinds.map((value) => ({ value, label: phrases.codes.kinds[value] }))],
        },
        {
          kind: "select",
          key: "state",
          label: t("common.state"),
          options: states.map((value) => ({ value, label: phrases.codes.states[value] })),
        },
        ...storeFilter,
      ]}
      nothing={t("codes.nothing")}
      empty={<EmptyState sentence={t("codes.empty")} button={make} link={<Link to="/playbooks">{t("codes.emptyLink")}</Link>} />}
    />
  );
}
