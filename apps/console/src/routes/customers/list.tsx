import { useState } from "react";
import { Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { CustomerItem } from "@shuke/contract";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { BulkBar } from "../../features/changes/bar.tsx";
import { fieldOptions, fieldTerms } from "../../features/fields/filter.ts";
import { valueWords } from "../../features/fields/words.ts";
import { Marks } from "../../features/customers/marks.tsx";
import { customerTone } from "../../features/customers/tone.ts";
import { useStaffOptions, useStoreFilter, useTagOptions } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { downloadHref } from "../../kit/download.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useReaches } from "../../session.tsx";
import { changed, clean, join, oneOf, split } from "../../kit/search.ts";

const route = getRouteApi("/shell/customers");
const states = ["friend", "one-way", "lost", "stranger"] as const;
const stages = ["new", "active", "loyal", "silent", "lost", "none"] as const;
const marks = ["none", "any", "staff", "test", "supplier", "competitor"] as const;
const sorts = ["newest", "oldest"] as const;

export function CustomerList() {
  const { t, phrases } = useWords();
  const can = useCan();
  const reaches = useReaches();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tagOptions = useTagOptions();
  const staff = useStaffOptions();
  const storeFilter = useStoreFilter(search.store);
  const fields = useCall("fields.list", {}, { staleTime: 60_000 });
  const [ticked, setTicked] = useState<string[]>([]);
  const filter = clean({
    query: search.query,
    tagIds: search.tags ? split(search.tags) : undefined,
    anyTagIds: search.anyTags ? split(search.anyTags) : undefined,
    noTagIds: search.noTags ? split(search.noTags) : undefined,
    userId: search.staff,
    storeId: search.store,
    liveCodeId: search.code,
    segmentId: search.segment,
    state: search.state,
    stage: search.stage,
    mark: search.mark,
    fields: search.field ? fieldTerms(search.field) : undefined,
  });
  const list = usePages("customers.list", { ...filter, sort: search.sort ?? "newest" });
  const count = useCall("customers.count", filter);
  const total = count.data ? t(count.data.exact ? "changes.exactCount" : "changes.aboutCount", { count: count.data.count }) : "";
  const readers = {
    query: join,
    tags: join,
    anyTags: join,
    noTags: join,
    staff: join,
    store: join,
    segment: join,
    state: (value: unknown) => oneOf(value, states),
    stage: (value: unknown) => oneOf(value, stages),
    mark: (value: unknown) => oneOf(value, marks),
    sort: (value: unknown) => oneOf(value, sorts),
    field: join,
    code: join,
  };
  const change = (patch: FilterValues) => {
    setTicked([]);
    void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  };
  const listed = (fields.data?.fields ?? []).filter((field) => field.listed);

  const columns: Columns<CustomerItem> = [
    column({ title: t("customers.columns.name"), key: "name", width: 190 }, (row) => (
      <Link to="/customers/$id" params={{ id: row.id }} className={row.name ? "" : "faint"}>
        {row.name ?? t("common.unknownName")}
        <Marks marks={row.marks} />
      </Link>
    )),
    column({ title: t("customers.columns.state"), key: "state", width: 128 }, (row) => (
      <StatusTag tone={customerTone[row.state]}>{phrases.customers.states[row.state]}</StatusTag>
    )),
    column({ title: t("customers.stage"), key: "stage", width: 84 }, (row) =>
      row.stage === null ? null : phrases.customers.stages[row.stage],
    ),
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
    ...listed.map((field) =>
      column<CustomerItem>({ title: field.name, key: field.key, width: 110 }, (row) =>
        valueWords(field, row.fields.find(({ key }) => key === field.key)?.value ?? null, phrases),
      ),
    ),
    whenColumn({ title: t("customers.columns.addedAt"), key: "addedAt" }, (row) => row.addedAt),
  ];

  return (
    <ListPage
      title={t("customers.title")}
      sentence={t("customers.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      width={1180 + listed.length * 110}
      count={total === "" ? null : total}
      actions={
        can("customers.write") ? (
          <Button icon={<DownloadOutlined />} href={downloadHref("customers.export", filter)}>
            {t("changes.export")}
          </Button>
        ) : null
      }
      {...(can("customers.write") && reaches("bulk.start")
        ? {
            selection: {
              keys: ticked,
              change: setTicked,
              allWord: t("customers.selectAll"),
              wordOf: (row: CustomerItem) => t("customers.select", { name: row.name ?? t("common.unknownName") }),
            },
            bar: <BulkBar ticked={ticked} filter={filter} total={total} clear={() => setTicked([])} />,
          }
        : {})}
      values={{
        query: search.query,
        tags: split(search.tags),
        anyTags: split(search.anyTags),
        noTags: split(search.noTags),
        segment: search.segment,
        stage: search.stage,
        mark: search.mark,
        sort: search.sort,
        field: search.field,
        staff: search.staff,
        store: search.store,
        state: search.state,
        code: search.code,
      }}
      change={change}
      filters={[
        { kind: "text", key: "query", label: t("customers.search"), width: 260 },
        { kind: "multi", key: "tags", label: t("customers.tag"), options: tagOptions },
        { kind: "multi", key: "anyTags", label: t("customers.anyTag"), options: tagOptions, width: 130 },
        { kind: "multi", key: "noTags", label: t("customers.noTag"), options: tagOptions, width: 130 },
        { kind: "select", key: "staff", label: t("customers.staff"), options: staff.options },
        ...storeFilter,
        {
          kind: "select",
          key: "state",
          label: t("customers.state"),
          options: states.map((value) => ({ value, label: phrases.customers.states[value] })),
        },
        {
          kind: "select",
          key: "stage",
          label: t("customers.stage"),
          options: stages.map((value) => ({ value, label: value === "none" ? t("customers.noStage") : phrases.customers.stages[value] })),
        },
        {
          kind: "select",
          key: "mark",
          label: t("customers.mark"),
          options: marks.map((value) => ({
            value,
            label: value === "none" ? t("customers.markNone") : value === "any" ? t("customers.markAny") : phrases.customers.marks[value],
          })),
        },
        {
          kind: "select",
          key: "field",
          label: t("customers.field"),
          options: fieldOptions(fields.data?.fields ?? [], phrases),
          width: 150,
        },
        {
          kind: "select",
          key: "sort",
          label: t("customers.sort"),
          options: sorts.map((value) => ({ value, label: phrases.customers.sorts[value] })),
        },
      ]}
      nothing={t("customers.nothing")}
      empty={
        <EmptyState
          sentence={t("customers.empty")}
          {...(reaches("liveCodes.list")
            ? {
                button: (
                  <LinkButton to="/codes/new" primary>
                    {t("customers.emptyButton")}
                  </LinkButton>
                ),
                link: <Link to="/playbooks">{t("customers.emptyLink")}</Link>,
              }
            : {})}
        />
      }
    />
  );
}
