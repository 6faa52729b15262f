import { Checkbox, Select } from "antd";
import { sopEventNames } from "./names.ts";
import type { SopNode } from "@shuke/contract";
import { Field, HourField, NumberField } from "./field.tsx";
import { LeadsTo } from "./leads-to.tsx";
import { useEditorWords } from "./use-editor.ts";

type Timed = Extract<SopNode, { do: "wait" | "after" | "until" }>;

/** When it goes on. */
export function TimeForm({ node, put }: { node: Timed; put: (node: SopNode, tag?: string | null) => void }) {
  const { t, phrases } = useEditorWords();
  const words = phrases.sopEditor.time;
  switch (node.do) {
    case "wait":
      return (
        <>
          <div className="sop-pair">
            <Field label={words.day} hint={words.dayHint}>
              <NumberField label={words.day} value={node.day} min={0} max={400} change={(day) => put({ ...node, day }, "day")} />
            </Field>
            <Field label={words.at}>
              <HourField label={words.at} value={node.at} change={(at) => put({ ...node, at }, "at")} />
            </Field>
          </div>
          <Checkbox
            checked={node.days === "workday"}
            onChange={(event) => put({ ...node, days: event.target.checked ? "workday" : "any" })}
          >
            {words.workday}
          </Checkbox>
          <LeadsTo node={node} exit={0} />
        </>
      );
    case "after":
      return (
        <>
          <Field label={words.hours}>
            <NumberField label={words.hours} value={node.hours} min={1} max={2400} change={(hours) => put({ ...node, hours }, "hours")} />
          </Field>
          <Checkbox checked={node.at !== null} onChange={(event) => put({ ...node, at: event.target.checked ? "10:30" : null })}>
            {words.gather}
          </Checkbox>
          {node.at === null ? (
            <p className="faint small">{words.gatherHint}</p>
          ) : (
            <HourField label={words.gather} value={node.at} change={(at) => put({ ...node, at }, "at")} />
          )}
          <LeadsTo node={node} exit={0} />
        </>
      );
    case "until":
      return (
        <>
          <Field label={words.event}>
            <Select
              aria-label={words.event}
              value={node.event}
              options={sopEventNames.map((value) => ({ value, label: phrases.sopEditor.events[value] }))}
              onChange={(event) => put({ ...node, event })}
            />
          </Field>
          <Field label={words.most}>
            <NumberField label={words.most} value={node.hours} min={1} max={2400} change={(hours) => put({ ...node, hours }, "hours")} />
          </Field>
          <LeadsTo node={node} exit={0} label={t("sopEditor.way.happened", { event: phrases.sopEditor.events[node.event] })} />
          <LeadsTo node={node} exit={1} label={t("sopEditor.way.late", { hours: node.hours })} />
        </>
      );
  }
}
