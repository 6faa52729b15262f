import { InputNumber } from "antd";
import { segmentPhrases } from "@shuke/phrases";
import type { SegmentLeaf } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { FieldInput } from "./field-input.tsx";
import {
  CodePicker,
  CompareSelect,
  Counted,
  Days,
  GroupPicker,
  OneOf,
  optionsOf,
  Period,
  SegmentPicker,
  Several,
  StaffPicker,
  StorePicker,
  TagPicker,
  TextInput,
  WhenInput,
} from "./inputs.tsx";

type Props = { leaf: SegmentLeaf; change: (leaf: SegmentLeaf) => void; self: string | undefined };

/** What a condition asks, as a line of small inputs that reads like a sentence. */
export function LeafForm({ leaf, change, self }: Props) {
  const { phrases, language } = useWords();
  const w = segmentPhrases[language];
  const label = phrases.segments.kinds[leaf.kind];
  const fill = phrases.segments.fill;
  switch (leaf.kind) {
    case "tags":
      return (
        <>
          <OneOf label={label} words={fill} of={["any", "all", "none"]} value={leaf.match} change={(match) => change({ ...leaf, match })} />
          <TagPicker label={label} value={leaf.tagIds} change={(tagIds) => change({ ...leaf, tagIds })} />
        </>
      );
    case "name":
      return (
        <TextInput
          label={fill.contains}
          className="segment-wide"
          value={leaf.contains}
          change={(contains) => change({ ...leaf, contains })}
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
      return <StaffPicker label={label} value={leaf.userIds} change={(userIds) => change({ ...leaf, userIds })} />;
    case "code":
      return <CodePicker label={label} value={leaf.codeIds} change={(codeIds) => change({ ...leaf, codeIds })} />;
    case "store":
      return <StorePicker label={label} value={leaf.storeIds} change={(storeIds) => change({ ...leaf, storeIds })} />;
    case "segment":
      return <SegmentPicker label={label} except={self} value={leaf.segmentIds} change={(segmentIds) => change({ ...leaf, segmentIds })} />;
    case "group":
      return <GroupInput leaf={leaf} change={change} />;
    case "did":
      return (
        <>
          <Period days={leaf.days} change={(days) => change({ ...leaf, days })} />
          <OneOf label={label} words={w.behaviours} value={leaf.what} change={(what) => change({ ...leaf, what })} />
          <CompareSelect op={leaf.op} change={(op) => change({ ...leaf, op })} />
          <Counted label={fill.times} min={0} max={10_000} value={leaf.times} change={(times) => change({ ...leaf, times })} />
        </>
      );
    case "never":
      return <OneOf label={label} words={w.behaviours} value={leaf.what} change={(what) => change({ ...leaf, what })} />;
    case "last":
      return (
        <>
          <OneOf label={label} words={w.behaviours} value={leaf.what} change={(what) => change({ ...leaf, what })} />
          <OneOf label={fill.more} words={fill} of={["more", "less"]} value={leaf.op} change={(op) => change({ ...leaf, op })} />
          <Days value={leaf.days} change={(days) => change({ ...leaf, days })} />
        </>
      );
    case "orders": {
      const isCount = leaf.measure === "count";
      return (
        <>
          <Period days={leaf.days} change={(days) => change({ ...leaf, days })} />
          <OneOf
            label={label}
            words={fill.measures}
            value={leaf.measure}
            change={(measure) => change({ ...leaf, measure, value: measure === "count" ? 1 : 10_000 })}
          />
          <CompareSelect op={leaf.op} change={(op) => change({ ...leaf, op })} />
          <Counted
            label={isCount ? fill.times : fill.yuan}
            min={0}
            precision={isCount ? 0 : 2}
            value={isCount ? leaf.value : leaf.value / 100}
            change={(value) => change({ ...leaf, value: isCount ? value : Math.round(value * 100) })}
          />
        </>
      );
    }
    case "order-date":
      return (
        <>
          <OneOf label={label} words={fill} of={["first", "last"]} value={leaf.which} change={(which) => change({ ...leaf, which })} />
          <WhenInput when={leaf.when} change={(when) => change({ ...leaf, when })} />
        </>
      );
    case "rfm":
      return (["r", "f", "m"] as const).map((name) => (
        <Several
          key={name}
          optional
          label={fill[name]}
          options={[1, 2, 3, 4, 5].map((score) => ({ value: String(score), label: `${fill[name]} ${score}` }))}
          value={scoresOf(leaf[name])}
          change={(scores) => change({ ...leaf, [name]: rangeOf(scores) })}
        />
      ));
    case "bucket":
      return (
        <>
          <TextInput label={fill.salt} className="segment-select" value={leaf.salt} change={(salt) => change({ ...leaf, salt })} />
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
            aria-label={fill.to}
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
  return <Several label={label} options={options} value={value} change={pick} />;
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
      <OneOf label={kinds.group} words={fill} of={["member", "left"]} value={leaf.is} change={(is) => change({ ...leaf, is })} />
      <OneOf label={fill.anyGroup} words={kinds3} value={which.of} change={(of) => change({ ...leaf, which: fresh(of) })} />
      {which.of === "groups" ? (
        <GroupPicker
          label={fill.someGroups}
          value={which.groupIds}
          change={(groupIds) => change({ ...leaf, which: { of: "groups", groupIds } })}
        />
      ) : null}
      {which.of === "stores" ? (
        <StorePicker
          label={fill.storeGroups}
          value={which.storeIds}
          change={(storeIds) => change({ ...leaf, which: { of: "stores", storeIds } })}
        />
      ) : null}
      <OneOf
        label={fill.lately}
        words={fill}
        of={["always", "lately"]}
        value={leaf.withinDays === null ? "always" : "lately"}
        change={(one) => change({ ...leaf, withinDays: one === "always" ? null : 7 })}
      />
      {leaf.withinDays === null ? null : <Days value={leaf.withinDays} change={(withinDays) => change({ ...leaf, withinDays })} />}
    </>
  );
}
