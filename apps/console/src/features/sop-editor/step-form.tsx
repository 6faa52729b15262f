import { Button, Checkbox, Input, InputNumber, Segmented, Select } from "antd";
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { GraphStep } from "@shuke/contract";
import { Field, NumberField } from "./field.tsx";
import { roadOf } from "./fresh.ts";
import { FromLibrary } from "./from-library.tsx";
import { bare } from "./library.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { TakeWords } from "./take-words.tsx";

type Change = (step: GraphStep, tag?: string | null) => void;
type Props = { step: GraphStep; change: Change };
type Content = GraphStep["content"];

/** What is done: words first, then who, how it is proved and judged; what is seldom changed is folded away. */
export function StepForm({ step, change }: Props) {
  const { graph } = useHeldEditor();
  const { phrases, language } = useEditorWords();
  const words = phrases.sopEditor.step;
  const inOwn = language === "en" ? "en" : "zh";
  const road = roadOf[graph.subject].kind;
  const kinds = road === "staff-task" ? [road] : [road, "staff-task" as const];
  const setKind = (kind: GraphStep["kind"]) => {
    const evidence = kind === "staff-task" ? "claim" : "delivered";
    const own = { content: bare(step.content), variants: step.variants.map(bare) };
    change({ ...step, ...(kind === "staff-task" ? own : { actor: "own" as const }), kind, evidence });
  };
  return (
    <>
      <Field label={words.name}>
        <Input
          aria-label={words.name}
          maxLength={60}
          value={step.name[inOwn]}
          onChange={(event) => change({ ...step, name: { ...step.name, [inOwn]: event.target.value } }, "name")}
        />
      </Field>
      <Field label={words.kind}>
        <Segmented
          aria-label={words.kind}
          value={step.kind}
          options={kinds.map((value) => ({ value, label: phrases.sops.kinds[value] }))}
          onChange={setKind}
        />
      </Field>
      <ContentField
        label={step.kind === "staff-task" ? words.taskText : words.text}
        content={step.content}
        linked={step.kind !== "staff-task"}
        change={(content, tag) => change({ ...step, content }, tag)}
      />
      <Variants step={step} change={change} />
      <div className="sop-pair">
        {step.kind === "staff-task" ? (
          <Field label={words.actor}>
            <Select<GraphStep["actor"]>
              aria-label={words.actor}
              value={step.actor}
              options={(["own", "store-manager"] as const).map((value) => ({ value, label: words.actors[value] }))}
              onChange={(actor) => change({ ...step, actor })}
            />
          </Field>
        ) : null}
        <Field label={words.target} hint={words.targetHint}>
          <Percent label={words.target} value={step.target} set={(target) => change({ ...step, target }, "target")} />
        </Field>
      </div>
      <Metric step={step} change={change} />
      <More step={step} change={change} />
    </>
  );
}

function Percent({ label, value, set }: { label: string; value: number | null; set: (value: number | null) => void }) {
  return (
    <InputNumber
      aria-label={label}
      min={0}
      max={100}
      precision={0}
      suffix="%"
      value={value === null ? null : Math.round(value * 100)}
      onChange={(next) => set(next === null ? null : next / 100)}
    />
  );
}

type ContentProps = { label: string; content: Content; linked: boolean; change: (content: Content, tag: string | null) => void };

function ContentField({ label, content, linked, change }: ContentProps) {
  const { t, phrases } = useEditorWords();
  const { library } = useHeldEditor();
  const words = phrases.sopEditor.step;
  const { link, contentId } = content;
  const chosen = contentId === undefined ? undefined : library.known.get(contentId);
  const page = link?.page ?? "none";
  return (
    <Field label={label} hint={t("sopEditor.step.textHint", { count: content.text.length })}>
      <Input.TextArea
        aria-label={label}
        autoSize={{ minRows: 3, maxRows: 10 }}
        maxLength={1200}
        placeholder={chosen ? t("sopEditor.step.textOf", { name: chosen.name }) : ""}
        value={content.text}
        onChange={(event) => change({ ...content, text: event.target.value }, `${label} text`)}
      />
      {linked ? (
        <FromLibrary label={label} content={content} change={(next) => change(next, null)} />
      ) : (
        <TakeWords label={label} take={(text) => change({ ...content, text }, null)} />
      )}
      {linked ? (
        <Segmented<"none" | "welfare" | "find-store">
          aria-label={`${label} ${words.link}`}
          size="small"
          value={page}
          options={[
            { value: "none", label: words.noLink },
            { value: "welfare", label: words.pages.welfare },
            { value: "find-store", label: words.pages["find-store"] },
          ]}
          onChange={(next) => {
            const { link: _, ...bare } = content;
            change(next === "none" ? bare : { ...content, link: { title: link?.title ?? "", desc: link?.desc ?? "", page: next } }, null);
          }}
        />
      ) : null}
      {linked && link ? (
        <div className="sop-pair">
          <Input
            aria-label={`${label} ${words.linkTitle}`}
            placeholder={words.linkTitle}
            maxLength={40}
            value={link.title}
            onChange={(event) => change({ ...content, link: { ...link, title: event.target.value } }, `${label} title`)}
          />
          <Input
            aria-label={`${label} ${words.linkDesc}`}
            placeholder={words.linkDesc}
            maxLength={100}
            value={link.desc}
            onChange={(event) => change({ ...content, link: { ...link, desc: event.target.value } }, `${label} desc`)}
          />
        </div>
      ) : null}
    </Field>
  );
}

function Variants({ step, change }: Props) {
  const { t } = useEditorWords();
  const put = (at: number, content: Content | null, tag: string | null = null) =>
    change({ ...step, variants: content === null ? step.variants.toSpliced(at, 1) : step.variants.with(at, content) }, tag);
  return (
    <>
      {step.variants.map((variant, at) => (
        // Wordings have no id of their own; their place is what tells them apart.
        <div key={at} className="sop-variant">
          <ContentField
            label={t("sopEditor.step.variant", { n: String(at + 2) })}
            content={variant}
            linked={step.kind !== "staff-task"}
            change={(content, tag) => put(at, content, tag)}
          />
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("sopEditor.step.removeVariant", { n: String(at + 2) })}
            onClick={() => put(at, null)}
          />
        </div>
      ))}
      {step.variants.length < 5 ? (
        <Button
          size="small"
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => change({ ...step, variants: [...step.variants, step.content] })}
        >
          {t("sopEditor.step.addVariant")}
        </Button>
      ) : null}
    </>
  );
}

function Metric({ step, change }: Props) {
  const { phrases, language } = useEditorWords();
  const words = phrases.sopEditor.step;
  const { metric } = step;
  const own = language === "en" ? "en" : "zh";
  if (!step.content.link && !metric) return null;
  return (
    <Field label={words.metric}>
      <Checkbox
        checked={metric !== undefined}
        onChange={(event) => {
          const { metric: _, ...bare } = step;
          const name = { zh: "48 小时内打开卡片", en: "Opened within 48 h" };
          change(event.target.checked ? { ...step, metric: { key: "link-opened", name, target: 0.2, withinHours: 48 } } : bare);
        }}
      >
        {words.metricOn}
      </Checkbox>
      {metric ? (
        <>
          <Input
            aria-label={words.metricName}
            value={metric.name[own]}
            maxLength={40}
            onChange={(event) =>
              change({ ...step, metric: { ...metric, name: { ...metric.name, [own]: event.target.value } } }, "metric name")
            }
          />
          <div className="sop-pair">
            <Field label={words.metricTarget}>
              <Percent
                label={words.metricTarget}
                value={metric.target}
                set={(target) => target !== null && change({ ...step, metric: { ...metric, target } }, "metric target")}
              />
            </Field>
            <Field label={words.metricWithin}>
              <NumberField
                label={words.metricWithin}
                value={metric.withinHours}
                min={1}
                max={240}
                change={(withinHours) => change({ ...step, metric: { ...metric, withinHours } }, "metric within")}
              />
            </Field>
          </div>
        </>
      ) : null}
    </Field>
  );
}

function More({ step, change }: Props) {
  const { graph } = useHeldEditor();
  const { phrases } = useEditorWords();
  const words = phrases.sopEditor.step;
  const proofs = (["delivered", "notice", "claim"] as const).filter((one) =>
    step.kind === "staff-task" ? one === "claim" || (one === "notice" && graph.subject === "group") : one !== "notice",
  );
  const hours = (label: string, field: "reminderHours" | "escalationHours") => (
    <Field label={label}>
      <InputNumber
        aria-label={label}
        min={1}
        max={240}
        precision={0}
        placeholder={words.never}
        value={step[field]}
        onChange={(next) => change({ ...step, [field]: next }, field)}
      />
    </Field>
  );
  return (
    <details className="sop-more">
      <summary>{words.more}</summary>
      <Field label={words.evidence}>
        <Select<GraphStep["evidence"]>
          aria-label={words.evidence}
          value={step.evidence}
          options={proofs.map((value) => ({ value, label: words.evidences[value] }))}
          onChange={(evidence) => change({ ...step, evidence })}
        />
      </Field>
      <div className="sop-pair">
        <Field label={words.window}>
          <NumberField
            label={words.window}
            value={step.windowHours}
            min={1}
            max={240}
            change={(windowHours) => change({ ...step, windowHours }, "window")}
          />
        </Field>
        <Field label={words.late}>
          <Select<GraphStep["late"]>
            aria-label={words.late}
            value={step.late}
            options={(["do", "skip", "ask"] as const).map((value) => ({ value, label: words.lates[value] }))}
            onChange={(late) => change({ ...step, late })}
          />
        </Field>
      </div>
      <div className="sop-pair">
        {hours(words.reminder, "reminderHours")}
        {hours(words.escalation, "escalationHours")}
      </div>
    </details>
  );
}
