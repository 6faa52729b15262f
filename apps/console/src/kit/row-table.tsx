import type { ComponentProps } from "react";
import { Table } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";

type Props<T extends object> = Pick<ComponentProps<typeof Table<T>>, "columns" | "rows" | "rowKey" | "label" | "empty" | "onRow">;

/** Rows that are all there, within a panel or a tab; what comes page by page is a `DataTable`. */
export function RowTable<T extends object>(props: Props<T>) {
  const { t } = useWords();
  return <Table {...props} loadingWord={t("common.loading")} sticky={false} />;
}
