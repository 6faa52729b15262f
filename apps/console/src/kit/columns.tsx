import type { ReactNode } from "react";
import type { Columns } from "@shuke/kit-ui";
import { Count, None, When } from "./bits.tsx";

type Column<T> = Columns<T>[number];
type Look = { key: string; title: string; width?: number };

/** An instant, as people say it. */
export const whenColumn = <T,>(look: Look, at: (row: T) => string | null): Column<T> => ({
  width: 130,
  ...look,
  render: (_, row) => <When at={at(row)} />,
});

/** A count at the right. */
export const countColumn = <T,>(look: Look, of: (row: T) => number | null): Column<T> => ({
  width: 100,
  ...look,
  align: "right",
  render: (_, row) => <Count value={of(row)} />,
});

/** Something, or a dash where there is nothing. */
export const column = <T,>(look: Look, of: (row: T) => ReactNode): Column<T> => ({ ...look, render: (_, row) => of(row) || <None /> });
