import { useState } from "react";
import { Button, Checkbox, Drawer, Input, InputNumber, Radio, Select } from "antd";
import type { Column, ColumnPlan } from "@shuke/contract";
import { columnFormats, columnMetrics, columnValues, greetings, slotRoads } from "@shuke/contract/calendar-words";
import { groupClasses } from "@shuke/contract/talk-words";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useStaffOptions } from "../pickers/options.ts";
import { isComplete, PostWords } from "./post-words.tsx";

const blank: ColumnPlan = {
  name: "",
  persona: "",
  format: "text",
  value: "information",
  selling: false,
  greeting: null,
  road: "hand",
  classes: ["store"],
  times: [],
  text: "",
  contentId: null,
  link: null,
  metric: "opened",
  target: null,
  owner: "",
};
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const nameOf = (n: number) => (["1", "2", "3", "4", "5", "6", "7"] as const)[n - 1] ?? "1";

/** A column: who speaks, what it gives, when, by which road, and by what it is measured. */
export function ColumnDrawer({ column, canWrite, onClose }: { column: Column | null; canWrite: boolean; onClose: () => void }) {
  const { t, phrases } = useWords();
  const { followers } = useStaffOptions();
  const [plan, setPlan] = useState<ColumnPlan>(() => (column ? planOf(column) : blank));
  const words = phrases.columns.edit;
  const set = (patch: Partial<ColumnPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const done = { refresh: ["columns", "calendar"], said: () => t("columns.edit.saved"), onDone: onClose };
  const create = useAct("columns.create", done);
  const update = useAct("columns.update", done);
  const archive = useAct("columns.archive", {
    refresh: ["columns", "calendar"],
    said: (out) => (out.archived ? t("columns.archived") : t("columns.restored")),
    onDone: onClose,
  });
  const ready = plan.name.trim() !== "" && plan.classes.length > 0 && isComplete(plan);
  return (
    <Drawer open onClose={onClose} size={620} title={column ? words.titleEdit : words.titleNew} destroyOnHidden>
      <form
        className="stack calendar-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (column) update.mutate({ id: column.id, plan, revision: column.revision });
          else create.mutate({ plan });
        }}
      >
        <label className="field">
          {words.name}
          <Input value={plan.name} maxLength={30} onChange={(event) => set({ name: event.target.value })} />
        </label>
        <label className="field">
          {words.persona}
          <Input
            value={plan.persona}
            maxLength={100}
            placeholder={words.personaHint}
            onChange={(event) => set({ persona: event.target.value })}
          />
        </label>
        <div className="fields">
          <label className="field" htmlFor="column-value">
            {words.value}
            <Select
              id="column-value"
              value={plan.value}
              options={columnValues.map((value) => ({ value, label: phrases.calendar.values[value] }))}
              onChange={(value) => set({ value })}
            />
          </label>
          <label className="field" htmlFor="column-format">
            {words.format}
            <Select
              id="column-format"
              value={plan.format}
              options={columnFormats.map((value) => ({ value, label: phrases.columns.formats[value] }))}
              onChange={(format) => set({ format })}
            />
          </label>
          <label className="field" htmlFor="column-owner">
            {words.owner}
            <Select
              id="column-owner"
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              value={plan.owner === "" ? undefined : plan.owner}
              options={followers}
              onChange={(owner?: string) => set({ owner: owner ?? "" })}
            />
          </label>
        </div>
        <div className="field" role="group" aria-labelledby="column-greeting">
          <span id="column-greeting">{words.greeting}</span>
          <Radio.Group
            value={plan.greeting ?? "none"}
            onChange={(event) => set({ greeting: greetings.find((one) => one === event.target.value) ?? null })}
            options={[
              { value: "none", label: words.greetingNone },
              ...greetings.map((value) => ({ value, label: phrases.columns.greetings[value] })),
            ]}
          />
        </div>
        <Checkbox checked={plan.selling} onChange={(event) => set({ selling: event.target.checked })}>
          {words.selling}
        </Checkbox>
        <div className="field" role="group" aria-labelledby="column-road">
          <span id="column-road">{words.road}</span>
          <Radio.Group
            value={plan.road}
            onChange={(event) => set({ road: slotRoads.find((one) => one === event.target.value) ?? plan.road })}
            options={slotRoads.map((value) => ({ value, label: phrases.calendar.roads[value] }))}
          />
          <span className="soft small">{phrases.calendar.roadHints[plan.road]}</span>
        </div>
        <div className="field" role="group" aria-labelledby="column-classes">
          <span id="column-classes">{words.classes}</span>
          <Checkbox.Group
            value={plan.classes}
            options={groupClasses.map((value) => ({ value, label: phrases.calendar.classNames[value] }))}
            onChange={(chosen) => set({ classes: groupClasses.filter((one) => chosen.includes(one)) })}
          />
        </div>
        <div className="field" role="group" aria-labelledby="column-times">
          <span id="column-times">{words.times}</span>
          {plan.times.map((time, n) => (
            <div className="row" key={`${n}/${plan.times.length}`}>
              <Select
                aria-label={words.weekday}
                style={{ width: 110 }}
                value={time.weekday}
                options={weekdays.map((value) => ({ value, label: phrases.calendar.weekdays[nameOf(value)] }))}
                onChange={(weekday) => set({ times: plan.times.with(n, { ...time, weekday }) })}
              />
              <Input
                type="time"
                aria-label={words.at}
                style={{ width: 130 }}
                value={time.at}
                onChange={(event) => set({ times: plan.times.with(n, { ...time, at: event.target.value }) })}
              />
              <Button type="text" onClick={() => set({ times: plan.times.toSpliced(n, 1) })}>
                {words.removeTime}
              </Button>
            </div>
          ))}
          <div>
            <Button
              size="small"
              disabled={plan.times.length >= 21}
              onClick={() => {
                const last = plan.times.at(-1);
                set({ times: [...plan.times, { weekday: last ? (last.weekday % 7) + 1 : 1, at: last?.at ?? "12:00" }] });
              }}
            >
              {words.addTime}
            </Button>
          </div>
        </div>
        <PostWords id="column" label={words.text} words={plan} change={set} />
        <div className="fields">
          <label className="field" htmlFor="column-metric">
            {words.metric}
            <Select
              id="column-metric"
              value={plan.metric}
              options={columnMetrics.map((value) => ({ value, label: phrases.columns.metrics[value] }))}
              onChange={(metric) => set({ metric })}
            />
          </label>
          <label className="field">
            {words.target}
            <InputNumber
              min={0}
              max={100}
              value={plan.target === null ? null : Math.round(plan.target * 1000) / 10}
              onChange={(value) => set({ target: value === null ? null : value / 100 })}
            />
          </label>
        </div>
        {canWrite ? (
          <div className="row">
            <Button type="primary" htmlType="submit" disabled={!ready} loading={create.isPending || update.isPending}>
              {words.save}
            </Button>
            {column ? (
              <Button loading={archive.isPending} onClick={() => archive.mutate({ id: column.id, archived: !column.archived })}>
                {column.archived ? phrases.columns.restore : phrases.columns.archive}
              </Button>
            ) : null}
          </div>
        ) : null}
      </form>
    </Drawer>
  );
}

const planOf = (one: Column): ColumnPlan => ({
  name: one.name,
  persona: one.persona,
  format: one.format,
  value: one.value,
  selling: one.selling,
  greeting: one.greeting,
  road: one.road,
  classes: one.classes,
  times: one.times,
  text: one.text,
  contentId: one.contentId,
  link: one.link,
  metric: one.metric,
  target: one.target,
  owner: one.owner,
});
