import { InputNumber, Select } from "antd";
import type { Compare, SegmentLeaf, SegmentNode } from "@shuke/contract";
import { useWords, word } from "../../i18n.ts";

type Props = { node: SegmentNode; change: (next: SegmentNode) => void };

/** A condition as a sentence whose numbers can be changed where they stand. */
export function Condition({ node, change }: Props) {
  const { phrases } = useWords();
  if (!("of" in node)) return <Leaf leaf={node} change={change} />;
  return (
    <div>
      <span className="soft small">{phrases.lifeCycle.groups[node.kind]}</span>
      <ul className="condition-list">
        {node.of.map((child, at) => (
          <li key={`${at} ${child.kind}`}>
            <Condition node={child} change={(next) => change({ ...node, of: node.of.map((one, n) => (n === at ? next : one)) })} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Leaf({ leaf, change }: { leaf: SegmentLeaf; change: (next: SegmentNode) => void }) {
  const { t, phrases, language } = useWords();
  const words = phrases.lifeCycle.leaf;
  switch (leaf.kind) {
    case "relation": {
      const list = leaf.in.map((one) => phrases.customers.states[one]).join(language === "en" ? " / " : "、");
      return <span>{t("lifeCycle.leaf.relation", { list })}</span>;
    }
    case "added": {
      const { when } = leaf;
      if (when.op === "between") return <Other kind={leaf.kind} />;
      return (
        <span className="row">
          {when.op === "within" ? words.added : words.addedBefore}
          <Num label={words.added} value={when.days} most={3650} change={(days) => change({ ...leaf, when: { ...when, days } })} />
          {when.op === "within" ? words.daysOnly : words.daysLong}
        </span>
      );
    }
    case "orders": {
      // Amounts are kept in fen and written in yuan.
      const [label, unit] = leaf.measure === "count" ? [words.orders, 1] : [words[leaf.measure], 100];
      return (
        <span className="row">
          <Days days={leaf.days} change={(days) => change({ ...leaf, days })} />
          {label}
          <Op value={leaf.op} change={(op) => change({ ...leaf, op })} />
          <Num
            label={label}
            least={0}
            digits={unit === 1 ? 0 : 2}
            value={leaf.value / unit}
            most={10_000_000}
            change={(value) => change({ ...leaf, value: Math.round(value * unit) })}
          />
          {leaf.measure === "count" ? words.times : null}
        </span>
      );
    }
    case "order-date": {
      const { when } = leaf;
      if (when.op !== "within" || leaf.which !== "last") return <Other kind={leaf.kind} />;
      return (
        <span className="row">
          {words.orderDate}
          <Num label={words.orderDate} value={when.days} most={3650} change={(days) => change({ ...leaf, when: { ...when, days } })} />
          {words.days}
        </span>
      );
    }
    case "did":
      return (
        <span className="row">
          <Days days={leaf.days} change={(days) => change({ ...leaf, days })} />
          {t("lifeCycle.leaf.did", { what: word(phrases.lifeCycle.behaviours, leaf.what) })}
          <Op value={leaf.op} change={(op) => change({ ...leaf, op })} />
          <Num label={words.times} least={0} value={leaf.times} most={10_000} change={(times) => change({ ...leaf, times })} />
          {words.times}
        </span>
      );
    case "group":
      return leaf.is === "member" && leaf.which.of === "any" && leaf.withinDays === null ? (
        <span>{words.inGroup}</span>
      ) : (
        <Other kind={leaf.kind} />
      );
    default:
      return <Other kind={leaf.kind} />;
  }
}

function Other({ kind }: { kind: string }) {
  const { t } = useWords();
  return <span className="soft">{t("lifeCycle.leaf.other", { kind })}</span>;
}

function Days({ days, change }: { days: number | null; change: (days: number) => void }) {
  const { phrases } = useWords();
  const words = phrases.lifeCycle.leaf;
  if (days === null) return <span>{words.ever}</span>;
  return (
    <>
      <Num label={words.days} value={days} most={3650} change={change} />
      {words.days}
    </>
  );
}

function Op({ value, change }: { value: Compare; change: (op: Compare) => void }) {
  const { phrases } = useWords();
  const ops = phrases.lifeCycle.leaf.ops;
  return (
    <Select<Compare>
      size="small"
      aria-label={ops[value]}
      popupMatchSelectWidth={false}
      value={value}
      options={([">=", "<=", "="] as const).map((op) => ({ value: op, label: ops[op] }))}
      onChange={change}
    />
  );
}

function Num({
  label,
  value,
  least = 1,
  digits = 0,
  most,
  change,
}: {
  label: string;
  value: number;
  least?: number;
  digits?: number;
  most: number;
  change: (value: number) => void;
}) {
  return (
    <InputNumber
      size="small"
      aria-label={label}
      style={{ width: 76 }}
      min={least}
      max={most}
      precision={digits}
      value={value}
      onChange={(next) => {
        if (next !== null) change(next);
      }}
    />
  );
}
