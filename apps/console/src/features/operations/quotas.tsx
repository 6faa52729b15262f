import { Bullet, Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { callErrorWords } from "../system/call-error.ts";

type Health = Output<"system.health">;

const SHOWN = 12;
const FULL = 0.9;

/** How much of WeCom's published limits is used, the fullest first, and what WeCom refused lately. */
export function Quotas({ health }: { health: Health }) {
  const { phrases, language } = useWords();
  const words = phrases.operations.quotas;
  return (
    <Panel title={words.title} note={words.note}>
      {health.quotas.length === 0 ? (
        <p className="soft">{words.empty}</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{words.columns.path}</th>
              <th scope="col">{words.columns.per}</th>
              <th scope="col">{words.columns.used}</th>
              <th scope="col" className="share-head">
                {words.columns.share}
              </th>
            </tr>
          </thead>
          <tbody>
            {health.quotas.slice(0, SHOWN).map(({ path, per, used, max }) => (
              <tr key={`${path} ${per} ${max}`}>
                <th scope="row" className="mono">
                  {path}
                </th>
                <td>{word(phrases.operations.pers, per)}</td>
                <td className="num">
                  {countWords(used, language)} / {countWords(max, language)}
                </td>
                <td>
                  <span className="share">
                    <Bullet rate={used / max} target={FULL} light={used >= max * FULL ? "amber" : "green"} label={rateWords(used / max)} />
                    <span className="num">{rateWords(used / max)}</span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Refusals rows={health.refusals} />
    </Panel>
  );
}

function Refusals({ rows }: { rows: Health["refusals"] }) {
  const { phrases, language } = useWords();
  const words = phrases.operations.quotas;
  if (rows.length === 0) return <p className="soft small">{words.noRefusals}</p>;
  return (
    <>
      <h3>{words.refusals}</h3>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{words.refusalColumns.path}</th>
            <th scope="col">{words.refusalColumns.errcode}</th>
            <th scope="col">{words.refusalColumns.count}</th>
            <th scope="col">{words.refusalColumns.lastAt}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, errcode, lastHour, lastAt }, index) => (
            <tr key={`${path} ${errcode} ${index}`}>
              <th scope="row" className="mono">
                {path}
              </th>
              <td>{callErrorWords(String(errcode), phrases.actions.errors)}</td>
              <td className="num">{countWords(lastHour, language)}</td>
              <td>
                <When at={lastAt} real />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
