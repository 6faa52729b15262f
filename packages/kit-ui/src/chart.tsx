import { lazy, Suspense } from "react";
import type { ReactNode } from "react";
import { Skeleton } from "antd";
import type { ChartOption, ChartClick } from "./chart-canvas.tsx";

export type { ChartClick, ChartOption };

const Canvas = lazy(async () => ({ default: (await import("./chart-canvas.tsx")).ChartCanvas }));

type Props = {
  option: ChartOption;
  height: number;
  /** One sentence of what the chart says. */
  label: string;
  onClick?: (click: ChartClick) => void;
  /** The same numbers as a table, folded below. */
  table?: ReactNode;
  tableWord?: string;
};

/** The one way to draw a chart: ECharts comes only when a chart is on the page, and there is a table behind each. */
export function Chart({ option, height, label, onClick, table, tableWord }: Props) {
  return (
    <figure className="chart" aria-label={label}>
      <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height }} />}>
        <Canvas option={option} height={height} label={label} {...(onClick ? { onClick } : {})} />
      </Suspense>
      {table ? (
        <details className="chart-table">
          <summary>{tableWord}</summary>
          {table}
        </details>
      ) : null}
    </figure>
  );
}
