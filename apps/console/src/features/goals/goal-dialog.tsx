import { useState } from "react";
import type { ReactNode } from "react";
import { Input, InputNumber, Modal, Select } from "antd";
import type { Goal, GoalMetric, GoalParams } from "@shuke/contract";
import { fill } from "@shuke/phrases";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { clean } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useStaffOptions, useTagOptions } from "../pickers/options.ts";
import { choices, monies, shares, shownAs, typed } from "./words.ts";

type Props = { goal: Goal | undefined; today: string; inNinetyDays: string; onClose: () => void };

/** A goal to set, or to change; its metric stays, since its days were measured by it. */
export function GoalDialog({ goal, today, inNinetyDays, onClose }: Props) {
  const { t, phrases } = useWords();
  const { options: staff } = useStaffOptions();
  const [name, setName] = useState(goal?.name ?? "");
  const [metric, setMetric] = useState<GoalMetric>(goal?.metric ?? "groups-of-size");
  const [target, setTarget] = useState<number | null>(goal ? shownAs(goal.metric, goal.target) : null);
  const [startDay, setStartDay] = useState(goal?.startDay ?? today);
  const [deadline, setDeadline] = useState(goal?.deadline ?? inNinetyDays);
  const [owner, setOwner] = useState(goal?.owner?.userId);
  const [params, setParams] = useState<GoalParams>(goal?.params ?? { atLeast: 400 });
  const done = { refresh: ["goals"], inline: true, onDone: onClose };
  const create = useAct("goals.create", { ...done, said: () => t("goals.made") });
  const update = useAct("goals.update", { ...done, said: () => t("goals.saved") });
  const words = phrases.goals.dialog;
  const about = {
    name,
    target: target === null ? 0 : typed(metric, target),
    startDay,
    deadline,
    owner: owner ?? null,
    params: paramsOf(metric, params),
  };
  const error = create.error ?? update.error;
  return (
    <Modal
      open
      title={goal ? words.edit : words.create}
      okText={goal ? words.save : words.ok}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: create.isPending || update.isPending, disabled: name.trim() === "" || target === null }}
      onOk={() => (goal ? update.mutate({ id: goal.id, ...about }) : create.mutate({ ...about, metric }))}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        {error ? <Failed error={error} /> : null}
        <Field label={words.metric} hint={fill(phrases.goals.metrics[metric].means, { atLeast: params.atLeast ?? 1 })}>
          <Select
            aria-label={words.metric}
            style={{ width: "100%" }}
            disabled={goal !== undefined}
            value={metric}
            options={choices.map((value) => ({ value, label: phrases.goals.metrics[value].name }))}
            onChange={setMetric}
          />
        </Field>
        <Params metric={metric} params={params} change={(patch) => setParams({ ...params, ...patch })} />
        <Field label={words.name} hint={words.nameHint}>
          <Input aria-label={words.name} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={words.target} hint={shares.has(metric) ? words.inPercent : monies.has(metric) ? words.inYuan : ""}>
          <InputNumber aria-label={words.target} style={{ width: 200 }} value={target} onChange={setTarget} />
        </Field>
        <div className="row">
          <Field label={words.from} hint="">
            <Input type="date" aria-label={words.from} value={startDay} onChange={(event) => setStartDay(event.target.value)} />
          </Field>
          <Field label={words.to} hint="">
            <Input type="date" aria-label={words.to} value={deadline} onChange={(event) => setDeadline(event.target.value)} />
          </Field>
        </div>
        <Field label={words.owner} hint="">
          <Select
            allowClear
            aria-label={words.owner}
            style={{ width: "100%" }}
            showSearch={{ optionFilterProp: "label" }}
            value={owner ?? null}
            options={staff}
            onChange={(value: string | null | undefined) => setOwner(value ?? undefined)}
          />
        </Field>
      </div>
    </Modal>
  );
}

/** Only what this metric is measured with. */
function paramsOf(metric: GoalMetric, all: GoalParams): GoalParams {
  const { atLeast, tagId, tagName, segmentId, sopId, step, margin } = all;
  if (metric === "groups-of-size") return clean({ atLeast });
  if (metric === "tagged-people") return clean({ tagId, tagName: tagId === undefined ? tagName : undefined });
  if (metric === "segment-people") return clean({ segmentId });
  if (metric === "step-rate") return clean({ sopId, step });
  return metric === "break-even" ? clean({ margin }) : {};
}

type ParamProps = { metric: GoalMetric; params: GoalParams; change: (patch: GoalParams) => void };

function Params({ metric, params, change }: ParamProps) {
  const { phrases } = useWords();
  const words = phrases.goals.dialog;
  if (metric === "groups-of-size") {
    return (
      <Field label={words.atLeast} hint="">
        <InputNumber
          aria-label={words.atLeast}
          min={1}
          max={500}
          value={params.atLeast ?? null}
          onChange={(value) => change({ atLeast: value ?? 1 })}
        />
      </Field>
    );
  }
  if (metric === "break-even") {
    return (
      <Field label={words.margin} hint={words.marginHint}>
        <InputNumber
          aria-label={words.margin}
          min={0}
          max={100}
          suffix="%"
          value={params.margin === undefined ? null : Math.round(params.margin * 1000) / 10}
          onChange={(value) => change({ margin: value === null ? undefined : value / 100 })}
        />
      </Field>
    );
  }
  if (metric === "tagged-people") return <TagParam params={params} change={change} />;
  if (metric === "segment-people") return <SegmentParam params={params} change={change} />;
  return metric === "step-rate" ? <StepParam params={params} change={change} /> : null;
}

type PickProps = Omit<ParamProps, "metric">;

function TagParam({ params, change }: PickProps) {
  const { phrases } = useWords();
  const options = useTagOptions();
  return (
    <Field label={phrases.goals.dialog.tag} hint={params.tagId === undefined ? (params.tagName ?? "") : ""}>
      <Select
        aria-label={phrases.goals.dialog.tag}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        value={params.tagId ?? null}
        onChange={(tagId: string | null) => change({ tagId: tagId ?? undefined })}
      />
    </Field>
  );
}

function SegmentParam({ params, change }: PickProps) {
  const { phrases } = useWords();
  const query = useCall("segments.list", { limit: 200 });
  return (
    <Field label={phrases.goals.dialog.segment} hint="">
      <Select
        aria-label={phrases.goals.dialog.segment}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={(query.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={params.segmentId ?? null}
        onChange={(segmentId: string | null) => change({ segmentId: segmentId ?? undefined })}
      />
    </Field>
  );
}

function StepParam({ params, change }: PickProps) {
  const { phrases } = useWords();
  const query = useCall("sops.overview", {});
  const options = (query.data?.items ?? []).map((row) => ({ value: `${row.sopId}/${row.key}`, label: `${row.sop} · ${row.name}` }));
  return (
    <Field label={phrases.goals.dialog.step} hint="">
      <Select
        aria-label={phrases.goals.dialog.step}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        value={params.sopId === undefined ? null : `${params.sopId}/${params.step ?? ""}`}
        onChange={(value: string) => {
          const [sopId, step] = value.split("/");
          change({ sopId, step });
        }}
      />
    </Field>
  );
}

function Field({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return (
    <div>
      <div>{label}</div>
      {children}
      {hint === "" ? null : <div className="small soft">{hint}</div>}
    </div>
  );
}
