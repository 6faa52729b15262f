import type { ChartOption, Palette } from "@shuke/kit-ui";
import { fontFamily } from "@shuke/kit-ui";

export type Series = { key: string; name: string; color: string; values: number[]; /** Drawn below zero. */ down?: boolean };

const axisText = (p: Palette) => ({ color: p.inkSoft, fontSize: 12, fontFamily });

const frame = (p: Palette, labels: string[]) => ({
  animationDuration: 240,
  grid: { left: 8, right: 12, top: 16, bottom: 4, containLabel: true },
  textStyle: { fontFamily, color: p.ink },
  tooltip: {
    trigger: "axis" as const,
    backgroundColor: p.card,
    borderColor: p.line,
    textStyle: { color: p.ink, fontSize: 12 },
    valueFormatter: (value: unknown) => String(Math.abs(Number(value))),
    axisPointer: { type: "shadow" as const, shadowStyle: { color: p.line, opacity: 0.4 } },
  },
  xAxis: {
    type: "category" as const,
    data: labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: p.line } },
    axisLabel: { ...axisText(p), hideOverlap: true },
  },
});

const valueAxis = (p: Palette) => ({
  type: "value" as const,
  splitNumber: 3,
  minInterval: 1,
  axisLabel: { ...axisText(p), formatter: (value: number) => String(Math.abs(value)) },
  splitLine: { lineStyle: { color: p.line } },
});

/** Zero-based bars per day: what came stands up, what went hangs down. */
export function barsOption(labels: string[], series: Series[], p: Palette): ChartOption {
  return {
    ...frame(p, labels),
    yAxis: valueAxis(p),
    series: series.map((one) => ({
      id: one.key,
      type: "bar" as const,
      name: one.name,
      stack: one.down ? "flow" : one.key === series[0]?.key ? "flow" : one.key,
      barMaxWidth: 18,
      itemStyle: {
        color: one.color,
        borderRadius: one.down ? ([0, 0, 3, 3] as [number, number, number, number]) : ([3, 3, 0, 0] as [number, number, number, number]),
      },
      data: one.down ? one.values.map((value) => -value) : one.values,
    })),
  };
}

/** Lines whose names stand at their ends instead of a legend. The axis may start above zero: a base is read by its slope. */
export function linesOption(labels: string[], series: Series[], p: Palette): ChartOption {
  return {
    ...frame(p, labels),
    grid: { left: 8, right: 84, top: 16, bottom: 4, containLabel: true },
    yAxis: { ...valueAxis(p), scale: true },
    series: series.map((one) => ({
      id: one.key,
      type: "line" as const,
      name: one.name,
      showSymbol: one.values.length < 2,
      smooth: 0.2,
      lineStyle: { color: one.color, width: 2 },
      itemStyle: { color: one.color },
      endLabel: { show: true, formatter: "{a}", color: p.ink, fontSize: 12, fontFamily },
      labelLayout: { moveOverlap: "shiftY" as const },
      data: one.values,
    })),
  };
}

/** Sums of one key over rows. */
export const sum = <K extends string>(rows: ReadonlyArray<Record<K, number>>, key: K): number =>
  rows.reduce((total, row) => total + row[key], 0);
