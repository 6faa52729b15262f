import { Button, Input, InputNumber, Select } from "antd";
import type { RunItem } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useStaffOptions } from "../pickers/options.ts";

/** Minute by minute: what, by whom, in which words. */
export function RunSheetEditor({ items, change }: { items: readonly RunItem[]; change: (items: RunItem[]) => void }) {
  const { phrases } = useWords();
  const { options } = useStaffOptions();
  const words = phrases.talks.edit;
  const set = (n: number, patch: Partial<RunItem>) => change(items.map((item, at) => (at === n ? { ...item, ...patch } : item)));
  return (
    <Panel title={words.runSheet} note={words.runHint}>
      <div className="stack">
        {items.map((item, n) => (
          <div className="row wrap run-line" key={n}>
            <InputNumber
              aria-label={words.minute}
              min={0}
              max={600}
              value={item.minute}
              onChange={(minute) => set(n, { minute: minute ?? 0 })}
            />
            <Input
              aria-label={words.item}
              placeholder={words.item}
              maxLength={60}
              style={{ width: 180 }}
              value={item.title}
              onChange={(event) => set(n, { title: event.target.value })}
            />
            <Select
              aria-label={words.owner}
              style={{ width: 140 }}
              showSearch={{ optionFilterProp: "label" }}
              value={item.owner}
              options={[{ value: "", label: words.ownerHost }, ...options]}
              onChange={(owner) => set(n, { owner })}
            />
            <Input
              aria-label={words.words}
              placeholder={words.words}
              maxLength={1000}
              style={{ flex: 1, minWidth: 220 }}
              value={item.text}
              onChange={(event) => set(n, { text: event.target.value })}
            />
            <Button type="text" onClick={() => change(items.filter((_, at) => at !== n))}>
              {words.remove}
            </Button>
          </div>
        ))}
        <div>
          <Button onClick={() => change([...items, { minute: (items.at(-1)?.minute ?? -5) + 5, title: "", owner: "", text: "" }])}>
            {words.add}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
