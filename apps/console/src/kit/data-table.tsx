import type { ReactNode } from "react";
import { Table } from "@shuke/kit-ui";
import type { Columns, Selection } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";
import { Failed } from "./bits.tsx";
import type { List } from "./list.ts";

export type DataTableProps<T extends object> = {
  list: List<T>;
  columns: Columns<T>;
  rowKey: (row: T) => string;
  label: string;
  empty: ReactNode;
  onRow?: (row: T) => void;
  sticky?: boolean;
  width?: number;
  selection?: Selection<T>;
};

/** A keyset list as a dense table with its four states. */
export function DataTable<T extends object>({
  list,
  columns,
  rowKey,
  label,
  empty,
  onRow,
  sticky = true,
  width,
  selection,
}: DataTableProps<T>) {
  const { t } = useWords();
  const shown = list.rows?.length ?? 0;
  return (
    <Table<T>
      label={label}
      loadingWord={t("common.loading")}
      columns={columns}
      rows={list.rows}
      rowKey={rowKey}
      loading={list.loading}
      error={list.error ? <Failed error={list.error} retry={list.retry} /> : undefined}
      empty={empty}
      sticky={sticky}
      {...(width ? { width } : {})}
      {...(selection ? { selection } : {})}
      {...(onRow ? { onRow } : {})}
      more={
        list.more
          ? {
              load: list.more.load,
              busy: list.more.busy,
              word: t("common.more"),
              note: list.total === undefined ? t("common.shown", { shown }) : t("common.shownOf", { shown, total: list.total }),
            }
          : undefined
      }
    />
  );
}
