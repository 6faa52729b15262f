import { useState } from "react";
import { Button, Checkbox, Drawer } from "antd";
import type { CalendarWeek, ProposedSlot } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { rateWords } from "../../kit/format.ts";
import { dayWords } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";

/** What the results propose for the week, each with its reason; taken whole or in part. */
export function Proposal({ week, onClose }: { week: CalendarWeek; onClose: () => void }) {
  const { t, language } = useWords();
  const { groupClass } = week;
  const query = useCall("calendar.propose", { groupClass, week: week.week }, { staleTime: 0 });
  return (
    <Drawer open onClose={onClose} size={760} title={t("calendar.proposal.title", { from: dayWords(week.week, language) })} destroyOnHidden>
      <Loaded query={query}>{(data) => <Choose week={week} items={data.items} left={data.left.length} onClose={onClose} />}</Loaded>
    </Drawer>
  );
}

function Choose({ week, items, left, onClose }: { week: CalendarWeek; items: readonly ProposedSlot[]; left: number; onClose: () => void }) {
  const { t, phrases, language } = useWords();
  const [keys, setKeys] = useState<readonly string[]>(items.map(({ key }) => key));
  const words = phrases.calendar.proposal;
  const accept = useAct("calendar.accept", { refresh: ["calendar"], said: () => t("calendar.proposal.taken"), onDone: onClose });
  if (items.length === 0) return <p className="soft">{week.groups === 0 ? words.noGroups : words.none}</p>;
  const all = keys.length === items.length;
  return (
    <div className="stack">
      <p className="soft">{words.say}</p>
      <table className="plain-table calendar-table">
        <thead>
          <tr>
            <th>
              <Checkbox
                aria-label={words.all}
                checked={all}
                indeterminate={!all && keys.length > 0}
                onChange={(event) => setKeys(event.target.checked ? items.map(({ key }) => key) : [])}
              />
            </th>
            <th>{words.columns.when}</th>
            <th>{words.columns.column}</th>
            <th>{words.columns.why}</th>
            <th className="num">{words.columns.expected}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.key}>
              <td>
                <Checkbox
                  aria-label={`${one.day} ${one.at} ${one.column}`}
                  checked={keys.includes(one.key)}
                  onChange={(event) => setKeys((old) => (event.target.checked ? [...old, one.key] : old.filter((key) => key !== one.key)))}
                />
              </td>
              <td className="nowrap">
                {dayWords(one.day, language)} {one.at}
              </td>
              <td>
                {one.column}
                <div className="small soft">
                  {phrases.calendar.roads[one.road]} · {phrases.calendar.values[one.value]}
                </div>
              </td>
              <td>{one.why.message}</td>
              <td className="num">
                {one.expected === null ? <span className="faint">{phrases.columns.unknown}</span> : rateWords(one.expected)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 ? <p className="soft small">{t("calendar.proposal.left", { count: left })}</p> : null}
      <div>
        <Button
          type="primary"
          disabled={keys.length === 0}
          loading={accept.isPending}
          onClick={() =>
            accept.mutate({
              groupClass: week.groupClass,
              week: week.week,
              revision: week.revision,
              ...(all ? {} : { keys: [...keys] }),
            })
          }
        >
          {t("calendar.proposal.take", { count: keys.length })}
        </Button>
      </div>
    </div>
  );
}
