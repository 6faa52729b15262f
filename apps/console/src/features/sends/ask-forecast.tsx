import { Button } from "antd";
import { Panel } from "@shuke/kit-ui";
import type { Input } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { ForecastView } from "./forecast-panel.tsx";

/** Foresees when it is asked to: looking at everybody takes a moment, and a draft is asked about again and again. */
export function AskForecast({ input, isReady }: { input: Input<"sends.forecast">; isReady: boolean }) {
  const { phrases } = useWords();
  const words = phrases.sends.forecast;
  const forecast = useAct("sends.forecast");
  const { data } = forecast;
  return (
    <Panel
      title={words.title}
      extra={
        <Button size="small" disabled={!isReady} loading={forecast.isPending} onClick={() => forecast.mutate(input)}>
          {data ? words.again : words.ask}
        </Button>
      }
    >
      <div className="stack">
        <p className="soft" role="status">
          {forecast.isPending ? words.asking : words.sentence}
        </p>
        {data ? <ForecastView forecast={data} /> : null}
      </div>
    </Panel>
  );
}
