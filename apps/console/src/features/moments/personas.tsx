import { useState } from "react";
import { Button, Drawer, Input, InputNumber, Select } from "antd";
import type { MomentPersona } from "@shuke/contract";
import { MOMENT_PLAN } from "@shuke/contract/moment-words";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const MOST = 12;
const blank: MomentPersona = {
  name: "",
  positions: [],
  text: "",
  perWeek: MOMENT_PLAN.perWeek,
  sellingPercent: MOMENT_PLAN.sellingPercent,
};
const swap = <T,>(list: readonly T[], n: number, one: T): T[] => list.map((old, at) => (at === n ? one : old));

/** Who speaks, how often, and how much of it may sell; by position. */
export function Personas({ onClose }: { onClose: () => void }) {
  const { phrases } = useWords();
  const words = phrases.moments.personas;
  const { data } = useCall("moments.settings", {});
  return (
    <Drawer open title={words.title} size={520} onClose={onClose} destroyOnHidden>
      <p className="soft">{words.sentence}</p>
      {data ? <Editor start={data.personas} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Editor({ start, onClose }: { start: readonly MomentPersona[]; onClose: () => void }) {
  const { t, phrases } = useWords();
  const words = phrases.moments.personas;
  const can = useCan()("plays.write");
  // The one that nobody has written yet has a name that no page shows.
  const [list, setList] = useState<MomentPersona[]>(() =>
    start.map((one) => (one.name === "default" ? { ...one, name: words.everybody } : one)),
  );
  const save = useAct("moments.saveSettings", { refresh: ["moments"], said: () => t("moments.personas.saved"), onDone: onClose });
  const isReady = list.length > 0 && list.every(({ name }) => name.trim() !== "");
  return (
    <div className="stack send-edit-fields">
      {list.map((one, n) => {
        const set = (patch: Partial<MomentPersona>) => setList(swap(list, n, { ...one, ...patch }));
        return (
          <Panel
            key={n}
            title={one.name === "" ? words.unnamed : one.name}
            extra={
              list.length > 1 ? (
                <Button size="small" type="text" disabled={!can} onClick={() => setList(list.filter((_, at) => at !== n))}>
                  {words.remove}
                </Button>
              ) : null
            }
          >
            <div className="stack">
              <label className="field">
                {words.name}
                <Input value={one.name} maxLength={30} disabled={!can} onChange={(event) => set({ name: event.target.value })} />
              </label>
              <div className="field">
                <span className="field-label">{words.positions}</span>
                <Select
                  mode="tags"
                  aria-label={words.positions}
                  placeholder={words.positionsNone}
                  disabled={!can}
                  value={one.positions}
                  tokenSeparators={["，", ",", "、"]}
                  onChange={(positions) => set({ positions })}
                />
              </div>
              <label className="field">
                {words.text}
                <Input.TextArea
                  rows={2}
                  maxLength={300}
                  disabled={!can}
                  value={one.text}
                  onChange={(event) => set({ text: event.target.value })}
                />
              </label>
              <div className="fields">
                <label className="field">
                  {words.perWeek}
                  <InputNumber
                    min={1}
                    max={21}
                    disabled={!can}
                    value={one.perWeek}
                    onChange={(value) => set({ perWeek: value ?? MOMENT_PLAN.perWeek })}
                  />
                </label>
                <label className="field">
                  {words.selling}
                  <InputNumber
                    min={0}
                    max={100}
                    suffix="%"
                    disabled={!can}
                    value={one.sellingPercent}
                    onChange={(value) => set({ sellingPercent: value ?? MOMENT_PLAN.sellingPercent })}
                  />
                </label>
              </div>
            </div>
          </Panel>
        );
      })}
      {can ? (
        <div className="row send-switch">
          <Button type="primary" disabled={!isReady} loading={save.isPending} onClick={() => save.mutate({ personas: list })}>
            {words.save}
          </Button>
          <Button disabled={list.length >= MOST} onClick={() => setList([...list, blank])}>
            {words.add}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
