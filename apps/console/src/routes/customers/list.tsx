import { getRouteApi, Link } from "@tanstack/react-router";
import type { CustomerItem } from "@shuke/contract";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { customerTone } from "../../features/customers/tone.ts";
import { useStaffOptions, useStoreFilter, useTags } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf, split } from "../../kit/search.ts";

const route = getRouteApi("/shell/customers");
const states = ["friend", "one-way", "lost", "stranger"] as const;

export function CustomerList() {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tags = useTags();
  const staff = useStaffOptions();
  const storeFilter = useStoreFilter(search.store);
  const list = usePages(
    "customers.list",
    clean({
      query: search.query,
      tagIds: search.tags ? split(search.tags) : undefined,
      userId: search.staff,
      storeId: search.store,
      liveCodeId: search.code,
      state: search.state,
    }),
  );
  const readers = { query: join, tags: join, staff: join, store: join, state: (value: unknown) => oneOf(value, states), code: join };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });

  const columns: Columns<CustomerItem> = [
    column({ title: t("customers.columns.name"), key: "name", width: 190 }, (row) => (
      <Link to="/customers/$id" params={{ id: row.id }} className={row.name ? "" : "faint"}>
        {row.name ?? t("common.unknownName")}
      </Link>
    )),
    column({ title: t("customers.columns.state"), key: "state", width: 128 }, (row) => (
      <StatusTag tone={customerTone[row.state]}>{phrases.customers.states[row.state]}</StatusTag>
    )),
    column({ title: t("customers.columns.tags"), key: "tags" }, (row) => (
      <span className="wrap-tags">
        {row.tags.slice(0, 4).map((tag) => (
          <span key={tag.id} className="chip" title={tag.group}>
            {tag.name}
          </span>
        ))}
        {row.tags.length > 4 ? <span className="faint small">+{row.tags.length - 4}</span> : null}
      </span>
    )),
    column({ title: t("customers.columns.staff"), key: "staff", width: 110 }, (row) => row.staff.map((one) => one.name).join("、")),
    column({ title: t("customers.columns.groups"), key: "groups", width: 190 }, ({ groups: [first, ...others] }) =>
      first ? (
        <>
          <Link to="/groups/$id" params={{ id: first.id }}>
            {first.name}
          </Link>
          {others.length > 0 ? <span className="faint"> +{others.length}</span> : null}
        </>
      ) : null,
    ),
    column({ title: t("customers.columns.channel"), key: "channel", width: 190 }, (row) => (
      <span className="one-line" title={row.channel ?? ""}>
        {row.channel}
      </span>
    )),
    whenColumn({ title: t("customers.columns.addedAt"), key: "addedAt" }, (row) => row.addedAt),
  ];

  return (
    <ListPage
      title={t("customers.title")}
      sentence={t("customers.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{
        query: search.query,
        tags: split(search.tags),
        staff: search.staff,
        store: search.store,
        state: search.state,
        code: search.code,
      }}
      change={change}
      filters={[
        { kind: "text", key: "query", label: t("customers.search"), width: 260 },
        {
          kind: "multi",
          key: "tags",
          label: t("customers.tag"),
          options: (tags.data?.groups ?? []).map((group) => ({
            label: group.name,
            options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
          })),
        },
        { kind: "select", key: "staff", label: t("customers.staff"), options: staff.options },
        storeFilter,
        {
          kind: "select",
          key: "state",
          label: t("customers.state"),
          options: states.map((value) => ({ value, label: phrases.customers.states[value] })),
        },
      ]}
      nothing={t("customers.nothing")}
      empty={
        <EmptyState
          sentence={t("customers.empty")}
          button={
            <LinkButton to="/codes/new" primary>
              {t("customers.emptyButton")}
            </LinkButton>
          }
          link={<Link to="/playbooks">{t("customers.emptyLink")}</Link>}
        />
      }
    />
  );
}
