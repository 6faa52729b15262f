import { useState } from "react";
import { Button, Checkbox, Select, Switch } from "antd";
import { Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { useCan } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";

type Data = Output<"reports.get">;
type Settings = Data["settings"];
const hours = Array.from({ length: 24 }, (_, n) => `${String(7 + Math.floor(n / 2)).padStart(2, "0")}:${n % 2 === 0 ? "00" : "30"}`);
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** Who gets the report, and when. */
export function ReportSettings({ data }: { data: Data }) {
  const { t, phrases } = useWords();
  const canWrite = useCan()("plays.write");
  const { options } = useStaffOptions();
  const [settings, setSettings] = useState<Settings>(data.settings);
  const save = useAct("reports.save", { refresh: ["reports"], said: () => t("reports.saved") });
  const isChanged = JSON.stringify(settings) !== JSON.stringify(data.settings);
  const change = (patch: Partial<Settings>) => setSettings({ ...settings, ...patch });
  const words = phrases.reports.settings;
  const isOn = data.settings.day.on || data.settings.week.on;
  return (
    <Panel title={words.title} note={isOn ? t("reports.readers", { count: data.readers }) : words.off}>
      <div className="stack">
        <div className="row">
          <Switch
            disabled={!canWrite}
            aria-label={words.day}
            checked={settings.day.on}
            onChange={(on) => change({ day: { ...settings.day, on } })}
          />
          <span>{words.day}</span>
          <Time label={words.dayAt} value={settings.day.at} onChange={(at) => change({ day: { ...settings.day, at } })} />
          {data.nextDayAt ? <When at={data.nextDayAt} prefix={words.next} /> : null}
        </div>
        <div className="row">
          <Switch
            disabled={!canWrite}
            aria-label={words.week}
            checked={settings.week.on}
            onChange={(on) => change({ week: { ...settings.week, on } })}
          />
          <span>{words.week}</span>
          <Select
            aria-label={words.weekday}
            style={{ width: 110 }}
            value={settings.week.weekday}
            options={weekdays.map((value) => ({ value, label: phrases.reports.weekdays[value] }))}
            onChange={(weekday) => change({ week: { ...settings.week, weekday } })}
          />
          <Time label={words.weekAt} value={settings.week.at} onChange={(at) => change({ week: { ...settings.week, at } })} />
          {data.nextWeekAt ? <When at={data.nextWeekAt} prefix={words.next} /> : null}
        </div>
        <div className="row">
          <Checkbox disabled={!canWrite} checked={settings.heads} onChange={(event) => change({ heads: event.target.checked })}>
            {words.heads}
          </Checkbox>
          <Checkbox
            disabled={!canWrite}
            checked={settings.storeManagers}
            onChange={(event) => change({ storeManagers: event.target.checked })}
          >
            {words.storeManagers}
          </Checkbox>
        </div>
        <People label={words.also} options={options} value={settings.also} onChange={(also) => change({ also })} />
        <People label={words.never} options={options} value={settings.never} onChange={(never) => change({ never })} />
        <p className="small soft">{t("reports.settings.say", { zone: data.timeZone })}</p>
        <div className="row">
          <Button type="primary" disabled={!canWrite || !isChanged} loading={save.isPending} onClick={() => save.mutate(settings)}>
            {words.save}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Time({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const all = hours.includes(value) ? hours : [value, ...hours];
  return (
    <Select
      aria-label={label}
      style={{ width: 96 }}
      value={value}
      options={all.map((one) => ({ value: one, label: one }))}
      onChange={onChange}
    />
  );
}

type PeopleProps = {
  label: string;
  options: Array<{ value: string; label: string }>;
  value: string[];
  onChange: (value: string[]) => void;
};

function People({ label, options, value, onChange }: PeopleProps) {
  return (
    <div>
      <div>{label}</div>
      <Select
        mode="multiple"
        allowClear
        aria-label={label}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
