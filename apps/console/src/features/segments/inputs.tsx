import { useState } from "react";
import { Input, InputNumber, Select } from "antd";
import type { Compare, When } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import type { Option } from "../pickers/options.ts";
import { useStaffOptions, useTags } from "../pickers/options.ts";

/** `optional`: none may be chosen; else an empty choice is shown as missing. */
type Chosen = { value: string[]; change: (value: string[]) => void; label: string; optional?: boolean };

/** Each value with its word; `of`: these only, in this order. */
export const optionsOf = <K extends string>(
  words: Readonly<Record<K, string>>,
  of: readonly K[] = Object.keys(words) as K[],
): Array<{ value: K; label: string }> => of.map((value) => ({ value, label: words[value] }));

/** One of a few. */
export function OneOf<K extends string>({
  label,
  words,
  of,
  value,
  change,
}: {
  label: string;
  words: Readonly<Record<NoInfer<K>, string>>;
  of?: readonly NoInfer<K>[];
  value: K;
  change: (value: K) => void;
}) {
  return <Select<K> aria-label={label} className="segment-select" value={value} options={optionsOf<K>(words, of)} onChange={change} />;
}

/** Several of many, by typing. */
export function Several({
  options,
  value,
  change,
  label,
  optional = false,
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
      status={!optional && value.length === 0 ? "error" : ""}
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

/** Some of those that typing finds: a chosen one keeps its name while another is looked for. */
function Searched({ found, search, ...props }: Chosen & { found: Option[]; search: (text: string) => void }) {
  const { value } = props;
  const [kept, setKept] = useState<Option[]>([]);
  const all = [...found, ...kept.filter((one) => !found.some(({ value: id }) => id === one.value))];
  const chosen = all.filter((one) => value.includes(one.value));
  if (chosen.some((one) => !kept.some(({ value: id }) => id === one.value))) setKept(chosen);
  const nameless = value.filter((id) => !all.some((one) => one.value === id)).map((id) => ({ value: id, label: id }));
  return <Several {...props} options={[...all, ...nameless]} onSearch={search} />;
}

function useSearch() {
  const [text, search] = useState("");
  return { input: { ...(text === "" ? {} : { query: text }), limit: 50 }, search };
}

const named = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name });

export function StorePicker(props: Chosen) {
  const { input, search } = useSearch();
  const { data } = useCall("stores.list", input, { staleTime: 60_000 });
  const found = (data?.items ?? []).map(({ id, name, city }) => ({ value: id, label: `${name} · ${city}` }));
  return <Searched {...props} found={found} search={search} />;
}

export function GroupPicker(props: Chosen) {
  const { input, search } = useSearch();
  const { data } = useCall("groups.list", input, { staleTime: 60_000 });
  return <Searched {...props} found={(data?.items ?? []).map(named)} search={search} />;
}

export function CodePicker(props: Chosen) {
  const { input, search } = useSearch();
  const { data } = useCall("liveCodes.list", input, { staleTime: 60_000 });
  return <Searched {...props} found={(data?.items ?? []).map(named)} search={search} />;
}

export function SegmentPicker({ except, ...props }: Chosen & { except: string | undefined }) {
  const { data } = useCall("segments.list", { limit: 200 }, { staleTime: 60_000 });
  const others = (data?.items ?? []).filter(({ id }) => id !== except);
  return <Several {...props} options={others.map(named)} />;
}

/** A number that the condition cannot do without: an empty one is the least. */
export function Counted({
  label,
  min,
  max,
  precision = 0,
  value,
  change,
}: {
  label: string;
  min: number;
  max?: number;
  precision?: number;
  value: number;
  change: (value: number) => void;
}) {
  return (
    <InputNumber
      aria-label={label}
      className="segment-number"
      min={min}
      {...(max === undefined ? {} : { max })}
      precision={precision}
      suffix={label}
      value={value}
      onChange={(next) => change(next ?? min)}
    />
  );
}

/** Days, at least one. */
export function Days({ value, change }: { value: number; change: (days: number) => void }) {
  const { t } = useWords();
  return <Counted label={t("segments.fill.days")} min={1} max={3650} value={value} change={change} />;
}

/** The last days, or ever. */
export function Period({ days, change }: { days: number | null; change: (days: number | null) => void }) {
  const { inDays, ever } = useWords().phrases.segments.fill;
  return (
    <>
      <OneOf
        label={inDays}
        words={{ days: inDays, ever }}
        value={days === null ? "ever" : "days"}
        change={(next) => change(next === "ever" ? null : 30)}
      />
      {days === null ? null : <Days value={days} change={change} />}
    </>
  );
}

export function CompareSelect({ op, change }: { op: Compare; change: (op: Compare) => void }) {
  const { atLeast, atMost, exactly } = useWords().phrases.segments.fill;
  return <OneOf label={atLeast} words={{ ">=": atLeast, "<=": atMost, "=": exactly }} value={op} change={change} />;
}

/** A text that the condition cannot do without. */
export function TextInput({
  label,
  className,
  value,
  change,
}: {
  label: string;
  className: string;
  value: string;
  change: (value: string) => void;
}) {
  return (
    <Input
      aria-label={label}
      className={className}
      placeholder={label}
      maxLength={40}
      value={value}
      status={value === "" ? "error" : ""}
      onChange={(event) => change(event.target.value)}
    />
  );
}

type Range = { from: string | null; to: string | null };

/** Two days, of which one may be open. */
export function DayRange({ from, to, change }: Range & { change: (range: Range) => void }) {
  const range = { from, to };
  return (
    <>
      <DayInput end="from" range={range} change={change} />
      <span aria-hidden>–</span>
      <DayInput end="to" range={range} change={change} />
    </>
  );
}

function DayInput({ end, range, change }: { end: "from" | "to"; range: Range; change: (range: Range) => void }) {
  const { t } = useWords();
  return (
    <Input
      type="date"
      aria-label={t(`segments.fill.${end}`)}
      className="segment-day"
      value={range[end] ?? ""}
      status={range.from === null && range.to === null ? "error" : ""}
      onChange={(event) => change({ ...range, [end]: event.target.value || null })}
    />
  );
}

export function WhenInput({ when, change }: { when: When; change: (when: When) => void }) {
  const { fill } = useWords().phrases.segments;
  return (
    <>
      <OneOf
        label={fill.between}
        words={fill}
        of={["within", "before", "between"]}
        value={when.op}
        change={(op) => change(op === "between" ? { op, from: null, to: null } : { op, days: when.op === "between" ? 30 : when.days })}
      />
      {when.op === "between" ? (
        <DayRange from={when.from} to={when.to} change={(range) => change({ op: "between", ...range })} />
      ) : (
        <Days value={when.days} change={(days) => change({ op: when.op, days })} />
      )}
    </>
  );
}
