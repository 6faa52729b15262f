import { useMemo } from "react";
import type { Send, SendForecast } from "@shuke/contract";
import { Chart, type ChartOption, fontFamily, palettes } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";
import { exactTime } from "../../kit/time.ts";
import { useMode } from "../../prefs.ts";
import { useSession } from "../../session.tsx";

/** No chart is read beyond so many hours; the last place is the end. */
const MOST = 48;

/** The range that was foreseen as a band, the expectation as a thin line, and what came as a thick one. */
export function ForecastChart({ byHour, actual, label }: { byHour: SendForecast["byHour"]; actual: Send["actual"]; label: string }) {
  const { t, language, phrases } = useWords();
  const { mode } = useMode();
  const { timeZone } = useSession().corp;
  const words = phrases.sends.forecast;
  const shown = useMemo(
    () => (byHour.length <= MOST ? byHour : byHour.filter((_, i) => i % Math.ceil(byHour.length / MOST) === 0)),
    [byHour],
  );
  const labels = useMemo(() => shown.map(({ at }) => exactTime(new Date(at), timeZone).slice(11, 16)), [shown, timeZone]);
  const real = useMemo(() => new Map(actual.map(({ at, confirmed }) => [at, confirmed])), [actual]);
  const option = useMemo((): ChartOption => {
    const p = palettes[mode];
    const line = { type: "line" as const, showSymbol: false, smooth: 0.2 };
    return {
      animationDuration: 240,
      grid: { left: 8, right: 12, top: 16, bottom: 4, containLabel: true },
      textStyle: { fontFamily, color: p.ink },
      xAxis: {
        type: "category",
        data: labels,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: p.line } },
        axisLabel: { color: p.inkSoft, fontSize: 12, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        splitNumber: 3,
        minInterval: 1,
        axisLabel: { color: p.inkSoft, fontSize: 12 },
        splitLine: { lineStyle: { color: p.line } },
      },
      series: [
        { ...line, id: "low", stack: "range", lineStyle: { opacity: 0 }, data: shown.map(({ low }) => low) },
        {
          ...line,
          id: "high",
          stack: "range",
          lineStyle: { opacity: 0 },
          areaStyle: { color: p.pine, opacity: 0.16 },
          data: shown.map(({ low, high }) => high - low),
        },
        { ...line, id: "expected", lineStyle: { color: p.inkSoft, width: 1, type: "dashed" }, data: shown.map(({ expected }) => expected) },
        { ...line, id: "actual", lineStyle: { color: p.good, width: 2.5 }, data: shown.map(({ at }) => real.get(at) ?? null) },
      ],
    };
  }, [shown, labels, real, mode]);
  if (shown.length === 0) return null;
  return (
    <>
      <p className="chart-key">
        <span>
          <i style={{ background: "var(--pine)", opacity: 0.3 }} aria-hidden />
          {words.rangeHint}
        </span>
        {actual.length > 0 ? (
          <span>
            <i style={{ background: "var(--good)" }} aria-hidden />
            {words.actual}
          </span>
        ) : null}
      </p>
      <Chart
        option={option}
        height={180}
        label={label}
        tableWord={t("common.seeTable")}
        table={
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{words.byHour}</th>
                {[words.low, words.expected, words.high, words.actual].map((word) => (
                  <th key={word} scope="col">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ at, low, expected, high }, i) => (
                <tr key={at}>
                  <th scope="row">{labels[i]}</th>
                  {[low, expected, high].map((n, place) => (
                    <td key={place}>{countWords(n, language)}</td>
                  ))}
                  <td>{real.has(at) ? countWords(real.get(at) ?? 0, language) : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        }
      />
    </>
  );
}
