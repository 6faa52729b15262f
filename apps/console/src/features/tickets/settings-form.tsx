import { useState } from "react";
import { Button, Checkbox, Input, InputNumber } from "antd";
import type { TicketSettings } from "@shuke/contract";
import { ticketKinds } from "@shuke/contract/ticket-words";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCall } from "../../kit/use-call.ts";
import "./tickets.css";
import { useCan } from "../../session.tsx";

/** By when a kind is answered, and the hours it is counted in. */
export function TicketSettingsForm() {
  const { data } = useCall("tickets.settings", {});
  return data ? <Form key={JSON.stringify(data)} saved={data} /> : null;
}

function Form({ saved }: { saved: TicketSettings }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const [form, setForm] = useState(saved);
  const save = useAct("tickets.saveSettings", { refresh: ["tickets.settings"], said: () => t("common.saved") });
  const words = phrases.tickets.settingsPage;
  const set = (patch: Partial<TicketSettings>) => setForm((old) => ({ ...old, ...patch }));
  const number = (key: "remindMinutes" | "unheardMinutes" | "closeAfterDays", label: string, min: number, max: number) => (
    <label className="field">
      {label}
      <InputNumber min={min} max={max} value={form[key]} onChange={(value) => set({ [key]: value ?? saved[key] })} />
    </label>
  );
  return (
    <Panel title={words.title} note={words.sentence}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(form);
        }}
      >
        <div className="fields">
          {ticketKinds.map((kind) => (
            <label className="field" key={kind}>
              {phrases.tickets.kinds[kind]} · {words.minutes}
              <InputNumber
                min={5}
                max={14_400}
                value={form.minutes[kind]}
                onChange={(value) => set({ minutes: { ...form.minutes, [kind]: value ?? saved.minutes[kind] } })}
              />
            </label>
          ))}
        </div>
        <div className="fields">
          {(["opens", "closes"] as const).map((key) => (
            <label className="field" key={key}>
              {words.hours} · {words[key]}
              <Input type="time" style={{ width: 130 }} value={form[key]} onChange={(event) => set({ [key]: event.target.value })} />
            </label>
          ))}
          <Checkbox checked={form.workdaysOnly} onChange={(event) => set({ workdaysOnly: event.target.checked })}>
            {words.workdaysOnly}
          </Checkbox>
        </div>
        <div className="fields">
          {number("remindMinutes", words.remind, 0, 1440)}
          {number("unheardMinutes", words.unheard, 0, 1440)}
          {number("closeAfterDays", words.closeAfter, 1, 60)}
        </div>
        <p className="small soft">{words.note}</p>
        <div>
          <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!can("plays.write") || form === saved}>
            {words.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
