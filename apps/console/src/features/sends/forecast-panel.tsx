import type { ReactNode } from "react";
import type { SendForecast } from "@shuke/contract";
import { Facts } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { ForecastChart } from "./forecast-chart.tsx";

/** Who can be reached, who cannot and why, who is asked to confirm, and how many will by when. */
export function ForecastView({ forecast, children }: { forecast: SendForecast; children?: ReactNode }) {
  const { t, language, phrases } = useWords();
  const words = phrases.sends.forecast;
  const n = (value: number) => countWords(value, language);
  const { confirmed } = forecast;
  return (
    <div className="stack">
      <Facts
        items={[
          {
            key: "reachable",
            label: words.reachable,
            value: <Count value={forecast.reachable} />,
            hint: t("sends.forecast.ofAudience", { count: n(forecast.audience) }),
          },
          {
            key: "tasks",
            label: words.tasks,
            value: <Count value={forecast.tasks} />,
            hint: t("sends.forecast.tasksOf", { senders: n(forecast.senders), tasks: n(forecast.tasks) }),
          },
          {
            key: "confirmed",
            label: words.confirmed,
            value: (
              <span className="num">
                {confirmed.low === confirmed.high
                  ? n(confirmed.low)
                  : t("sends.forecast.range", { low: n(confirmed.low), high: n(confirmed.high) })}
              </span>
            ),
          },
        ]}
      />
      <Reasons list={forecast.not} none={words.nobody} heading={words.not} />
      {forecast.most.length > 0 ? (
        <details>
          <summary>{words.most}</summary>
          <ul className="send-list">
            {forecast.most.map(({ userId, name, tasks, recipients }) => (
              <li key={userId}>
                <span>{name}</span>
                <span className="soft num">{t("sends.forecast.taskCount", { recipients: n(recipients), tasks: n(tasks) })}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {forecast.reachable > 0 ? (
        <div>
          <h3 className="send-heading">{words.byHour}</h3>
          <ForecastChart byHour={forecast.byHour} actual={[]} label={words.byHour} />
          <p className="field-hint">
            {forecast.history === 0 ? words.noHistory : t("sends.forecast.history", { count: n(forecast.history) })}
          </p>
        </div>
      ) : null}
      {forecast.exact ? null : <p className="field-hint">{words.sample}</p>}
      {children}
    </div>
  );
}

/** Bars beside counts, the most first. */
export function Reasons({
  list,
  none,
  heading,
  choose,
}: {
  list: SendForecast["not"];
  none: string;
  heading: string;
  choose?: (reason: SendForecast["not"][number]["reason"]) => void;
}) {
  const { language, phrases } = useWords();
  const most = Math.max(1, ...list.map(({ count }) => count));
  return (
    <div>
      <h3 className="send-heading">{heading}</h3>
      {list.length === 0 ? <p className="soft">{none}</p> : null}
      <ul className="send-list">
        {list.map(({ reason, count }) => (
          <li key={reason}>
            {choose ? (
              <button type="button" className="send-reason" onClick={() => choose(reason)}>
                {phrases.sends.reasons[reason]}
              </button>
            ) : (
              <span>{phrases.sends.reasons[reason]}</span>
            )}
            <span className="send-bar" aria-hidden>
              <i style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <span className="num">{countWords(count, language)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
