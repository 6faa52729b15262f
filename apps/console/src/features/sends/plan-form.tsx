import { useState } from "react";
import { Button, Input, InputNumber } from "antd";
import type { SendContent, SendPlan } from "@shuke/contract";
import { Panel, PhonePreview } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useContentsFor } from "../contents/choose.tsx";
import { bubblesOf, type Files } from "../contents/draft.ts";
import { StaffPicker, StorePicker } from "../segments/inputs.tsx";
import { AskForecast } from "./ask-forecast.tsx";
import { WhenFields } from "./when-fields.tsx";
import { chosen, WhomFields } from "./whom-fields.tsx";
import { emptyContent, isWritten, WordsFields } from "./words-fields.tsx";
import "./sends.css";

const MOST_WORDINGS = 4;

/** The composer: what it says, who it is for, when; beside it the phone and the forecast. */
export function PlanForm({
  start,
  busy,
  onSave,
  fixedWhom = false,
}: {
  start: SendPlan;
  busy: boolean;
  onSave: (plan: SendPlan) => void;
  /** Its recipients are those of another send. */
  fixedWhom?: boolean;
}) {
  const { t, phrases } = useWords();
  const [plan, setPlan] = useState(start);
  const words = phrases.sends.form;
  const set = (patch: Partial<SendPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const contents = [plan.content, ...plan.variants, ...plan.rules.map(({ content }) => content)];
  const missing = [
    ...(plan.name.trim() === "" ? [words.name] : []),
    ...(contents.every(isWritten) ? [] : [words.words]),
    ...(fixedWhom || chosen(plan.audience, plan.to) ? [] : [words.whom]),
  ];
  const isReady = missing.length === 0;
  return (
    <form
      className="send-edit"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSave(plan);
      }}
    >
      <div className="stack">
        <Panel title={words.words}>
          <div className="stack">
            <label className="field">
              {words.name}
              <Input value={plan.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
              <span className="field-hint">{words.nameHint}</span>
            </label>
            <Wordings plan={plan} change={set} />
          </div>
        </Panel>
        {fixedWhom ? null : (
          <Panel title={words.whom}>
            <div className="stack">
              <WhomFields plan={plan} change={set} />
              <label className="field">
                {words.holdOut}
                <InputNumber
                  min={0}
                  max={50}
                  suffix="%"
                  value={plan.holdOutPercent}
                  onChange={(value) => set({ holdOutPercent: value ?? 0 })}
                />
                <span className="field-hint">{words.holdOutHint}</span>
              </label>
            </div>
          </Panel>
        )}
        <Panel title={words.when}>
          <WhenFields plan={plan} change={set} />
        </Panel>
        <div className="row send-switch">
          <Button type="primary" htmlType="submit" disabled={!isReady} loading={busy}>
            {words.save}
          </Button>
          <span className="soft">{isReady ? words.kept : t("sends.form.missing", { what: missing.join(words.and) })}</span>
        </div>
      </div>
      <aside className="send-side">
        <Panel title={words.preview}>
          <Phone content={plan.content} />
        </Panel>
        {fixedWhom ? null : <AskForecast input={{ plan }} isReady={isReady} />}
      </aside>
    </form>
  );
}

function Wordings({ plan, change }: { plan: SendPlan; change: (patch: Partial<SendPlan>) => void }) {
  const { t, phrases } = useWords();
  const words = phrases.sends.form;
  const swap = <T,>(list: readonly T[], n: number, one: T) => list.map((old, i) => (i === n ? one : old));
  const drop = <T,>(list: readonly T[], n: number) => list.filter((_, i) => i !== n);
  return (
    <>
      <WordsFields id="send-text" label={words.text} content={plan.content} change={(content) => change({ content })} />
      {plan.variants.map((variant, n) => (
        <WordsFields
          key={n}
          id={`send-variant-${n}`}
          label={t("sends.form.variant", { n: n + 1 })}
          content={variant}
          change={(content) => change({ variants: swap(plan.variants, n, content) })}
          remove={() => change({ variants: drop(plan.variants, n) })}
        />
      ))}
      {plan.rules.map((rule, n) => (
        <div key={n} className="stack send-words">
          <div className="send-lists">
            <div className="field">
              <span className="field-label">{words.ruleStaff}</span>
              <StaffPicker
                label={words.ruleStaff}
                value={rule.userIds}
                optional={rule.storeIds.length > 0}
                change={(userIds) => change({ rules: swap(plan.rules, n, { ...rule, userIds }) })}
              />
            </div>
            <div className="field">
              <span className="field-label">{words.ruleStores}</span>
              <StorePicker
                label={words.ruleStores}
                value={rule.storeIds}
                optional
                change={(storeIds) => change({ rules: swap(plan.rules, n, { ...rule, storeIds }) })}
              />
            </div>
          </div>
          <WordsFields
            id={`send-rule-${n}`}
            label={words.rule}
            content={rule.content}
            change={(content) => change({ rules: swap(plan.rules, n, { ...rule, content }) })}
            remove={() => change({ rules: drop(plan.rules, n) })}
          />
        </div>
      ))}
      {plan.variants.length > 0 ? <p className="field-hint">{words.variantHint}</p> : null}
      <div className="row send-switch">
        <Button
          size="small"
          disabled={plan.variants.length >= MOST_WORDINGS}
          onClick={() => change({ variants: [...plan.variants, emptyContent] })}
        >
          {words.addVariant}
        </Button>
        <Button
          size="small"
          disabled={plan.rules.length >= 20}
          onClick={() => change({ rules: [...plan.rules, { userIds: [], storeIds: [], content: emptyContent }] })}
        >
          {words.addRule}
        </Button>
      </div>
    </>
  );
}

const noFiles: Files = new Map();

export function Phone({ content: { text, link, contentId } }: { content: SendContent }) {
  const { phrases } = useWords();
  const words = phrases.sends.form;
  const { chosen } = useContentsFor("mass", contentId ?? null);
  const all = bubblesOf(
    { text: text.trim() === "" ? (chosen?.text ?? "") : text, attachments: chosen?.attachments ?? [] },
    noFiles,
    phrases.contents,
  );
  const said = all.filter(({ kind }) => kind === "text");
  const rest = all.filter(({ kind }) => kind !== "text");
  const card = link && link.title !== "" ? [{ kind: "link" as const, title: link.title, desc: link.desc }] : [];
  return (
    <PhonePreview
      title={words.brand}
      time="10:00"
      avatar={words.you}
      label={words.preview}
      placeholder={words.previewEmpty}
      bubbles={[...said, ...card, ...rest]}
    />
  );
}
