import { App, Button } from "antd";
import type { CalendarWeek } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";

/** What is done with a whole week: see the proposal, take the last step back, publish. */
export function WeekActs({ week, propose }: { week: CalendarWeek; propose: () => void }) {
  const { t, phrases } = useWords();
  const { modal } = App.useApp();
  const words = phrases.calendar;
  const { groupClass, revision } = week;
  const which = { groupClass, week: week.week, revision };
  const undo = useAct("calendar.undo", { refresh: ["calendar"], said: () => t("calendar.undone") });
  const publish = useAct("calendar.publish", { refresh: ["calendar", "sends"], said: () => t("calendar.published") });
  const drafts = week.slots.filter(({ state }) => state === "draft");
  const ids = new Set(drafts.map(({ id }) => id));
  const refused = week.problems.some(({ refuses }) => refuses);
  const cautions = week.problems.filter(({ refuses, slotId }) => !refuses && (slotId === null || ids.has(slotId)));
  const blocked = drafts.length === 0 ? words.nothingDraft : refused ? words.refusedTitle : null;
  const ask = () =>
    void modal.confirm({
      title: t("calendar.publishTitle", { count: drafts.length }),
      width: 520,
      content: (
        <div className="stack">
          <span>{words.publishSay}</span>
          {cautions.length > 0 ? (
            <div className="calendar-note watch">
              <b>{words.cautionTitle}</b>
              <ul>
                {cautions.map((one) => (
                  <li key={`${one.code} ${one.slotId ?? ""} ${one.day ?? ""}`}>
                    {one.day === null || one.slotId !== null ? "" : `${one.day.slice(5)} `}
                    {one.message}
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </div>
      ),
      okText: cautions.length > 0 ? words.publishAnyway : words.publish,
      cancelText: t("common.cancel"),
      onOk: () => publish.mutate({ ...which, despite: cautions.length > 0 }),
    });
  return (
    <>
      {week.canUndo ? (
        <Button loading={undo.isPending} onClick={() => undo.mutate(which)}>
          {words.undo}
        </Button>
      ) : null}
      <Button onClick={propose}>{words.fill}</Button>
      <Button type="primary" disabled={blocked !== null} title={blocked ?? undefined} loading={publish.isPending} onClick={ask}>
        {words.publish}
      </Button>
    </>
  );
}
