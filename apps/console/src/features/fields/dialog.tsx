import { useState } from "react";
import { Form, Input, Modal, Segmented, Switch } from "antd";
import type { CustomField, FieldKind } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { linesOf } from "../../kit/lines.ts";

const kinds: readonly FieldKind[] = ["choice", "boolean", "date", "number", "text"];

/** A field, new or known. An option keeps its people when it is renamed in its own line. */
export function FieldDialog({ field, onClose }: { field: CustomField | null; onClose: () => void }) {
  const { t, phrases } = useWords();
  const [name, setName] = useState(field?.name ?? "");
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? "choice");
  const [options, setOptions] = useState((field?.options ?? []).map((option) => option.name).join("\n"));
  const [listed, setListed] = useState(field?.listed ?? false);
  const refresh = ["fields", "customers"];
  const create = useAct("fields.create", { inline: true, refresh, onDone: onClose, said: () => t("fields.made", { name }) });
  const update = useAct("fields.update", { inline: true, refresh, onDone: onClose, said: () => t("common.saved") });
  const lines = linesOf(options);
  const isReady = name.trim() !== "" && (kind !== "choice" || lines.length > 0);
  const save = () => {
    if (!field) return create.mutate({ name: name.trim(), kind, options: kind === "choice" ? lines : [], listed });
    // A line that changed in its place is a renamed option; one that is new anywhere else is a new one.
    const same = lines.length === field.options.length;
    const named = lines.map((line, at) => {
      const own = field.options.find((option) => option.name === line) ?? (same ? field.options[at] : undefined);
      return { name: line, ...(own ? { id: own.id } : {}) };
    });
    return update.mutate({ key: field.key, name: name.trim(), listed, ...(kind === "choice" ? { options: named } : {}) });
  };
  return (
    <Modal
      open
      title={field ? t("fields.editTitle", { name: field.name }) : t("fields.add")}
      okText={field ? t("common.save") : t("fields.create")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !isReady, loading: create.isPending || update.isPending }}
      onOk={save}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t("fields.name")} htmlFor="field-name">
          <Input id="field-name" autoFocus maxLength={30} value={name} onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("fields.kind")} extra={t("fields.kindFixed")}>
          <Segmented
            aria-label={t("fields.kind")}
            disabled={field !== null}
            value={kind}
            options={kinds.map((value) => ({ value, label: phrases.fields.kinds[value] }))}
            onChange={setKind}
          />
        </Form.Item>
        {kind === "choice" ? (
          <Form.Item label={t("fields.options")} extra={t("fields.optionsHint")} htmlFor="field-options">
            <Input.TextArea
              id="field-options"
              autoSize={{ minRows: 3, maxRows: 10 }}
              value={options}
              onChange={(event) => setOptions(event.target.value)}
            />
          </Form.Item>
        ) : null}
        <label className="row">
          <Switch size="small" checked={listed} onChange={setListed} aria-label={t("fields.listed")} /> {t("fields.listed")}
        </label>
        {create.isError || update.isError ? <Failed error={create.error ?? update.error} /> : null}
      </Form>
    </Modal>
  );
}
