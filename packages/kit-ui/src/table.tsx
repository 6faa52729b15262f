import type { ReactNode } from "react";
import { Button, Table as AntTable } from "antd";
import type { TableColumnsType } from "antd";
import { TableSkeleton } from "./states.tsx";

export type Columns<T> = TableColumnsType<T>;

type Props<T> = {
  columns: Columns<T>;
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  /** What the table holds, for readers that cannot see it. */
  label: string;
  loading?: boolean;
  loadingWord: string;
  empty?: ReactNode;
  /** Shown instead of the rows. */
  error?: ReactNode;
  onRow?: (row: T) => void;
  more?: { load: () => void; busy: boolean; word: string; note?: ReactNode } | undefined;
  sticky?: boolean;
  width?: number;
  /** Ticking rows: what is ticked, and words for readers that cannot see the boxes. */
  selection?: Selection<T> | undefined;
};

export type Selection<T> = {
  keys: readonly string[];
  change: (keys: string[]) => void;
  allWord: string;
  wordOf: (row: T) => string;
};

/** Dense table with a sticky head. Rows come by keyset: what is there stays, more is asked for at the foot. */
export function Table<T extends object>({
  columns,
  rows,
  rowKey,
  label,
  loading,
  loadingWord,
  empty,
  error,
  onRow,
  more,
  sticky = true,
  width,
  selection,
}: Props<T>) {
  if (error) return <div className="table-box">{error}</div>;
  if (loading || rows === undefined) return <TableSkeleton columns={columns.length} label={loadingWord} />;
  if (rows.length === 0 && empty) return <div className="table-box">{empty}</div>;
  return (
    <div className="table-box" role="group" aria-label={label}>
      <AntTable<T>
        size="small"
        columns={columns}
        dataSource={rows}
        rowKey={rowKey}
        pagination={false}
        sticky={sticky ? { offsetHeader: 52 } : false}
        {...(width ? { scroll: { x: width } } : {})}
        {...(selection
          ? {
              rowSelection: {
                columnWidth: 40,
                selectedRowKeys: [...selection.keys],
                preserveSelectedRowKeys: true,
                onChange: (keys) => selection.change(keys.map(String)),
                getCheckboxProps: (row: T) => ({ "aria-label": selection.wordOf(row) }),
                getTitleCheckboxProps: () => ({ "aria-label": selection.allWord }),
              },
            }
          : {})}
        {...(onRow ? { onRow: (row: T) => ({ onClick: () => onRow(row), className: "row-open" }) } : {})}
      />
      {more ? (
        <div className="table-more">
          {more.note}
          <Button size="small" loading={more.busy} onClick={more.load}>
            {more.word}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
