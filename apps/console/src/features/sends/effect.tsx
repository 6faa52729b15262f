import { useState } from "react";
import { Button, Select } from "antd";
import type { Send, SendEffect } from "@shuke/contract";
import { EFFECT_DAYS, EFFECT_LEAST } from "@shuke/contract/send-words";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { countWords, yuanWords } from "../../kit/format.ts";

const choices = [3, EFFECT_DAYS.usual, 14, 30];

/** What it changed, against those who were left in peace; asked for, since it looks at everybody's orders. */
export function Effect({ send }: { send: Send }) {
  const { t, phrases } = useWords();
  const [days, setDays] = useState<number>(EFFECT_DAYS.usual);
  const words = phrases.sends.effect;
  const effect = useAct("sends.effect");
  const { data } = effect;
  return (
    <Panel
      title={words.title}
      note={words.note}
      extra={
        <>
          <Select
            size="small"
            aria-label={words.days}
            value={days}
            options={choices.map((value) => ({ value, label: t("sends.effect.within", { count: value }) }))}
            onChange={setDays}
          />{" "}
          <Button size="small" loading={effect.isPending} onClick={() => effect.mutate({ id: send.id, days })}>
            {data ? words.again : words.ask}
          </Button>
        </>
      }
    >
      <div role="status" className="stack">
        {data ? <Found effect={data} /> : <p className="soft">{words.sentence}</p>}
      </div>
    </Panel>
  );
}

function Found({ effect }: { effect: SendEffect }) {
  const { t, language, phrases } = useWords();
  const words = phrases.sends.effect;
  const { treated, heldOut, measures, unknown } = effect;
  const n = (value: number) => countWords(value, language);
  const share = (value: number) => `${(value * 100).toFixed(1)}%`;
  const points = (value: number) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value * 100).toFixed(1)}`;
  const of = (arm: SendEffect["treated"], key: "buyers" | "left") =>
    arm.people === 0 ? "–" : `${share(arm[key] / arm.people)} (${n(arm[key])})`;
  const each = ({ fen, people }: SendEffect["treated"]) => (people === 0 ? "–" : yuanWords(fen / people));
  const rows = [
    { key: "people", label: words.people, values: [n(treated.people), n(heldOut.people)], said: "" },
    ...(["buyers", "left"] as const).map((key) => {
      const found = measures.find((one) => one.key === key);
      const said = found
        ? t(found.sure ? "sends.effect.sure" : "sends.effect.unsure", {
            points: points(found.difference),
            low: points(found.low),
            high: points(found.high),
          })
        : "";
      return { key, label: words[key], values: [of(treated, key), of(heldOut, key)], said };
    }),
    { key: "fen", label: words.each, values: [each(treated), each(heldOut)], said: "" },
  ];
  return (
    <>
      {unknown === null ? null : (
        <p>
          <strong>{t(`sends.effect.unknowns.${unknown}`, { least: EFFECT_LEAST })}</strong>
        </p>
      )}
      {treated.people + heldOut.people === 0 ? null : (
        <table className="effect-table">
          <thead>
            <tr>
              <td />
              <th scope="col">{words.treated}</th>
              <th scope="col">{words.heldOut}</th>
              <th scope="col">{words.difference}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, label, values, said }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                {values.map((value, at) => (
                  <td key={at} className="num">
                    {value}
                  </td>
                ))}
                <td>{said}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {effect.complete ? null : <p className="soft">{words.early}</p>}
    </>
  );
}
