import type { ChartOption, Palette } from "@shuke/kit-ui";
import { fontFamily } from "@shuke/kit-ui";
import type { Language } from "../../i18n.ts";
import { cityLabels } from "./cities.ts";
import type { Box, Point } from "./projection.ts";
import { gridStep, multiples, project, unprojectLat } from "./projection.ts";

type Words = { withGroup: string; noGroup: string; members: (count: number) => string };

/** Dots grow with the group in three sizes: one series each, because thousands of dots are only fast when they are alike. */
const sizes: ReadonlyArray<readonly [from: number, below: number, size: number]> = [
  [1, 80, 7],
  [80, 250, 10],
  [250, Infinity, 14],
];

/** Dots shrink with the country: a whole land of large dots is a blot. */
const scale = (box: Box): number => {
  const span = box.maxX - box.minX;
  return span > 20 ? 0.55 : span > 4 ? 0.75 : 1;
};

/** A tooltip made of text nodes: a store's name is never read as markup. */
function tip(name: string, note: string): HTMLElement {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = name;
  const line = document.createElement("div");
  line.textContent = note;
  box.append(title, line);
  return box;
}

const isPoint = (value: unknown): value is [number, number, string, string, number] => Array.isArray(value) && value.length === 5;

/** Meridians and parallels as one broken line. */
function gridLines(box: Box, step: number): Array<[number | string, number | string]> {
  const gap: [string, string] = ["-", "-"];
  const lats = multiples(unprojectLat(box.minY), unprojectLat(box.maxY), step);
  return [
    ...multiples(box.minX, box.maxX, step).flatMap((lng): Array<[number | string, number | string]> => [
      [lng, box.minY],
      [lng, box.maxY],
      gap,
    ]),
    ...lats.flatMap((lat): Array<[number | string, number | string]> => {
      const [, y] = project(box.minX, lat);
      return [[box.minX, y], [box.maxX, y], gap];
    }),
  ];
}

/** Every store as a dot on a grid of degrees, with the names of large cities: honest without a base map. */
export function mapOption(points: readonly Point[], box: Box, p: Palette, language: Language, words: Words): ChartOption {
  const step = gridStep(box);
  const air = (box.maxX - box.minX) * 0.025;
  const wide = { minX: box.minX - 40, maxX: box.maxX + 40, minY: Math.max(-80, box.minY - 40), maxY: Math.min(80, box.maxY + 40) };
  const grid = step >= 2 ? wide : box;
  const dot = (point: Point) => [...project(point[2], point[3]), point[0], point[1], point[4]];
  const axis = { type: "value" as const, show: false };
  const zoom = { type: "inside" as const, filterMode: "none" as const, minSpan: 0.2, zoomLock: false };
  return {
    animation: false,
    textStyle: { fontFamily },
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...axis, min: box.minX, max: box.maxX },
    yAxis: { ...axis, min: box.minY, max: box.maxY },
    dataZoom: [
      { ...zoom, xAxisIndex: 0 },
      { ...zoom, yAxisIndex: 0 },
    ],
    tooltip: {
      trigger: "item",
      backgroundColor: p.card,
      borderColor: p.line,
      textStyle: { color: p.ink, fontSize: 12 },
      formatter: (params: unknown) => {
        const value: unknown = typeof params === "object" && params !== null && "value" in params ? params.value : null;
        return isPoint(value) ? tip(value[3], value[4] > 0 ? words.members(value[4]) : words.noGroup) : "";
      },
    },
    series: [
      {
        id: "grid",
        type: "line",
        data: gridLines(grid, step),
        silent: true,
        showSymbol: false,
        lineStyle: { color: p.line, width: 1 },
        z: 1,
        tooltip: { show: false },
      },
      {
        id: "without",
        type: "scatter",
        name: words.noGroup,
        data: points.filter((point) => point[4] === 0).map(dot),
        large: true,
        largeThreshold: 1,
        symbolSize: 6 * scale(box),
        itemStyle: { color: p.grey, opacity: 0.6 },
        z: 2,
      },
      ...sizes.map(([from, below, size]) => ({
        id: `with-${from}`,
        type: "scatter" as const,
        name: words.withGroup,
        data: points.filter((point) => point[4] >= from && point[4] < below).map(dot),
        large: true,
        largeThreshold: 1,
        symbolSize: size * scale(box),
        itemStyle: { color: p.pine, opacity: 0.75 },
        z: 3,
      })),
      {
        id: "cities",
        type: "scatter",
        silent: true,
        data: cityLabels.map(([zh, en, lng, lat]) => ({ name: language === "en" ? en : zh, value: project(lng, lat) })),
        symbolSize: 0.1,
        label: {
          show: true,
          formatter: "{b}",
          color: p.ink,
          fontSize: 12,
          fontWeight: 600,
          fontFamily,
          textBorderColor: p.card,
          textBorderWidth: 3,
          position: "inside",
        },
        labelLayout: { hideOverlap: true },
        z: 4,
        tooltip: { show: false },
      },
      {
        id: "degrees",
        type: "scatter",
        silent: true,
        data: [
          ...multiples(box.minX + air, box.maxX - air, step).map((lng) => ({
            name: `${lng}°E`,
            value: [lng, box.minY],
            label: { position: "top" as const },
          })),
          ...multiples(unprojectLat(box.minY + air), unprojectLat(box.maxY - air), step).map((lat) => ({
            name: `${lat}°N`,
            value: [box.minX, project(box.minX, lat)[1]],
            label: { position: "right" as const },
          })),
        ],
        symbolSize: 0.1,
        label: { show: true, formatter: "{b}", color: p.inkFaint, fontSize: 11, fontFamily },
        z: 1,
        tooltip: { show: false },
      },
    ],
  };
}
