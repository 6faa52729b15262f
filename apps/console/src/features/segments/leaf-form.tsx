import { Input, InputNumber, Select } from "antd";
import { segmentPhrases } from "@shuke/phrases";
import type { SegmentLeaf } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { FieldInput } from "./field-input.tsx";
import {
  CodePicker,
  CompareSelect,
  Days,
  GroupPicker,
  Period,
  SegmentPicker,
  Several,
  StaffPicker,
  StorePicker,
  TagPicker,
  WhenInput,
} from "./inputs.tsx";

type Props = { leaf: SegmentLeaf; change: (leaf: SegmentLeaf) => void; self: string | undefined };

const optionsOf = <K extends string>(words: Readonly<Record<K, string>>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }));

/** What a condition asks, as a line of small inputs that reads like a sentence. */
export function LeafForm({ leaf, change, self }: Props) {
  const { t, phrases, language } = useWords();
  const w = segmentPhrases[language];
  const label = phrases.segments.kinds[leaf.kind];
  const fill = phrases.segments.fill;
  switch (leaf.kind) {
    case "tags":
      return (
        <>
          <Select
            aria-label={label}
            className="segment-select"
            value={leaf.match}
            options={(["any", "all", "none"] as const).map((match) => ({ value: match, label: fill[match] }))}
            onChange={(match) => change({ ...leaf, match })}
          />
          <TagPicker
            label={label}
            value={leaf.tagIds}
            missing={leaf.tagIds.length === 0}
            change={(tagIds) => change({ ...leaf, tagIds })}
          />
        </>
      );
    case "name":
      return (
        <Input
          aria-label={fill.contains}
          className="segment-wide"
          placeholder={fill.contains}
          maxLength={40}
          value={leaf.contains}
          {...(leaf.contains === "" ? { status: "error" as const } : {})}
          onChange={(event) => change({ ...leaf, contains: event.target.value })}
        />
      );
    case "gender":
      return <Enums label={label} words={w.genders} value={leaf.in} change={(next) => change({ ...leaf, in: next })} />;
    case "type":
      return <Enums label={label} words={w.types} value={leaf.in} change={(next) => change({ ...leaf, in: next })} />;
    case "marked":
      return <Enums label={label} words={w.marks} value={leaf.in} change={(next) => change({ ...leaf, in: next })} />;
    case "relation":
      return <Enums label={label} words={w.relations} value={leaf.in} change={(next) => change({ ...leaf, in: next })} />;
    case "stage":
      return <Enums label={label} words={w.stages} value={leaf.in} change={(next) => change({ ...leaf, in: next })} />;
    case "field":
      return <FieldInput value={leaf} change={(value) => change({ kind: "field", ...value })} />;
    case "added":
      return <WhenInput when={leaf.when} change={(when) => change({ ...leaf, when })} />;
    case "staff":
      return (
        <StaffPicker
          label={label}
          value={leaf.userIds}
          missing={leaf.userIds.length === 0}
          change={(userIds) => change({ ...leaf, userIds })}
        />
      );
    case "code":
      return (
        <CodePicker
          label={label}
          value={leaf.codeIds}
          missing={leaf.codeIds.length === 0}
          change={(codeIds) => change({ ...leaf, codeIds })}
        />
      );
    case "store":
      return (
        <StorePicker
          label={label}
          value={leaf.storeIds}
          missing={leaf.storeIds.length === 0}
          change={(storeIds) => change({ ...leaf, storeIds })}
        />
      );
    case "segment":
      return (
        <SegmentPicker
          label={label}
          value={leaf.segmentIds}
          missing={leaf.segmentIds.length === 0}
          except={self}
          change={(segmentIds) => change({ ...leaf, segmentIds })}
        />
      );
    case "group":
      return <GroupInput leaf={leaf} change={change} />;
    case "did":
      return (
        <>
          <Period days={leaf.days} change={(days) => change({ ...leaf, days })} />
          <Select
            aria-label={label}
            className="segment-select"
            value={leaf.what}
            options={optionsOf(w.behaviours)}
            onChange={(what) => change({ ...leaf, what })}
          />
          <CompareSelect op={leaf.op} change={(op) => change({ ...leaf, op })} />
          <InputNumber
            aria-label={fill.times}
            className="segment-number"
            min={0}
            max={10_000}
            precision={0}
            suffix={fill.times}
            value={leaf.times}
            onChange={(times) => change({ ...leaf, times: times ?? 0 })}
          />
        </>
      );
    case "never":
      return (
        <Select
          aria-label={label}
          className="segment-select"
          value={leaf.what}
          options={optionsOf(w.behaviours)}
          onChange={(what) => change({ ...leaf, what })}
        />
      );
    case "last":
      return (
        <>
          <Select
            aria-label={label}
            className="segment-select"
            value={leaf.what}
            options={optionsOf(w.behaviours)}
            onChange={(what) => change({ ...leaf, what })}
          />
          <Select
            aria-label={fill.more}
            className="segment-select"
            value={leaf.op}
            options={(["more", "less"] as const).map((op) => ({ value: op, label: fill[op] }))}
            onChange={(op) => change({ ...leaf, op })}
          />
          <Days value={leaf.days} change={(days) => change({ ...leaf, days })} />
        </>
      );
    case "orders": {
      const isCount = leaf.measure === "count";
      return (
        <>
          <Period days={leaf.days} change={(days) => change({ ...leaf, days })} />
          <Select
            aria-label={label}
            className="segment-select"
            value={leaf.measure}
            options={optionsOf(fill.measures)}
            onChange={(measure) => change({ ...leaf, measure, value: measure === "count" ? 1 : 10_000 })}
          />
          <CompareSelect op={leaf.op} change={(op) => change({ ...leaf, op })} />
          <InputNumber
            aria-label={isCount ? fill.times : fill.yuan}
            className="segment-number"
            min={0}
            precision={isCount ? 0 : 2}
            suffix={isCount ? fill.times : fill.yuan}
            value={isCount ? leaf.value : leaf.value / 100}
            onChange={(value) => change({ ...leaf, value: isCount ? (value ?? 0) : Math.round((value ?? 0) * 100) })}
          />
        </>
      );
    }
    case "order-date":
      return (
        <>
          <Select
            aria-label={label}
            className="segment-select"
            value={leaf.which}
            options={(["first", "last"] as const).map((which) => ({ value: which, label: fill[which] }))}
            onChange={(which) => change({ ...leaf, which })}
          />
          <WhenInput when={leaf.when} change={(when) => change({ ...leaf, when })} />
        </>
      );
    case "rfm":
      return (["r", "f", "m"] as const).map((name) => (
        <Several
          key={name}
          label={fill[name]}
          options={[1, 2, 3, 4, 5].map((score) => ({ value: String(score), label: `${fill[name]} ${score}` }))}
          value={scoresOf(leaf[name])}
          change={(scores) => change({ ...leaf, [name]: rangeOf(scores) })}
        />
      ));
    case "bucket":
      return (
        <>
          <Input
            aria-label={fill.salt}
            placeholder={fill.salt}
            className="segment-select"
            maxLength={40}
            value={leaf.salt}
            {...(leaf.salt === "" ? { status: "error" as const } : {})}
            onChange={(event) => change({ ...leaf, salt: event.target.value })}
          />
          <InputNumber
            aria-label={fill.from}
            min={0}
            max={99}
            precision={0}
            value={leaf.from}
            onChange={(from) => change({ ...leaf, from: from ?? 0 })}
          />
          <span aria-hidden>–</span>
          <InputNumber
            aria-label={t("segments.fill.to")}
            min={1}
            max={100}
            precision={0}
            value={leaf.to}
            onChange={(to) => change({ ...leaf, to: to ?? 100 })}
          />
        </>
      );
  }
}

const scoresOf = (range: [number, number] | null): string[] =>
  range === null ? [] : Array.from({ length: range[1] - range[0] + 1 }, (_, i) => String(range[0] + i));

/** Scores from the lowest to the highest that was chosen. */
const rangeOf = (scores: readonly string[]): [number, number] | null =>
  scores.length === 0 ? null : [Math.min(...scores.map(Number)), Math.max(...scores.map(Number))];

function Enums<K extends string>({
  label,
  words,
  value,
  change,
}: {
  label: string;
  words: Readonly<Record<K, string>>;
  value: K[];
  change: (value: K[]) => void;
}) {
  const options = optionsOf(words);
  const pick = (chosen: string[]) => change(options.map((one) => one.value).filter((one) => chosen.includes(one)));
  return <Several label={label} options={options} value={value} missing={value.length === 0} change={pick} />;
}

type GroupLeaf = Extract<SegmentLeaf, { kind: "group" }>;

function GroupInput({ leaf, change }: { leaf: GroupLeaf; change: (leaf: SegmentLeaf) => void }) {
  const { phrases } = useWords();
  const { fill, kinds } = phrases.segments;
  const { which } = leaf;
  const kinds3 = { any: fill.anyGroup, groups: fill.someGroups, stores: fill.storeGroups };
  const fresh = (of: keyof typeof kinds3): GroupLeaf["which"] =>
    of === "any" ? { of } : of === "groups" ? { of, groupIds: [] } : { of, storeIds: [] };
  return (
    <>
      <Select
        aria-label={kinds.group}
        className="segment-select"
        value={leaf.is}
        options={(["member", "left"] as const).map((is) => ({ value: is, label: fill[is] }))}
        onChange={(is) => change({ ...leaf, is })}
      />
      <Select
        aria-label={fill.anyGroup}
        className="segment-select"
        value={which.of}
        options={optionsOf(kinds3)}
        onChange={(of) => change({ ...leaf, which: fresh(of) })}
      />
      {which.of === "groups" ? (
        <GroupPicker
          label={fill.someGroups}
          value={which.groupIds}
          missing={which.groupIds.length === 0}
          change={(groupIds) => change({ ...leaf, which: { of: "groups", groupIds } })}
        />
      ) : null}
      {which.of === "stores" ? (
        <StorePicker
          label={fill.storeGroups}
          value={which.storeIds}
          missing={which.storeIds.length === 0}
          change={(storeIds) => change({ ...leaf, which: { of: "stores", storeIds } })}
        />
      ) : null}
      <Select
        aria-label={fill.lately}
        className="segment-select"
        value={leaf.withinDays === null ? "always" : "lately"}
        options={(["always", "lately"] as const).map((one) => ({ value: one, label: fill[one] }))}
        onChange={(one) => change({ ...leaf, withinDays: one === "always" ? null : 7 })}
      />
      {leaf.withinDays === null ? null : <Days value={leaf.withinDays} change={(withinDays) => change({ ...leaf, withinDays })} />}
    </>
  );
}
