import { useState } from "react";
import { Button, Checkbox, Input } from "antd";
import { Link } from "@tanstack/react-router";
import type { CalendarWeek, GroupClass, ValueMix } from "@shuke/contract";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { rateWords } from "../../kit/format.ts";
import { useAct } from "../../kit/act.ts";
import { useCall } from "../../kit/use-call.ts";

/** What is wrong with a week, what cannot be delivered first; each leads to its post. */
export function Problems({ week, open }: { week: CalendarWeek; open: (slotId: string) => void }) {
  const { t, phrases } = useWords();
  const words = phrases.calendar;
  const refused = week.problems.filter(({ refuses }) => refuses);
  const cautions = week.problems.filter(({ refuses, slotId }) => !refuses && slotId !== null);
  const general = week.problems.filter(({ refuses, slotId, day }) => !refuses && slotId === null && day === null);
  const line = (one: CalendarWeek["problems"][number]) => (
    <li key={`${one.code} ${one.slotId ?? ""} ${one.day ?? ""}`}>
      {one.slotId === null ? (
        one.message
      ) : (
        <button type="button" className="link-button" onClick={() => open(one.slotId ?? "")}>
          {one.message}
        </button>
      )}
    </li>
  );
  if (week.slots.length === 0) return null;
  const ofDays = week.problems.filter(({ refuses, slotId, day }) => !refuses && slotId === null && day !== null);
  if (refused.length + cautions.length + general.length === 0)
    return (
      <p className="calendar-well">
        {ofDays.length === 0 ? (
          <StatusTag tone="good">{words.allWell}</StatusTag>
        ) : (
          <StatusTag tone="watch">{t("calendar.daysLack", { count: ofDays.length })}</StatusTag>
        )}
      </p>
    );
  return (
    <div className="calendar-problems" role="status">
      {refused.length > 0 ? (
        <div className="bad">
          <b>{words.refusedTitle}</b>
          <ul>{refused.map(line)}</ul>
        </div>
      ) : null}
      {cautions.length + general.length > 0 ? (
        <div className="watch">
          <b>{words.cautionTitle}</b>
          <ul>{[...cautions, ...general].map(line)}</ul>
        </div>
      ) : null}
    </div>
  );
}

/** The five values as one bar with its words: a picture for the eye, numbers for everybody. */
export function Mix({ week }: { week: CalendarWeek }) {
  const { t, phrases } = useWords();
  const words = phrases.calendar;
  const posts = week.service + week.selling;
  return (
    <Panel
      title={words.mix.title}
      note={posts === 0 ? undefined : t("calendar.mix.serve", { service: week.service, selling: week.selling })}
    >
      {posts === 0 ? <p className="soft">{words.mix.none}</p> : <MixBar mix={week.mix} />}
      {posts === 0 ? null : (
        <ul className="mix-legend">
          {week.mix.map(({ value, posts: count, share }) => (
            <li key={value} className={`of-${value}`}>
              <span className="value-dot" aria-hidden /> {words.values[value]} <b>{rateWords(share)}</b>{" "}
              <span className="soft small">{t("calendar.mix.posts", { count })}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function MixBar({ mix }: { mix: ValueMix }) {
  const { phrases } = useWords();
  return (
    <div
      className="mix-bar"
      role="img"
      aria-label={mix.map(({ value, share }) => `${phrases.calendar.values[value]} ${rateWords(share)}`).join("，")}
    >
      {mix.map(({ value, share }) => (share === 0 ? null : <span key={value} className={`of-${value}`} style={{ flexGrow: share }} />))}
    </div>
  );
}

/** What really reached each group of the week: groups differ once the gate or an owner let something out. */
export function GroupMix({ groupClass, week }: { groupClass: GroupClass; week: string }) {
  const { phrases } = useWords();
  const [pages, setPages] = useState<Array<string | undefined>>([undefined]);
  const words = phrases.calendar.groups;
  return (
    <Panel title={words.title}>
      <table className="plain-table calendar-table">
        <thead>
          <tr>
            <th>{words.group}</th>
            <th className="num">{words.posts}</th>
            <th className="num">{words.selling}</th>
            <th>{phrases.calendar.mix.title}</th>
          </tr>
        </thead>
        {pages.map((cursor, n) => (
          <GroupRows
            key={cursor ?? ""}
            input={{ groupClass, week, ...(cursor === undefined ? {} : { cursor }), limit: 20 }}
            more={n === pages.length - 1 ? (next) => setPages((old) => [...old, next]) : undefined}
          />
        ))}
      </table>
    </Panel>
  );
}

type Groups = Output<"calendar.groups">["items"];
function GroupRows({
  input,
  more,
}: {
  input: { groupClass: GroupClass; week: string; cursor?: string; limit: number };
  more: ((cursor: string) => void) | undefined;
}) {
  const { phrases } = useWords();
  const query = useCall("calendar.groups", input);
  const words = phrases.calendar.groups;
  const next = query.data?.nextCursor ?? null;
  const items: Groups = query.data?.items ?? [];
  const wide = (inside: React.ReactNode) => (
    <tr>
      <td colSpan={4}>{inside}</td>
    </tr>
  );
  return (
    <tbody>
      {query.isError ? wide(<Failed error={query.error} retry={() => void query.refetch()} />) : null}
      {query.data && items.length === 0 ? wide(<span className="soft">{words.none}</span>) : null}
      {items.map((row) => (
        <tr key={row.id}>
          <td>
            <Link to="/groups/$id" params={{ id: row.id }}>
              {row.name === "" ? phrases.handover.unnamed : row.name}
            </Link>
          </td>
          <td className="num">{row.posts}</td>
          <td className="num">{row.selling}</td>
          <td>{row.posts === 0 ? <span className="faint">{phrases.common.none}</span> : <MixBar mix={row.mix} />}</td>
        </tr>
      ))}
      {next !== null && more
        ? wide(
            <Button size="small" onClick={() => more(next)}>
              {words.more}
            </Button>,
          )
        : null}
    </tbody>
  );
}

/** What every official post begins with. */
export function MarkField({ week, canWrite }: { week: CalendarWeek; canWrite: boolean }) {
  const { t, phrases } = useWords();
  const [mark, setMark] = useState(week.mark);
  const [auto, setAuto] = useState(week.auto);
  const words = phrases.calendar.mark;
  const save = useAct("calendar.saveMark", { refresh: ["calendar"], said: () => t("calendar.mark.saved") });
  return (
    <form
      className="calendar-mark"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ groupClass: week.groupClass, mark, auto });
      }}
    >
      <label className="field">
        {words.label}
        <Input value={mark} maxLength={20} disabled={!canWrite} onChange={(event) => setMark(event.target.value)} />
      </label>
      <span className="soft small">{words.hint}</span>
      <Checkbox checked={auto} disabled={!canWrite} onChange={(event) => setAuto(event.target.checked)}>
        {words.auto}
      </Checkbox>
      <span className="soft small">{words.autoHint}</span>
      {canWrite && (mark !== week.mark || auto !== week.auto) ? (
        <Button htmlType="submit" loading={save.isPending}>
          {words.save}
        </Button>
      ) : null}
    </form>
  );
}
