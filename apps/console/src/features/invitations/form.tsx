import { useState } from "react";
import { Button, Input, InputNumber, Radio, Select } from "antd";
import type { InvitationPlan } from "@shuke/contract";
import { WAVE_HOURS } from "@shuke/contract/invitation-words";
import { Panel, PhonePreview } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { countWords } from "../../kit/format.ts";
import { useCall } from "../../kit/use-call.ts";
import { Instant } from "../sends/when-fields.tsx";
import { AudienceFields, chosen } from "../sends/whom-fields.tsx";
import "../sends/sends.css";
import "./invitations.css";

/** The composer: into which groups, who is asked, what it says; beside it the phone and what would happen. */
export function InvitationForm({ start, busy, onSave }: { start: InvitationPlan; busy: boolean; onSave: (plan: InvitationPlan) => void }) {
  const { t, phrases } = useWords();
  const [plan, setPlan] = useState(start);
  const words = phrases.invitations.form;
  const set = (patch: Partial<InvitationPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const missing = [
    ...(plan.name.trim() === "" ? [words.name] : []),
    ...(plan.liveCodeId === "" ? [words.code] : []),
    ...(chosen(plan.audience, "customers") ? [] : [words.whom]),
    ...(plan.text.trim() === "" ? [words.text] : []),
    ...(plan.card.title.trim() === "" ? [words.card] : []),
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
        <Panel title={words.where}>
          <div className="stack">
            <label className="field">
              {words.name}
              <Input value={plan.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
              <span className="field-hint">{words.nameHint}</span>
            </label>
            <CodeSelect value={plan.liveCodeId} change={(liveCodeId) => set({ liveCodeId })} />
            <div className="field" role="group" aria-label={words.apart}>
              <span className="field-label">{words.apart}</span>
              <Radio.Group
                value={plan.apart}
                onChange={(event) => set({ apart: event.target.value === "class" ? "class" : "code" })}
                options={(["code", "class"] as const).map((value) => ({ value, label: words.aparts[value] }))}
              />
            </div>
          </div>
        </Panel>
        <Panel title={words.whom}>
          <div className="stack">
            <AudienceFields audience={plan.audience} to="customers" change={(patch) => set({ audience: { ...plan.audience, ...patch } })} />
          </div>
        </Panel>
        <Panel title={words.words}>
          <div className="stack send-words">
            <label className="field">
              {words.text}
              <Input.TextArea
                rows={4}
                maxLength={800}
                showCount
                value={plan.text}
                onChange={(event) => set({ text: event.target.value })}
              />
            </label>
            <div className="fields">
              <label className="field">
                {words.card}
                <Input
                  value={plan.card.title}
                  maxLength={40}
                  onChange={(event) => set({ card: { ...plan.card, title: event.target.value } })}
                />
                <span className="field-hint">{words.cardHint}</span>
              </label>
              <label className="field">
                {words.cardDesc}
                <Input
                  value={plan.card.desc}
                  maxLength={100}
                  onChange={(event) => set({ card: { ...plan.card, desc: event.target.value } })}
                />
              </label>
            </div>
          </div>
        </Panel>
        <Panel title={words.when}>
          <div className="fields">
            <label className="field">
              {words.waveHours}
              <InputNumber
                min={WAVE_HOURS.least}
                max={WAVE_HOURS.most}
                value={plan.waveHours}
                onChange={(value) => set({ waveHours: value ?? WAVE_HOURS.usual })}
              />
              <span className="field-hint">{words.waveHint}</span>
            </label>
            <Instant label={words.until} value={plan.until} change={(until) => set({ until })} hint={words.untilHint} />
          </div>
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
          <InvitePhone plan={plan} />
        </Panel>
        <Foreseen plan={plan} isReady={isReady} />
      </aside>
    </form>
  );
}

function CodeSelect({ value, change }: { value: string; change: (id: string) => void }) {
  const { phrases } = useWords();
  const words = phrases.invitations.form;
  const [text, search] = useState("");
  const { data, isFetching } = useCall(
    "liveCodes.list",
    { kind: "group", limit: 30, ...(text === "" ? {} : { query: text }) },
    { staleTime: 60_000 },
  );
  const own = useCall("liveCodes.get", { id: value }, { enabled: value !== "", staleTime: 300_000 });
  const rows = [...(own.data ? [own.data] : []), ...(data?.items ?? []).filter(({ id }) => id !== own.data?.id)];
  return (
    <label className="field">
      {words.code}
      <Select
        showSearch={{ onSearch: search, filterOption: false }}
        loading={isFetching}
        placeholder={words.codeNone}
        value={value === "" ? null : value}
        options={rows.map((row) => ({ value: row.id, label: row.storeName === null ? row.name : `${row.name} · ${row.storeName}` }))}
        onChange={(id) => change(id ?? "")}
      />
      <span className="field-hint">{words.codeHint}</span>
    </label>
  );
}

/** What would happen if it began now; asked for, since it looks at everybody. */
function Foreseen({ plan, isReady }: { plan: InvitationPlan; isReady: boolean }) {
  const { t, language, phrases } = useWords();
  const words = phrases.invitations.preview;
  const preview = useAct("invitations.preview");
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
            <p>{t("invitations.preview.people", { people: n(data.audience), inside: n(data.alreadyIn) })}</p>
            <p>
              {data.seats === null
                ? phrases.invitations.noCode
                : data.seats === 0
                  ? words.noSeat
                  : t("invitations.preview.waves", {
                      seats: n(data.seats),
                      first: n(data.firstWave),
                      waves: n(data.waves),
                      rate: Math.round(data.rate * 100),
                    })}
            </p>
          </>
        ) : (
          <p className="soft">{words.sentence}</p>
        )}
      </div>
    </Panel>
  );
}

export function InvitePhone({ plan: { text, card } }: { plan: InvitationPlan }) {
  const { phrases } = useWords();
  const words = phrases.sends.form;
  return (
    <PhonePreview
      title={words.brand}
      time="10:00"
      avatar={words.you}
      label={words.preview}
      placeholder={words.previewEmpty}
      bubbles={[
        ...(text.trim() === "" ? [] : [{ kind: "text" as const, text }]),
        ...(card.title === "" ? [] : [{ kind: "link" as const, title: card.title, desc: card.desc }]),
      ]}
    />
  );
}
