import { getRouteApi, Link } from "@tanstack/react-router";
import type { GroupItem } from "@shuke/contract";
import { Bullet, EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { filled, groupTone } from "../../features/groups/tone.ts";
import { useStoreFilter } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";

const route = getRouteApi("/shell/groups");
const states = ["open", "full", "needs-setup", "dismissed"] as const;

export function GroupList() {
  const { t, language, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const storeFilter = useStoreFilter(search.store);
  const list = usePages("groups.list", clean({ query: search.query, storeId: search.store, state: search.state }));
  const readers = { query: join, store: join, state: (value: unknown) => oneOf(value, states) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });

  const columns: Columns<GroupItem> = [
    column({ title: t("groups.columns.name"), key: "name" }, (row) => (
      <Link to="/groups/$id" params={{ id: row.id }}>
        {row.name || t("common.unknownName")}
      </Link>
    )),
    column({ title: t("groups.columns.store"), key: "store" }, (row) => row.storeName),
    column({ title: t("groups.columns.owner"), key: "owner", width: 130 }, (row) => row.ownerName),
    column({ title: t("groups.columns.members"), key: "members", width: 220 }, (row) => {
      const share = filled(row.members, row.seatLimit);
      const said =
        row.seatLimit === null ? countWords(row.members, language) : t("groups.seats", { members: row.members, limit: row.seatLimit });
      return (
        <span className="bar-cell">
          <span className="num">{said}</span>
          {share === null ? null : <Bullet rate={share} target={null} light={share >= 0.9 ? "amber" : "green"} label={said} />}
        </span>
      );
    }),
    column({ title: t("groups.columns.change"), key: "change", width: 150 }, (row) => (
      <span className="num">{t("groups.change", { joined: row.joined7d, left: row.left7d })}</span>
    )),
    column({ title: t("groups.columns.state"), key: "state", width: 120 }, (row) => (
      <StatusTag tone={groupTone[row.state]}>{phrases.groups.states[row.state]}</StatusTag>
    )),
    whenColumn({ title: t("groups.columns.createdAt"), key: "createdAt" }, (row) => row.createdAt),
  ];

  return (
    <ListPage
      title={t("groups.title")}
      sentence={t("groups.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ query: search.query, store: search.store, state: search.state }}
      change={change}
      filters={[
        { kind: "text", key: "query", label: t("groups.search") },
        ...storeFilter,
        {
          kind: "segments",
          key: "state",
          label: t("groups.state"),
          options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: phrases.groups.states[value] }))],
        },
      ]}
      nothing={t("groups.nothing")}
      empty={
        <EmptyState
          sentence={t("groups.empty")}
          button={
            <LinkButton to="/codes/new" search={{ kind: "group" }} primary>
              {t("groups.emptyButton")}
            </LinkButton>
          }
          link={<Link to="/playbooks">{t("groups.emptyLink")}</Link>}
        />
      }
    />
  );
}
