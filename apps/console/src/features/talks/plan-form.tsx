import { useState } from "react";
import { Button, Input, InputNumber, Radio, Select } from "antd";
import type { TalkPlan } from "@shuke/contract";
import { talkKinds } from "@shuke/contract/talk-words";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useSession } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";
import "./talks.css";
import { RunSheetEditor } from "./run-sheet-editor.tsx";
import { instantOf, localInput } from "./times.ts";
import { choices, WhomFields } from "./whom-fields.tsx";

const POSTS = ["announce", "remind", "soon"] as const;

/** Everything that is decided before anybody is told. */
export function PlanForm({ start, busy, onSave }: { start: TalkPlan; busy: boolean; onSave: (plan: TalkPlan) => void }) {
  const { t, phrases } = useWords();
  const { timeZone } = useSession().corp;
  const { followers } = useStaffOptions();
  const [plan, setPlan] = useState(start);
  const [when, setWhen] = useState(() => localInput(new Date(start.startsAt), timeZone));
  const words = phrases.talks.edit;
  const set = (patch: Partial<TalkPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const startsAt = instantOf(when, timeZone);
  const ready = plan.title.trim() !== "" && plan.host !== "" && startsAt !== null && choices(plan) > 0;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (startsAt !== null) onSave({ ...plan, startsAt });
      }}
    >
      <Panel title={words.title}>
        <div className="stack">
          <Radio.Group
            aria-label={words.kind}
            value={plan.kind}
            onChange={(event) => set({ kind: talkKinds.find((kind) => kind === event.target.value) ?? plan.kind })}
            options={talkKinds.map((value) => ({ value, label: phrases.talks.kinds[value] }))}
          />
          <label className="field">
            {words.name}
            <Input value={plan.title} maxLength={60} onChange={(event) => set({ title: event.target.value })} />
          </label>
          <div className="fields">
            <label className="field">
              {words.startsAt}
              <Input type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} />
            </label>
            <label className="field">
              {words.minutes}
              <InputNumber min={10} max={600} value={plan.minutes} onChange={(value) => set({ minutes: value ?? 45 })} />
            </label>
            <label className="field" htmlFor="talk-host">
              {words.host}
              <Select
                id="talk-host"
                style={{ minWidth: 180 }}
                showSearch={{ optionFilterProp: "label" }}
                value={plan.host === "" ? undefined : plan.host}
                options={followers}
                onChange={(host) => set({ host })}
              />
            </label>
            <label className="field">
              {words.guest}
              <Input value={plan.guest} maxLength={60} onChange={(event) => set({ guest: event.target.value })} />
            </label>
          </div>
          <WhomFields whom={plan} change={set} />
        </div>
      </Panel>
      <Panel title={words.texts}>
        <div className="stack">
          {POSTS.map((key) => (
            <label className="field" key={key}>
              {phrases.talks.stages[key]}
              <Input.TextArea
                rows={2}
                maxLength={1000}
                placeholder={t("talks.edit.textHint", { text: t(`talks.posts.${key}`, { title: plan.title }) })}
                value={plan.texts[key]}
                onChange={(event) => set({ texts: { ...plan.texts, [key]: event.target.value } })}
              />
            </label>
          ))}
        </div>
      </Panel>
      <RunSheetEditor items={plan.runSheet} change={(runSheet) => set({ runSheet })} />
      <div>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
