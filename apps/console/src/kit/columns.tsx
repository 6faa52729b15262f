import type { ReactNode } from "react";
import type { Columns } from "@shuke/kit-ui";
import { Count, None, When, Yuan } from "./bits.tsx";

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

/** An amount at the right; null: a dash. */
export const yuanColumn = <T,>(look: Look, fenOf: (row: T) => number | null): Column<T> => ({
  width: 110,
  ...look,
  align: "right",
  render: (_, row) => {
    const fen = fenOf(row);
    return fen === null ? <None /> : <Yuan fen={fen} />;
  },
});

/** Something, or a dash where there is nothing. */
export const column = <T,>(look: Look, of: (row: T) => ReactNode): Column<T> => ({ ...look, render: (_, row) => of(row) || <None /> });
