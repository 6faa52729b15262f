import { useState } from "react";
import { Button, Checkbox, Drawer, Input, InputNumber, Radio } from "antd";
import type { StockItem, StockPlan } from "@shuke/contract";
import { stockLimits } from "@shuke/contract/stock-words";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { StoreField } from "./store-field.tsx";
import "./stock.css";

const blank: StockPlan = {
  name: "",
  sku: "",
  unit: "件",
  storeId: null,
  text: "",
  holdHours: stockLimits.holdHours.usual,
  validDays: stockLimits.validDays.usual,
  each: 2,
  order: "oldest",
  open: true,
};

/** A product that people may wait for: what it is called, how it is known in orders, what they are told and for how long some are kept. */
export function ProductDrawer({ product, onClose }: { product: StockItem | null; onClose: () => void }) {
  const { t, phrases } = useWords();
  const [plan, setPlan] = useState<StockPlan>(() =>
    product
      ? planOf(product)
      : { ...blank, unit: t("stock.form.usualUnit"), text: t("stock.form.usualText", { name: "{{name}}", until: "{{until}}" }) },
  );
  const words = phrases.stock.form;
  const set = (patch: Partial<StockPlan>) => setPlan((old) => ({ ...old, ...patch }));
  const save = useAct("stock.save", { refresh: ["stock"], said: () => t("stock.form.saved"), onDone: onClose });
  const ready = [plan.name, plan.sku, plan.unit, plan.text].every((one) => one.trim() !== "");
  return (
    <Drawer open onClose={onClose} size={560} title={product ? words.titleEdit : words.titleNew} destroyOnHidden>
      <form
        className="stack stock-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(product ? { id: product.id, revision: product.revision, plan } : { plan });
        }}
      >
        <div className="fields">
          <label className="field">
            {words.name}
            <Input value={plan.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
          </label>
          <label className="field">
            {words.unit}
            <Input value={plan.unit} maxLength={10} onChange={(event) => set({ unit: event.target.value })} />
          </label>
        </div>
        <label className="field">
          {words.sku}
          <Input value={plan.sku} maxLength={60} onChange={(event) => set({ sku: event.target.value })} />
          <span className="soft small">{words.skuHint}</span>
        </label>
        <StoreField id="stock-store" label={words.store} value={plan.storeId} change={(storeId) => set({ storeId })} />
        <div className="fields">
          <Numbered label={words.each} value={plan.each} least={1} most={stockLimits.each} change={(each) => set({ each })} />
          <Numbered
            label={words.holdHours}
            value={plan.holdHours}
            least={stockLimits.holdHours.least}
            most={stockLimits.holdHours.most}
            change={(holdHours) => set({ holdHours })}
          />
          <Numbered
            label={words.validDays}
            value={plan.validDays}
            least={stockLimits.validDays.least}
            most={stockLimits.validDays.most}
            change={(validDays) => set({ validDays })}
          />
        </div>
        <div className="field" role="group" aria-labelledby="stock-order">
          <span id="stock-order">{words.order}</span>
          <Radio.Group
            value={plan.order}
            onChange={(event) => set({ order: event.target.value === "lot" ? "lot" : "oldest" })}
            options={(["oldest", "lot"] as const).map((value) => ({ value, label: words.orders[value] }))}
          />
        </div>
        <label className="field">
          {words.text}
          <Input.TextArea
            value={plan.text}
            maxLength={800}
            autoSize={{ minRows: 3, maxRows: 8 }}
            onChange={(event) => set({ text: event.target.value })}
          />
          <span className="soft small">{t("stock.form.textHint", { fields: "{{name}} {{until}}" })}</span>
        </label>
        <Checkbox checked={plan.open} onChange={(event) => set({ open: event.target.checked })}>
          {words.open}
        </Checkbox>
        <div className="row">
          <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

function Numbered(props: { label: string; value: number; least: number; most: number; change: (value: number) => void }) {
  return (
    <label className="field">
      {props.label}
      <InputNumber
        min={props.least}
        max={props.most}
        precision={0}
        value={props.value}
        onChange={(value) => props.change(value ?? props.least)}
      />
    </label>
  );
}

const planOf = ({ name, sku, unit, storeId, text, holdHours, validDays, each, order, open }: StockItem): StockPlan => ({
  name,
  sku,
  unit,
  storeId,
  text,
  holdHours,
  validDays,
  each,
  order,
  open,
});
