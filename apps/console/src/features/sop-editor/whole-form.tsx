import { Button, Checkbox, Input, Segmented, Select } from "antd";
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { SopGraph, SopSubject, SopTrigger, WhichDays } from "@shuke/contract";
import { useCall } from "../../kit/use-call.ts";
import { rootOf } from "../segments/catalog.ts";
import { TreeEditor } from "../segments/tree-editor.tsx";
import { Field, HourField, NumberField } from "./field.tsx";
import { freshKey } from "./fresh.ts";
import { sopEventNames } from "./names.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";

const kinds: Record<SopSubject, ReadonlyArray<SopTrigger["on"]>> = {
  customer: ["event", "segment", "condition", "calendar"],
  group: ["event", "calendar"],
  staff: ["calendar"],
};
const events = { customer: ["customer-joined-store-group", "friend-added"], group: ["group-entered-pool"], staff: [] } as const;
const exits = { customer: ["left-group", "unfriended"], group: ["dismissed"], staff: [] } as const;
const cardFields = ["forWhom", "notFor", "service", "problem", "value", "goal"] as const;

/** Name, what starts it, where day 0 is, what ends it, and for whom it is. */
export function WholeForm() {
  const { graph, change } = useHeldEditor();
  const { phrases, language } = useEditorWords();
  const words = phrases.sopEditor.whole;
  const [own, other] = language === "en" ? (["en", "zh"] as const) : (["zh", "en"] as const);
  const name = (at: "zh" | "en", value: string) => change({ ...graph, name: { ...graph.name, [at]: value } }, `name ${at}`);
  const card = graph.card ?? { forWhom: "", notFor: "", service: "", problem: "", value: "", goal: "" };
  return (
    <>
      <Field label={words.name}>
        <Input aria-label={words.name} maxLength={60} value={graph.name[own]} onChange={(event) => name(own, event.target.value)} />
      </Field>
      <Field label={words.nameOther}>
        <Input
          aria-label={words.nameOther}
          maxLength={60}
          value={graph.name[other]}
          onChange={(event) => name(other, event.target.value)}
        />
      </Field>
      <TriggerForm />
      {graph.subject === "group" ? <ClockForm /> : null}
      {exits[graph.subject].length > 0 ? (
        <Field label={words.exits}>
          <Checkbox.Group
            value={graph.exits}
            options={exits[graph.subject].map((value) => ({ value, label: words.exitKinds[value] }))}
            onChange={(next: SopGraph["exits"]) => change({ ...graph, exits: next })}
          />
        </Field>
      ) : null}
      {graph.subject === "customer" ? <Goals /> : null}
      <details className="sop-more" open={graph.subject === "group"}>
        <summary>{words.card}</summary>
        <p className="faint small">{words.cardHint}</p>
        {cardFields.map((field) => (
          <Field key={field} label={words.cardFields[field]}>
            <Input
              aria-label={words.cardFields[field]}
              maxLength={200}
              value={card[field]}
              onChange={(event) => change({ ...graph, card: { ...card, [field]: event.target.value } }, `card ${field}`)}
            />
          </Field>
        ))}
      </details>
    </>
  );
}

function TriggerForm() {
  const { graph, change } = useHeldEditor();
  const { phrases } = useEditorWords();
  const words = phrases.sopEditor.whole;
  const names = phrases.sopEditor.trigger;
  const { trigger, subject } = graph;
  const set = (next: SopTrigger, tag: string | null = null) => change({ ...graph, trigger: next }, tag);
  const [first] = events[subject];
  const fresh = (on: SopTrigger["on"]): SopTrigger => {
    if (on === "event") return { on, event: first ?? "friend-added" };
    if (on === "segment") return { on, segmentId: "" };
    if (on === "condition") return { on, tree: { v: 1, root: rootOf(undefined) }, at: "10:00" };
    const base = { on, days: { kind: "workdays" as const }, at: "10:00" };
    return subject === "customer" ? { ...base, segmentId: "" } : base;
  };
  const options = kinds[subject].flatMap((on) =>
    on === "event"
      ? events[subject].map((event) => ({ value: `event ${event}`, label: names.event[event] }))
      : [{ value: on, label: names[on] }],
  );
  const value = trigger.on === "event" ? `event ${trigger.event}` : trigger.on;
  return (
    <>
      <Field label={words.trigger}>
        <Select
          aria-label={words.trigger}
          value={value}
          options={options}
          onChange={(next: string) => {
            const event = events[subject].find((one) => next === `event ${one}`);
            const on = kinds[subject].find((one) => one === next);
            if (event) set({ on: "event", event });
            else if (on) set(fresh(on));
          }}
        />
      </Field>
      {trigger.on === "segment" ? <SegmentField value={trigger.segmentId} set={(segmentId) => set({ ...trigger, segmentId })} /> : null}
      {trigger.on === "condition" ? (
        <Field label={words.tree}>
          <TreeEditor group={rootOf(trigger.tree)} change={(root) => set({ ...trigger, tree: { v: 1, root } }, "trigger tree")} />
        </Field>
      ) : null}
      {trigger.on === "calendar" ? (
        <>
          <DaysField days={trigger.days} set={(days) => set({ ...trigger, days })} />
          {subject === "customer" ? (
            <SegmentField value={trigger.segmentId ?? ""} set={(segmentId) => set({ ...trigger, segmentId })} />
          ) : null}
        </>
      ) : null}
      {trigger.on === "calendar" || trigger.on === "condition" ? (
        <Field label={words.at}>
          <HourField label={words.at} value={trigger.at} change={(at) => set({ ...trigger, at }, "trigger at")} />
        </Field>
      ) : null}
    </>
  );
}

function SegmentField({ value, set }: { value: string; set: (segmentId: string) => void }) {
  const { phrases } = useEditorWords();
  const label = phrases.sopEditor.whole.segment;
  const list = useCall("segments.list", { limit: 200 }, { staleTime: 60_000 });
  return (
    <Field label={label}>
      <Select
        aria-label={label}
        loading={list.isPending}
        showSearch={{ optionFilterProp: "label" }}
        value={value === "" ? null : value}
        options={(list.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        onChange={(next: string | null) => set(next ?? "")}
      />
    </Field>
  );
}

const dayKinds: ReadonlyArray<WhichDays["kind"]> = ["every", "workdays", "rest-days", "weekdays", "dates"];
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

function DaysField({ days, set }: { days: WhichDays; set: (days: WhichDays) => void }) {
  const { phrases } = useEditorWords();
  const words = phrases.sopEditor.whole;
  const names = phrases.sopEditor.trigger;
  return (
    <Field label={words.days}>
      <Select<WhichDays["kind"]>
        aria-label={words.days}
        value={days.kind}
        options={dayKinds.map((value) => ({ value, label: names.days[value] }))}
        onChange={(kind) => {
          if (kind === "weekdays") set({ kind, weekdays: [1] });
          else if (kind === "dates") set({ kind, dates: [new Date().toISOString().slice(0, 10)] });
          else set({ kind });
        }}
      />
      {days.kind === "weekdays" ? (
        <Checkbox.Group
          value={days.weekdays}
          options={weekdays.map((value) => ({ value, label: names.weekday[value] }))}
          onChange={(next: number[]) => next.length > 0 && set({ kind: "weekdays", weekdays: next.toSorted((a, b) => a - b) })}
        />
      ) : null}
      {days.kind === "dates" ? (
        <Select
          mode="tags"
          aria-label={words.dates}
          placeholder="2026-10-01"
          value={days.dates}
          tokenSeparators={[",", "，", " "]}
          onChange={(next: string[]) => {
            const dates = next.filter((one) => /^\d{4}-\d{2}-\d{2}$/.test(one));
            if (dates.length > 0) set({ kind: "dates", dates: dates.toSorted() });
          }}
        />
      ) : null}
    </Field>
  );
}

function ClockForm() {
  const { graph, change } = useHeldEditor();
  const { phrases } = useEditorWords();
  const words = phrases.sopEditor.whole;
  const { clock } = graph;
  return (
    <Field label={words.clock}>
      <Segmented
        aria-label={words.clock}
        value={clock.from}
        options={[
          { value: "filled" as const, label: words.fromFilled },
          { value: "start" as const, label: words.fromStart },
        ]}
        onChange={(from) => change({ ...graph, clock: from === "start" ? { from } : { from, idealSize: 200, share: 0.8, orDay: 14 } })}
      />
      {clock.from === "filled" ? (
        <div className="sop-triple">
          {(
            [
              ["idealSize", 2, 500, clock.idealSize],
              ["share", 10, 100, Math.round(clock.share * 100)],
              ["orDay", 1, 90, clock.orDay],
            ] as const
          ).map(([field, min, max, value]) => (
            <Field key={field} label={words[field]}>
              <NumberField
                label={words[field]}
                min={min}
                max={max}
                value={value}
                {...(field === "share" ? { suffix: "%" } : {})}
                change={(next) =>
                  change({ ...graph, clock: { ...clock, [field]: field === "share" ? next / 100 : next } }, `clock ${field}`)
                }
              />
            </Field>
          ))}
        </div>
      ) : null}
    </Field>
  );
}

function Goals() {
  const { graph, change } = useHeldEditor();
  const { t, phrases, language } = useEditorWords();
  const words = phrases.sopEditor.whole;
  const own = language === "en" ? "en" : "zh";
  const set = (goals: SopGraph["goals"], tag: string | null = null) => change({ ...graph, goals }, tag);
  return (
    <Field label={words.goals} hint={words.goalsHint}>
      {graph.goals.map((goal, at) => (
        <div key={goal.key} className="row sop-goal">
          <Select
            aria-label={words.goalEvent}
            value={goal.event}
            options={sopEventNames.map((value) => ({ value, label: phrases.sopEditor.events[value] }))}
            onChange={(event) => set(graph.goals.with(at, { ...goal, event }))}
          />
          <Input
            aria-label={words.goalName}
            placeholder={words.goalName}
            maxLength={40}
            value={goal.name[own]}
            onChange={(event) =>
              set(graph.goals.with(at, { ...goal, name: { ...goal.name, [own]: event.target.value } }), `goal ${goal.key}`)
            }
          />
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={`${t("sopEditor.remove")} ${goal.name[own]}`}
            onClick={() => set(graph.goals.toSpliced(at, 1))}
          />
        </div>
      ))}
      {graph.goals.length < 10 ? (
        <Button
          size="small"
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() =>
            set([
              ...graph.goals,
              { key: freshKey(graph, `goal-${graph.goals.length}`), name: { zh: "下了单", en: "Ordered" }, event: "ordered" },
            ])
          }
        >
          {words.addGoal}
        </Button>
      ) : null}
    </Field>
  );
}
