import { useState } from "react";
import { App, Button, Drawer, Input, Radio, Select } from "antd";
import { Link } from "@tanstack/react-router";
import type { CalendarSlot, CalendarWeek, Column, SlotPlan } from "@shuke/contract";
import { slotRoads } from "@shuke/contract/calendar-words";
import { word, useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { dayWords } from "../../kit/time.ts";
import { draftsWith, planOf, startOf } from "./moves.ts";
import { isComplete, PostWords } from "./post-words.tsx";

type Props = {
  week: CalendarWeek;
  columns: readonly Column[];
  /** One that is there, or the day of a new one. */
  slot: CalendarSlot | null;
  day: string;
  canWrite: boolean;
  save: (slots: SlotPlan[], done: () => void) => void;
  busy: boolean;
  onClose: () => void;
};

/** One post: written as long as it is a draft, afterwards shown with what came of it. */
export function SlotDrawer(props: Props) {
  const { slot, onClose, canWrite } = props;
  const { phrases } = useWords();
  const words = phrases.calendar.edit;
  const isDraft = slot === null || slot.state === "draft";
  const title = slot === null ? words.titleNew : isDraft && canWrite ? words.titleEdit : words.titleView;
  return (
    <Drawer open onClose={onClose} size={560} title={slot === null ? title : `${title} · ${slot.column}`} destroyOnHidden>
      {isDraft && canWrite ? <SlotForm {...props} /> : slot ? <SlotView {...props} slot={slot} /> : null}
    </Drawer>
  );
}

function SlotForm({ week, columns, slot, day, save, busy, onClose }: Props) {
  const { phrases, language } = useWords();
  const usable = columns.filter(({ classes }) => classes.includes(week.groupClass));
  const first = usable[0];
  const [plan, setPlan] = useState<SlotPlan>(() => (slot ? planOf(slot) : { columnId: first?.id ?? "", ...startOf(first, day) }));
  const words = phrases.calendar.edit;
  const set = (patch: Partial<SlotPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const ready = plan.columnId !== "" && /^\d\d:\d\d$/u.test(plan.at) && isComplete(plan);
  const wrong = week.problems.filter(({ slotId }) => slotId !== null && slotId === slot?.id);
  return (
    <form
      className="stack calendar-form"
      onSubmit={(event) => {
        event.preventDefault();
        save(draftsWith(week, { put: plan }), onClose);
      }}
    >
      {wrong.map(({ code, message, refuses }) => (
        <p key={code} className={refuses ? "calendar-note bad" : "calendar-note watch"}>
          {message}
        </p>
      ))}
      <label className="field" htmlFor="slot-column">
        {words.column}
        <Select
          id="slot-column"
          showSearch={{ optionFilterProp: "label" }}
          value={plan.columnId === "" ? undefined : plan.columnId}
          options={usable.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(columnId) => {
            const chosen = usable.find(({ id }) => id === columnId);
            set(slot ? { columnId } : { columnId, ...startOf(chosen, plan.day) });
          }}
        />
      </label>
      <div className="fields">
        <label className="field" htmlFor="slot-day">
          {words.day}
          <Select
            id="slot-day"
            value={plan.day}
            options={week.days.map((value) => ({ value, label: dayWords(value, language) }))}
            onChange={(value) => set({ day: value })}
          />
        </label>
        <label className="field">
          {words.at}
          <Input type="time" value={plan.at} onChange={(event) => set({ at: event.target.value })} />
        </label>
      </div>
      <div className="field" role="group" aria-labelledby="slot-road">
        <span id="slot-road">{words.road}</span>
        <Radio.Group
          value={plan.road}
          onChange={(event) => set({ road: slotRoads.find((one) => one === event.target.value) ?? plan.road })}
          options={slotRoads.map((value) => ({ value, label: phrases.calendar.roads[value] }))}
        />
        <span className="soft small">{phrases.calendar.roadHints[plan.road]}</span>
      </div>
      <PostWords id="slot" label={words.text} words={plan} change={set} />
      <div className="row">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
          {words.save}
        </Button>
        {slot ? (
          <Button type="text" onClick={() => save(draftsWith(week, { drop: slot.id }), onClose)}>
            {words.remove}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function SlotView({ slot, canWrite, onClose }: Props & { slot: CalendarSlot }) {
  const { t, phrases } = useWords();
  const { modal } = App.useApp();
  const words = phrases.calendar;
  const withdraw = useAct("calendar.withdraw", {
    refresh: ["calendar", "sends"],
    said: () => t("calendar.edit.withdrawn"),
    onDone: onClose,
  });
  const { results } = slot;
  const lines = results
    ? [
        t("calendar.results.groups", results.groups),
        t("calendar.results.members", { count: results.members }),
        results.opened === null ? words.results.openedUnknown : t("calendar.results.opened", { count: results.opened }),
        results.talked === null ? words.results.talkedUnknown : t("calendar.results.talked", { count: results.talked }),
      ]
    : [words.results.pending];
  return (
    <div className="stack">
      <p>
        <b>
          {slot.day} {slot.at}
        </b>{" "}
        · {words.roads[slot.road]} · {words.states[slot.state]}
        {slot.reason ? ` · ${word(words.missedWhy, slot.reason)}` : null}
      </p>
      <section>
        <h3>{words.edit.words}</h3>
        <p className="pre-line">{slot.words}</p>
      </section>
      <section>
        <h3>{words.results.title}</h3>
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <div className="row">
        {slot.sendId ? (
          <Link to="/sends/$id" params={{ id: slot.sendId }}>
            {words.edit.toSend}
          </Link>
        ) : null}
        {canWrite && ["published", "waiting", "given"].includes(slot.state) ? (
          <Button
            danger
            loading={withdraw.isPending}
            onClick={() =>
              void modal.confirm({
                title: t("calendar.edit.withdrawTitle", { name: slot.column }),
                content: words.edit.withdrawSay,
                okText: words.edit.withdraw,
                cancelText: t("common.cancel"),
                onOk: () => withdraw.mutate({ id: slot.id }),
              })
            }
          >
            {words.edit.withdraw}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
