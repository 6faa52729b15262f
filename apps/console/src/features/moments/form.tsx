import { useState } from "react";
import { Alert, Button, Checkbox, Input, Select, Switch } from "antd";
import type { MomentPlan } from "@shuke/contract";
import { columnValues } from "@shuke/contract/calendar-words";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { countWords } from "../../kit/format.ts";
import { ChooseContent } from "../contents/choose.tsx";
import { StaffPicker, TagPicker } from "../segments/inputs.tsx";
import { Instant } from "../sends/when-fields.tsx";
import { MomentPicture } from "./picture.tsx";
import "../segments/segments.css";
import "../sends/sends.css";

/** The composer: what it shows, who publishes it, who sees it, until when; beside it the phone and what would come of it. */
export function MomentForm({ start, busy, onSave }: { start: MomentPlan; busy: boolean; onSave: (plan: MomentPlan) => void }) {
  const { t, phrases } = useWords();
  const [plan, setPlan] = useState(start);
  const words = phrases.moments.form;
  const set = (patch: Partial<MomentPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const { staff } = plan;
  const missing = [
    ...(plan.name.trim() === "" ? [words.name] : []),
    ...(plan.text.trim() === "" && plan.contentId === null && plan.link === null ? [words.what] : []),
    ...(plan.link !== null && (plan.link.title.trim() === "" || plan.link.url.trim() === "") ? [words.link] : []),
    ...(staff.everyone || staff.userIds.length + staff.positions.length > 0 ? [] : [words.who]),
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
        <Panel title={words.what}>
          <div className="stack">
            <label className="field">
              {words.name}
              <Input value={plan.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
              <span className="field-hint">{words.nameHint}</span>
            </label>
            <What plan={plan} change={set} />
          </div>
        </Panel>
        <Panel title={words.who}>
          <div className="stack">
            <label className="row send-switch">
              <Switch size="small" checked={staff.everyone} onChange={(everyone) => set({ staff: { ...staff, everyone } })} />
              {words.everyone}
            </label>
            {staff.everyone ? null : (
              <div className="send-lists">
                <div className="field">
                  <span className="field-label">{words.positions}</span>
                  <Select
                    mode="tags"
                    aria-label={words.positions}
                    value={staff.positions}
                    maxCount={20}
                    tokenSeparators={["，", ",", "、"]}
                    onChange={(positions) => set({ staff: { ...staff, positions } })}
                  />
                </div>
                <div className="field">
                  <span className="field-label">{words.users}</span>
                  <StaffPicker
                    label={words.users}
                    optional
                    value={staff.userIds}
                    change={(userIds) => set({ staff: { ...staff, userIds } })}
                  />
                </div>
              </div>
            )}
            <div className="field">
              <span className="field-label">{words.tags}</span>
              <TagPicker label={words.tags} optional value={plan.tagIds} change={(tagIds) => set({ tagIds })} />
              <span className="field-hint">{words.tagsHint}</span>
            </div>
          </div>
        </Panel>
        <Panel title={words.when}>
          <Instant label={words.until} value={plan.until} change={(until) => set({ until })} hint={words.untilHint} />
        </Panel>
        <div className="row send-switch">
          <Button type="primary" htmlType="submit" disabled={!isReady} loading={busy}>
            {words.save}
          </Button>
          <span className="soft">{isReady ? words.kept : t("sends.form.missing", { what: missing.join(phrases.sends.form.and) })}</span>
        </div>
      </div>
      <aside className="send-side">
        <Panel title={words.preview}>
          <MomentPicture plan={plan} />
        </Panel>
        <Foreseen plan={plan} isReady={isReady} />
      </aside>
    </form>
  );
}

function What({ plan, change }: { plan: MomentPlan; change: (patch: Partial<MomentPlan>) => void }) {
  const { phrases } = useWords();
  const words = phrases.moments.form;
  const { link } = plan;
  return (
    <div className="stack send-words">
      <label className="field">
        {words.text}
        <Input.TextArea
          autoSize={{ minRows: 4, maxRows: 10 }}
          maxLength={2000}
          showCount
          value={plan.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      <div className="field">
        <label htmlFor="moment-content">{words.content}</label>
        <ChooseContent
          id="moment-content"
          place="mass"
          none={words.contentNone}
          value={plan.contentId}
          onChange={(contentId) => change({ contentId, ...(contentId === null ? {} : { link: null }) })}
        />
        <span className="field-hint">{words.contentHint}</span>
      </div>
      {plan.contentId === null ? (
        <Checkbox checked={link !== null} onChange={(event) => change({ link: event.target.checked ? { title: "", url: "" } : null })}>
          {words.link}
        </Checkbox>
      ) : null}
      {link === null ? null : (
        <div className="fields">
          <label className="field">
            {words.linkTitle}
            <Input value={link.title} maxLength={20} onChange={(event) => change({ link: { ...link, title: event.target.value } })} />
          </label>
          <label className="field">
            {words.linkUrl}
            <Input value={link.url} maxLength={2000} onChange={(event) => change({ link: { ...link, url: event.target.value } })} />
            <span className="field-hint">{words.linkHint}</span>
          </label>
        </div>
      )}
      <div className="fields">
        <label className="field" htmlFor="moment-value">
          {words.value}
          <Select
            id="moment-value"
            value={plan.value}
            options={columnValues.map((value) => ({ value, label: phrases.calendar.values[value] }))}
            onChange={(value) => change({ value })}
          />
        </label>
      </div>
      <Checkbox checked={plan.selling} onChange={(event) => change({ selling: event.target.checked })}>
        {words.selling}
      </Checkbox>
    </div>
  );
}

/** Who would be asked, and where the persona's plan would be left; asked for, since it looks at everybody. */
function Foreseen({ plan, isReady }: { plan: MomentPlan; isReady: boolean }) {
  const { t, language, phrases } = useWords();
  const words = phrases.moments.preview;
  const preview = useAct("moments.preview");
  const { data } = preview;
  const n = (value: number) => countWords(value, language);
  return (
    <Panel
      title={words.title}
      extra={
        <Button size="small" disabled={!isReady} loading={preview.isPending} onClick={() => preview.mutate({ plan })}>
          {data ? words.again : words.ask}
        </Button>
      }
    >
      <div role="status" className="stack">
        {data ? (
          <>
            <p>{t("moments.preview.staff", { staff: n(data.staff), full: n(data.full) })}</p>
            <p>{t("moments.preview.customers", { customers: n(data.customers) })}</p>
            {data.warnings.map((one) => (
              <Alert key={`${one.code} ${one.persona}`} type="warning" showIcon title={one.message} />
            ))}
            {data.warnings.length === 0 ? <p className="soft">{words.fine}</p> : null}
          </>
        ) : (
          <p className="soft">{words.sentence}</p>
        )}
      </div>
    </Panel>
  );
}
