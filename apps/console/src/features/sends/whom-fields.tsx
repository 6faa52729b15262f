import type { ReactNode } from "react";
import type { SendAudience, SendPlan } from "@shuke/contract";
import { Radio, Switch } from "antd";
import { useWords } from "../../i18n.ts";
import { GroupPicker, SegmentPicker, StorePicker, TagPicker } from "../segments/inputs.tsx";
import "../segments/segments.css";

type Parts = SendAudience["except"];
export const chosen = ({ everyone, segmentIds, tagIds, groupIds, storeIds }: Whom, to: SendPlan["to"]): boolean =>
  everyone || groupIds.length + storeIds.length + (to === "customers" ? segmentIds.length + tagIds.length : 0) > 0;

/** Who it is for: customers or groups, by lists of which each adds people, and who is left out of them. */
export function WhomFields({ plan, change }: { plan: SendPlan; change: (patch: Partial<SendPlan>) => void }) {
  const { phrases } = useWords();
  const words = phrases.sends.form;
  const { audience, to } = plan;
  const set = (patch: Partial<SendAudience>) => change({ audience: { ...audience, ...patch } });
  return (
    <div className="stack">
      <Radio.Group
        aria-label={words.whom}
        value={to}
        onChange={(event) => change({ to: event.target.value === "groups" ? "groups" : "customers" })}
        options={(["customers", "groups"] as const).map((value) => ({ value, label: phrases.sends.to[value] }))}
      />
      <AudienceFields audience={audience} to={to} change={set} />
    </div>
  );
}

type Whom = Pick<SendAudience, "everyone" | "except"> & Parts;

export function AudienceFields({ audience, to, change }: { audience: Whom; to: SendPlan["to"]; change: (patch: Partial<Whom>) => void }) {
  const { phrases } = useWords();
  const words = phrases.sends.form;
  return (
    <>
      <label className="row send-switch">
        <Switch size="small" checked={audience.everyone} onChange={(everyone) => change({ everyone })} />
        {words.everyone[to]}
      </label>
      {audience.everyone ? null : <Lists parts={audience} to={to} change={change} />}
      <div className="send-except">
        <span className="field-label">{words.except}</span>
        <Lists parts={audience.except} to={to} change={(patch) => change({ except: { ...audience.except, ...patch } })} />
      </div>
    </>
  );
}

function Lists({ parts, to, change }: { parts: Parts; to: SendPlan["to"]; change: (patch: Partial<Parts>) => void }) {
  const { phrases } = useWords();
  const words = phrases.sends.form.parts;
  const of = (key: keyof Parts) => ({ label: words[key], value: parts[key], change: (ids: string[]) => change({ [key]: ids }) });
  return (
    <div className="send-lists">
      {to === "customers" ? (
        <>
          <Labelled label={words.segmentIds}>
            <SegmentPicker {...of("segmentIds")} optional except={undefined} />
          </Labelled>
          <Labelled label={words.tagIds}>
            <TagPicker {...of("tagIds")} optional />
          </Labelled>
        </>
      ) : null}
      <Labelled label={words.groupIds}>
        <GroupPicker {...of("groupIds")} optional />
      </Labelled>
      <Labelled label={words.storeIds}>
        <StorePicker {...of("storeIds")} optional />
      </Labelled>
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}
