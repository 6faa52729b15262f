import { useState } from "react";
import { Button, Drawer, Form, Input, InputNumber, Segmented, Select } from "antd";
import { DeleteOutlined, DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import type { Poster, PosterSlots } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { PutAway } from "../../kit/put-away.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import { accepts, UploadButton } from "../contents/upload-button.tsx";
import { PosterPreview } from "./preview.tsx";
import "./posters.css";

type Line = PosterSlots["lines"][number];
const START: PosterSlots = {
  qr: { x: 360, y: 1000, size: 280 },
  lines: [{ text: "{{store}}", x: 500, y: 1300, size: 44, colour: "#1d2129", align: "center" }],
};

/** A template: places left, the poster of one code right. */
export function PosterDrawer({ poster, onClose }: { poster: Poster | null; onClose: () => void }) {
  const { t, phrases, language } = useWords();
  const words = phrases.posters.form;
  const canWrite = useCan()("entrances.write") && !poster?.archived;
  const [name, setName] = useState(poster?.name ?? "");
  const [fileId, setFileId] = useState(poster?.fileId ?? "");
  const [slots, setSlots] = useState(poster?.slots ?? START);
  const [codeId, setCodeId] = useState<string | null>(null);
  const codes = useCall("liveCodes.list", { limit: 500, state: "active" }, { staleTime: 60_000 });
  const save = useAct("posters.save", { inline: true, refresh: ["posters"], said: () => words.saved, onDone: onClose });
  const setLine = (n: number, patch: Partial<Line>) =>
    setSlots((old) => ({ ...old, lines: old.lines.map((line, at) => (at === n ? { ...line, ...patch } : line)) }));
  const isReady = name.trim() !== "" && fileId !== "" && slots.lines.every(({ text }) => text.trim() !== "");
  const number = (label: string, value: number, set: (value: number) => void, least: number, most: number) => (
    <label className="poster-number">
      <span>{label}</span>
      <InputNumber size="small" min={least} max={most} step={10} precision={0} value={value} onChange={(next) => set(next ?? least)} />
    </label>
  );
  return (
    <Drawer open onClose={onClose} size={960} title={poster?.name ?? words.newTitle} destroyOnHidden>
      <div className="poster-editor">
        <Form layout="vertical" component="div" disabled={!canWrite}>
          <Form.Item label={words.name} extra={words.nameHint} htmlFor="poster-name">
            <Input id="poster-name" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
          </Form.Item>
          <Form.Item label={words.background}>
            <UploadButton accept={accepts.image} onFile={(file) => setFileId(file.id)}>
              {fileId === "" ? words.choose : words.other}
            </UploadButton>
          </Form.Item>
          <fieldset className="poster-slot">
            <legend>{words.qr}</legend>
            <div className="row">
              {number(words.x, slots.qr.x, (x) => setSlots({ ...slots, qr: { ...slots.qr, x } }), 0, 1000)}
              {number(words.y, slots.qr.y, (y) => setSlots({ ...slots, qr: { ...slots.qr, y } }), 0, 4000)}
              {number(words.size, slots.qr.size, (size) => setSlots({ ...slots, qr: { ...slots.qr, size } }), 80, 1000)}
            </div>
          </fieldset>
          {slots.lines.map((line, n) => (
            // Lines have nothing else to be called by than their place.
            <fieldset key={n} className="poster-slot">
              <legend>{t("posters.form.line", { n: n + 1 })}</legend>
              <div className="row poster-words">
                <Input
                  aria-label={`${words.text} ${n + 1}`}
                  maxLength={60}
                  value={line.text}
                  onChange={(event) => setLine(n, { text: event.target.value })}
                />
                <Button
                  aria-label={`${words.removeLine} ${n + 1}`}
                  icon={<DeleteOutlined />}
                  onClick={() => setSlots({ ...slots, lines: slots.lines.filter((_, at) => at !== n) })}
                />
              </div>
              <div className="row">
                {number(words.x, line.x, (x) => setLine(n, { x }), 0, 1000)}
                {number(words.y, line.y, (y) => setLine(n, { y }), 0, 4000)}
                {number(words.size, line.size, (size) => setLine(n, { size }), 16, 200)}
                <label className="poster-number">
                  <span>{words.colour}</span>
                  <input
                    type="color"
                    disabled={!canWrite}
                    value={line.colour}
                    onChange={(event) => setLine(n, { colour: event.target.value })}
                  />
                </label>
                <Segmented
                  size="small"
                  aria-label={`${words.align} ${n + 1}`}
                  value={line.align}
                  options={(["left", "center", "right"] as const).map((value) => ({ value, label: words.aligns[value] }))}
                  onChange={(align) => setLine(n, { align })}
                />
              </div>
            </fieldset>
          ))}
          <p className="small soft">
            {t("posters.form.textHint", { gaps: "{{name}} {{store}} {{channel}}" })} · {words.placeHint}
          </p>
          {slots.lines.length < 6 ? (
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                setSlots({
                  ...slots,
                  lines: [
                    ...slots.lines,
                    { text: "", x: 500, y: 100 + slots.lines.length * 90, size: 56, colour: "#1d2129", align: "center" },
                  ],
                })
              }
            >
              {words.addLine}
            </Button>
          ) : null}
          {save.error ? <Failed error={save.error} /> : null}
          <div className="row poster-foot">
            {poster ? <Away poster={poster} onClose={onClose} /> : null}
            <span style={{ flex: 1 }} />
            {canWrite ? (
              <Button
                type="primary"
                disabled={!isReady}
                loading={save.isPending}
                onClick={() =>
                  save.mutate({ ...(poster ? { id: poster.id, version: poster.version } : {}), name: name.trim(), fileId, slots })
                }
              >
                {t("common.save")}
              </Button>
            ) : null}
          </div>
        </Form>
        <aside>
          <label className="poster-code" htmlFor="poster-code">
            {words.code}
            <Select
              id="poster-code"
              allowClear
              placeholder={words.codeNone}
              loading={codes.isPending}
              showSearch={{ optionFilterProp: "label" }}
              value={codeId}
              options={(codes.data?.items ?? [])
                .filter(({ qrUrl }) => qrUrl !== null)
                .map((code) => ({ value: code.id, label: code.name }))}
              onChange={(value: string | null | undefined) => setCodeId(value ?? null)}
            />
          </label>
          <PosterPreview name={name} fileId={fileId} slots={slots} codeId={codeId} />
          {poster && !poster.archived ? (
            <section className="poster-kit">
              <h2 className="small soft">{words.kit}</h2>
              <div className="row">
                {(["group", "staff"] as const).map((kind) => (
                  <Button
                    key={kind}
                    disabled={false}
                    icon={<DownloadOutlined />}
                    href={`/api/posters/${poster.id}/kit?kind=${kind}&lang=${language}`}
                  >
                    {words.kits[kind]}
                  </Button>
                ))}
              </div>
              <p className="small soft">{words.kitHint}</p>
            </section>
          ) : null}
        </aside>
      </div>
    </Drawer>
  );
}

function Away({ poster, onClose }: { poster: Poster; onClose: () => void }) {
  const { phrases } = useWords();
  const words = phrases.posters.form;
  const can = useCan()("entrances.write");
  const restore = useAct("posters.restore", { refresh: ["posters"], said: () => words.restored });
  const archive = useAct("posters.archive", { refresh: ["posters"] });
  return can ? <PutAway row={poster} words={words} archive={archive} restore={restore} onClose={onClose} /> : null;
}
