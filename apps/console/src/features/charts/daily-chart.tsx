import { useMemo } from "react";
import { Chart, palettes } from "@shuke/kit-ui";
import type { Palette } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";
import { dayWords } from "../../kit/time.ts";
import { useMode } from "../../prefs.ts";
import { barsOption, linesOption } from "./options.ts";

export type DailySeries = { key: string; name: string; tone: keyof Palette; values: number[]; down?: boolean };

/** One chart per day with a coloured key above it and the same numbers as a table behind it. */
export function DailyChart({
  days,
  series,
  kind,
  label,
  height = 220,
}: {
  days: string[];
  series: DailySeries[];
  kind: "bars" | "lines";
  label: string;
  height?: number;
}) {
  const { t, language } = useWords();
  const { mode } = useMode();
  const option = useMemo(() => {
    const p = palettes[mode];
    const labels = days.map((day) => dayWords(day, language));
    const drawn = series.map((one) => ({ ...one, color: p[one.tone] }));
    return kind === "bars" ? barsOption(labels, drawn, p) : linesOption(labels, drawn, p);
  }, [days, series, kind, mode, language]);
  return (
    <>
      {kind === "bars" ? (
        <p className="chart-key">
          {series.map((one) => (
            <span key={one.key}>
              <i style={{ background: `var(--${one.tone})` }} className={one.down ? "key-down" : ""} aria-hidden />
              {one.name}
            </span>
          ))}
        </p>
      ) : null}
      <Chart
        option={option}
        height={height}
        label={label}
        tableWord={t("common.seeTable")}
        table={
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("common.day")}</th>
                {series.map((one) => (
                  <th key={one.key} scope="col">
                    {one.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.map((day, index) => (
                <tr key={day}>
                  <th scope="row">{dayWords(day, language)}</th>
                  {series.map((one) => (
                    <td key={one.key}>{countWords(one.values[index] ?? 0, language)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        }
      />
    </>
  );
}
