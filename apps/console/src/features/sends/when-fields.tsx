import { useState } from "react";
import { Checkbox, Input, InputNumber, Radio, Select } from "antd";
import type { SendPlan } from "@shuke/contract";
import { contactTopics } from "@shuke/contract/gate-words";
import { useWords } from "../../i18n.ts";
import { useSession } from "../../session.tsx";
import { instantOf, localInput } from "../talks/times.ts";

/** When tasks are given, over how long, and when the offer ends. */
export function WhenFields({ plan, change }: { plan: SendPlan; change: (patch: Partial<SendPlan>) => void }) {
  const { phrases } = useWords();
  const words = phrases.sends.form;
  const later = plan.from !== null;
  return (
    <div className="stack">
      <Radio.Group
        aria-label={words.when}
        value={later ? "later" : "now"}
        onChange={(event) => change({ from: event.target.value === "later" ? plan.until : null })}
        options={[
          { value: "now", label: words.atOnce },
          { value: "later", label: words.later },
        ]}
      />
      <div className="fields">
        {plan.from === null ? null : <Instant label={words.from} value={plan.from} change={(from) => change({ from })} />}
        <Instant label={words.until} value={plan.until} change={(until) => change({ until })} hint={words.untilHint} />
      </div>
      <div className="fields">
        <div className="field" role="group" aria-label={words.hours}>
          <span className="field-label">{words.hours}</span>
          <div className="row send-hours">
            <Input
              type="time"
              aria-label={words.from}
              value={plan.hours.from}
              onChange={(event) => change({ hours: { ...plan.hours, from: event.target.value } })}
            />
            –
            <Input
              type="time"
              aria-label={words.until}
              value={plan.hours.to}
              onChange={(event) => change({ hours: { ...plan.hours, to: event.target.value } })}
            />
          </div>
        </div>
        <label className="field">
          {words.spread}
          <InputNumber min={0} max={72} value={plan.spreadHours} onChange={(value) => change({ spreadHours: value ?? 0 })} />
          <span className="field-hint">{words.spreadHint}</span>
        </label>
      </div>
      <div className="stack">
        <label className="field">
          <Checkbox checked={plan.selling} onChange={(event) => change({ selling: event.target.checked })}>
            {words.selling}
          </Checkbox>
          <span className="field-hint">{words.sellingHint}</span>
        </label>
        {plan.to === "customers" ? (
          <label className="field">
            {words.topic}
            <Select
              allowClear
              placeholder={words.noTopic}
              value={plan.topic}
              options={contactTopics.map((value) => ({ value, label: phrases.gate.topics[value] }))}
              onChange={(topic) => change({ topic: topic ?? null })}
            />
            <span className="field-hint">{plan.topic === "stock" ? words.stockHint : words.topicHint}</span>
          </label>
        ) : null}
      </div>
    </div>
  );
}

/** A local moment, kept as an instant. */
export function Instant({ label, value, change, hint }: { label: string; value: string; change: (at: string) => void; hint?: string }) {
  const { timeZone } = useSession().corp;
  const [typed, setTyped] = useState(() => localInput(new Date(value), timeZone));
  return (
    <label className="field">
      {label}
      <Input
        type="datetime-local"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          const at = instantOf(event.target.value, timeZone);
          if (at !== null) change(at);
        }}
      />
      {hint ? <span className="field-hint">{hint}</span> : null}
    </label>
  );
}
