import { useState } from "react";
import { Input, InputNumber, Select } from "antd";
import type { Compare, When } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import type { Option } from "../pickers/options.ts";
import { useStaffOptions, useTags } from "../pickers/options.ts";

type Chosen = { value: string[]; change: (value: string[]) => void; label: string; missing?: boolean };

/** Several of many, by typing. */
export function Several({
  options,
  value,
  change,
  label,
  missing = false,
  onSearch,
}: Chosen & { options: Option[]; onSearch?: (text: string) => void }) {
  const { t } = useWords();
  return (
    <Select
      mode="multiple"
      aria-label={label}
      className="segment-wide"
      placeholder={t("segments.fill.choose")}
      options={options}
      value={value}
      onChange={change}
      maxTagCount={4}
      optionFilterProp="label"
      {...(missing ? { status: "error" as const } : {})}
      {...(onSearch ? { onSearch, filterOption: false } : {})}
    />
  );
}

export function TagPicker(props: Chosen) {
  const { data } = useTags();
  const options = (data?.groups ?? []).flatMap((group) =>
    group.tags.map((tag) => ({ value: tag.id, label: `${group.name} / ${tag.name}` })),
  );
  return <Several {...props} options={options} />;
}

export function StaffPicker(props: Chosen) {
  const { options } = useStaffOptions();
  return <Several {...props} options={options} />;
}

/** Those that were found and those that are chosen: a chosen one keeps its name while another is looked for. */
function useKept(found: Option[], value: readonly string[]): Option[] {
  const [kept, setKept] = useState<Option[]>([]);
  const all = [...found, ...kept.filter((one) => !found.some(({ value: id }) => id === one.value))];
  const chosen = all.filter((one) => value.includes(one.value));
  if (chosen.some((one) => !kept.some(({ value: id }) => id === one.value))) setKept(chosen);
  return [...all, ...value.filter((id) => !all.some((one) => one.value === id)).map((id) => ({ value: id, label: id }))];
}

export function StorePicker(props: Chosen) {
  const [text, setText] = useState("");
  const found = useCall("stores.list", { ...(text === "" ? {} : { query: text }), limit: 50 }, { staleTime: 60_000 });
  const options = useKept(
    (found.data?.items ?? []).map((row) => ({ value: row.id, label: `${row.name} · ${row.city}` })),
    props.value,
  );
  return <Several {...props} options={options} onSearch={setText} />;
}

export function GroupPicker(props: Chosen) {
  const [text, setText] = useState("");
  const found = useCall("groups.list", { ...(text === "" ? {} : { query: text }), limit: 50 }, { staleTime: 60_000 });
  const options = useKept(
    (found.data?.items ?? []).map((row) => ({ value: row.id, label: row.name })),
    props.value,
  );
  return <Several {...props} options={options} onSearch={setText} />;
}

export function CodePicker(props: Chosen) {
  const [text, setText] = useState("");
  const found = useCall("liveCodes.list", { ...(text === "" ? {} : { query: text }), limit: 50 }, { staleTime: 60_000 });
  const options = useKept(
    (found.data?.items ?? []).map((row) => ({ value: row.id, label: row.name })),
    props.value,
  );
  return <Several {...props} options={options} onSearch={setText} />;
}

export function SegmentPicker(props: Chosen & { except: string | undefined }) {
  const found = useCall("segments.list", { limit: 200 }, { staleTime: 60_000 });
  const rows = (found.data?.items ?? []).filter((row) => row.id !== props.except);
  return <Several {...props} options={rows.map((row) => ({ value: row.id, label: row.name }))} />;
}

/** Days, at least one. */
export function Days({ value, change }: { value: number; change: (days: number) => void }) {
  const { t } = useWords();
  return (
    <InputNumber
      aria-label={t("segments.fill.days")}
      min={1}
      max={3650}
      precision={0}
      value={value}
      suffix={t("segments.fill.days")}
      onChange={(next) => change(next ?? 1)}
      className="segment-number"
    />
  );
}

/** The last days, or ever. */
export function Period({ days, change }: { days: number | null; change: (days: number | null) => void }) {
  const { t } = useWords();
  return (
    <>
      <Select
        aria-label={t("segments.fill.inDays")}
        value={days === null ? "ever" : "days"}
        options={[
          { value: "days", label: t("segments.fill.inDays") },
          { value: "ever", label: t("segments.fill.ever") },
        ]}
        onChange={(next) => change(next === "ever" ? null : 30)}
        className="segment-select"
      />
      {days === null ? null : <Days value={days} change={change} />}
    </>
  );
}

export function CompareSelect({ op, change }: { op: Compare; change: (op: Compare) => void }) {
  const { t } = useWords();
  return (
    <Select<Compare>
      aria-label={t("segments.fill.atLeast")}
      value={op}
      options={[
        { value: ">=", label: t("segments.fill.atLeast") },
        { value: "<=", label: t("segments.fill.atMost") },
        { value: "=", label: t("segments.fill.exactly") },
      ]}
      onChange={change}
      className="segment-select"
    />
  );
}

type Range = { from: string | null; to: string | null };

/** Two days, of which one may be open. */
export function DayRange({ from, to, change }: Range & { change: (range: Range) => void }) {
  const { t } = useWords();
  const missing = from === null && to === null ? { status: "error" as const } : {};
  return (
    <>
      <Input
        type="date"
        aria-label={t("segments.fill.from")}
        className="segment-day"
        value={from ?? ""}
        {...missing}
        onChange={(event) => change({ from: event.target.value || null, to })}
      />
      <span aria-hidden>–</span>
      <Input
        type="date"
        aria-label={t("segments.fill.to")}
        className="segment-day"
        value={to ?? ""}
        {...missing}
        onChange={(event) => change({ from, to: event.target.value || null })}
      />
    </>
  );
}

export function WhenInput({ when, change }: { when: When; change: (when: When) => void }) {
  const { t } = useWords();
  return (
    <>
      <Select<When["op"]>
        aria-label={t("segments.fill.between")}
        value={when.op}
        options={(["within", "before", "between"] as const).map((op) => ({ value: op, label: t(`segments.fill.${op}`) }))}
        onChange={(op) => change(op === "between" ? { op, from: null, to: null } : { op, days: when.op === "between" ? 30 : when.days })}
        className="segment-select"
      />
      {when.op === "between" ? (
        <DayRange from={when.from} to={when.to} change={(range) => change({ op: "between", ...range })} />
      ) : (
        <Days value={when.days} change={(days) => change({ op: when.op, days })} />
      )}
    </>
  );
}
