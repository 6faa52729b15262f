import { useState } from "react";
import { App, Modal, Radio, Select } from "antd";
import { useRouter } from "@tanstack/react-router";
import type { BulkDo, BulkWhom, CustomerMark } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCall } from "../../kit/use-call.ts";
import { FieldInput } from "../fields/input.tsx";
import type { Value } from "../fields/input.tsx";
import { useTagOptions } from "../pickers/options.ts";
import { Preview } from "./preview.tsx";
import type { ChangeKind } from "./words.ts";

type Props = {
  kind: ChangeKind;
  whom: BulkWhom;
  /** The page shows itself what comes of it. */
  stay?: boolean;
  onClose: (done: boolean) => void;
};

/** One change for many: what, then what it would do, then the button that says to how many. */
export function ChangeDialog({ kind, whom, stay = false, onClose }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const router = useRouter();
  const [what, setWhat] = useState<BulkDo | null>(null);
  const preview = useCall(
    "bulk.preview",
    { whom, what: what ?? { do: "mark", mark: "test", on: true } },
    { enabled: what !== null, gcTime: 0 },
  );
  const start = useAct("bulk.start", {
    refresh: ["customers", "bulk", "tags", "fields", "overlaps"],
    onDone: ({ id }) => {
      void message.success(t("changes.started"));
      onClose(true);
      if (!stay) void router.navigate({ to: "/customers/changes/$id", params: { id } });
    },
  });
  const change = what === null ? undefined : preview.data?.change;
  return (
    <Modal
      open
      title={t(`changes.dialog.${kind}`)}
      onCancel={() => onClose(false)}
      okText={change === undefined || change === 0 ? t("common.save") : t("changes.go", { count: change })}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: change === undefined || change === 0, loading: start.isPending }}
      onOk={() => (what === null ? undefined : start.mutate({ whom, what }))}
      destroyOnHidden
    >
      <div className="stack">
        {kind === "add" || kind === "remove" ? <TagsForm kind={kind} onChange={setWhat} /> : null}
        {kind === "field" ? <FieldForm onChange={setWhat} /> : null}
        {kind === "mark" ? <MarkForm onChange={setWhat} /> : null}
        {what === null ? null : <Preview query={preview} />}
      </div>
    </Modal>
  );
}

type FormProps = { onChange: (what: BulkDo | null) => void };

function TagsForm({ kind, onChange }: FormProps & { kind: "add" | "remove" }) {
  const { t } = useWords();
  const options = useTagOptions();
  return (
    <Select
      mode="multiple"
      autoFocus
      aria-label={t("changes.pickTags")}
      placeholder={t("changes.pickTags")}
      style={{ width: "100%" }}
      showSearch={{ optionFilterProp: "label" }}
      options={options}
      onChange={(ids: string[]) =>
        onChange(ids.length === 0 ? null : { do: "tags", add: kind === "add" ? ids : [], remove: kind === "remove" ? ids : [] })
      }
    />
  );
}

function FieldForm({ onChange }: FormProps) {
  const { t } = useWords();
  const fields = useCall("fields.list", {}, { staleTime: 60_000 });
  const [key, setKey] = useState<string | null>(null);
  const [value, setValue] = useState<Value>(null);
  const field = fields.data?.fields.find((one) => one.key === key);
  const say = (next: { key: string; value: Value }) => onChange({ do: "field", ...next });
  return (
    <>
      <Select
        autoFocus
        aria-label={t("changes.pickField")}
        placeholder={t("changes.pickField")}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={(fields.data?.fields ?? []).map((one) => ({ value: one.key, label: one.name }))}
        onChange={(next: string) => {
          setKey(next);
          setValue(null);
          say({ key: next, value: null });
        }}
      />
      {field ? (
        <FieldInput
          field={field}
          value={value}
          onChange={(next) => {
            setValue(next);
            say({ key: field.key, value: next });
          }}
        />
      ) : null}
    </>
  );
}

function MarkForm({ onChange }: FormProps) {
  const { t, phrases } = useWords();
  const [mark, setMark] = useState<CustomerMark | null>(null);
  const [on, setOn] = useState(true);
  const say = (next: { mark: CustomerMark | null; on: boolean }) => {
    setMark(next.mark);
    setOn(next.on);
    onChange(next.mark === null ? null : { do: "mark", mark: next.mark, on: next.on });
  };
  return (
    <>
      <Select
        autoFocus
        aria-label={t("changes.pickMark")}
        placeholder={t("changes.pickMark")}
        style={{ width: "100%" }}
        options={(["staff", "test", "supplier", "competitor"] as const).map((value) => ({ value, label: phrases.customers.marks[value] }))}
        onChange={(next: CustomerMark) => say({ mark: next, on })}
      />
      <Radio.Group
        value={on}
        onChange={(event) => say({ mark, on: event.target.value === true })}
        options={[
          { value: true, label: t("changes.on") },
          { value: false, label: t("changes.off") },
        ]}
      />
      <p className="soft small">{t("customers.marksHint")}</p>
    </>
  );
}
