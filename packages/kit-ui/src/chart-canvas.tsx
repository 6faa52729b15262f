import { useEffect, useRef } from "react";
import type { ComposeOption, ECharts } from "echarts/core";
import { init, use } from "echarts/core";
import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import type { DataZoomComponentOption, GridComponentOption, TooltipComponentOption } from "echarts/components";
import { DataZoomInsideComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { wantsStillness } from "./motion.ts";

use([
  BarChart,
  LineChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  DataZoomInsideComponent,
  MarkLineComponent,
  LabelLayout,
  CanvasRenderer,
]);

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption | TooltipComponentOption | DataZoomComponentOption
>;
export type ChartClick = { series: string; name: string; data: unknown };

type Props = { option: ChartOption; height: number; label: string; onClick?: (click: ChartClick) => void };

/** Owns one ECharts instance: made once, given new options, resized with its box, disposed at the end. */
export function ChartCanvas({ option, height, label, onClick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const click = useRef(onClick);
  click.current = onClick;

  useEffect(() => {
    if (!box.current) return undefined;
    const made = init(box.current, null, { renderer: "canvas" });
    chart.current = made;
    made.on("click", (event) => click.current?.({ series: event.seriesId ?? "", name: event.name, data: event.data ?? event.value }));
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(wantsStillness() ? { ...option, animation: false } : option, { notMerge: true });
  }, [option]);

  return <div ref={box} role="img" aria-label={label} style={{ width: "100%", height }} />;
}
