import type { ReactNode } from "react";
import { EmptyState, FilterBar, PageHeader } from "@shuke/kit-ui";
import type { Filter, FilterValues } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";
import { DataTable } from "./data-table.tsx";
import type { DataTableProps } from "./data-table.tsx";

type Props<T extends object> = Omit<DataTableProps<T>, "label" | "empty"> & {
  title: string;
  sentence: string;
  actions?: ReactNode;
  /** Between the head and the filters: what the list adds up to. */
  above?: ReactNode;
  /** At the right of the filters. */
  right?: ReactNode;
  filters: Filter[];
  values: FilterValues;
  change: (patch: FilterValues) => void;
  /** Instead of the list's own total. */
  count?: ReactNode;
  /** Between the filters and the table. */
  bar?: ReactNode;
  /** What is said when the filters leave nothing. */
  nothing: string;
  /** What the page is for, when there is nothing at all. */
  empty: ReactNode;
};

/** A list: title with count, filters that live in the address, a dense table, and two kinds of emptiness. */
export function ListPage<T extends object>({
  title,
  sentence,
  actions,
  above,
  right,
  filters,
  values,
  change,
  nothing,
  empty,
  count,
  bar,
  ...table
}: Props<T>) {
  const { t } = useWords();
  const filtered = Object.values(values).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));
  const { total } = table.list;
  return (
    <>
      <PageHeader
        title={title}
        count={count ?? (total === undefined ? null : t("common.total", { count: total }))}
        sentence={sentence}
        actions={actions}
      />
      {above ? <div className="above-list">{above}</div> : null}
      <FilterBar clearWord={t("common.clear")} values={values} onChange={change} filters={filters} right={right} />
      {bar}
      <DataTable {...table} label={title} empty={filtered ? <EmptyState art="none" sentence={nothing} /> : empty} />
    </>
  );
}
