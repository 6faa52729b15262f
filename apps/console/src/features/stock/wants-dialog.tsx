import { useState } from "react";
import { Input, InputNumber, Modal } from "antd";
import type { StockItem } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useReaches } from "../../session.tsx";
import { SegmentPicker, TagPicker } from "../segments/inputs.tsx";
import "../segments/segments.css";
import "./stock.css";

/** Notes that many want it: everybody of segments, with tags, or of a list. */
export function WantsDialog({ product, onClose }: { product: StockItem; onClose: () => void }) {
  const { t, phrases } = useWords();
  const reaches = useReaches();
  const [segmentIds, setSegments] = useState<string[]>([]);
  const [tagIds, setTags] = useState<string[]>([]);
  const [csv, setCsv] = useState("");
  const [quantity, setQuantity] = useState(1);
  const words = phrases.stock.wantForm;
  const note = useAct("stock.wantMany", {
    refresh: ["stock"],
    said: (out) => t(out.unknown > 0 ? "stock.wantForm.doneUnknown" : "stock.wantForm.done", out),
    onDone: onClose,
  });
  const isSomebody = segmentIds.length + tagIds.length > 0 || csv.trim() !== "";
  return (
    <Modal
      open
      width={560}
      title={t("stock.wantForm.title", { name: product.name })}
      okText={words.submit}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !isSomebody, loading: note.isPending }}
      onOk={() => note.mutate({ id: product.id, segmentIds, tagIds, csv, quantity })}
      onCancel={onClose}
    >
      <div className="stack stock-form">
        <p className="soft">{words.hint}</p>
        {reaches("segments.list") ? (
          <div className="field">
            <span className="field-label">{words.segments}</span>
            <SegmentPicker label={words.segments} value={segmentIds} change={setSegments} optional except={undefined} />
          </div>
        ) : null}
        <div className="field">
          <span className="field-label">{words.tags}</span>
          <TagPicker label={words.tags} value={tagIds} change={setTags} optional />
        </div>
        <label className="field">
          {words.csv}
          <Input.TextArea value={csv} autoSize={{ minRows: 3, maxRows: 8 }} onChange={(event) => setCsv(event.target.value)} />
          <span className="soft small">{t("stock.wantForm.csvHint", { unit: product.unit })}</span>
        </label>
        <input
          type="file"
          accept=".csv,.txt"
          aria-label={words.file}
          onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)}
        />
        <label className="field">
          {t("stock.wantForm.quantity", { unit: product.unit })}
          <InputNumber min={1} max={product.each} precision={0} value={quantity} onChange={(value) => setQuantity(value ?? 1)} />
        </label>
      </div>
    </Modal>
  );
}
