import { Input, InputNumber, Select } from "antd";
import type { CustomField } from "@shuke/contract";
import { useWords } from "../../i18n.ts";

export type Value = string | number | boolean | null;

/** One value in the way its kind is written; empty is none. */
export function FieldInput({ field, value, onChange }: { field: CustomField; value: Value; onChange: (value: Value) => void }) {
  const { t } = useWords();
  const look = { "aria-label": field.name, placeholder: t("fields.toClear"), style: { width: "100%" } };
  switch (field.kind) {
    case "number":
      return <InputNumber {...look} value={typeof value === "number" ? value : null} onChange={(next) => onChange(next)} />;
    case "date":
      return (
        <Input
          {...look}
          type="date"
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
        />
      );
    case "boolean":
      return (
        <Select
          {...look}
          allowClear
          value={typeof value === "boolean" ? String(value) : null}
          options={[
            { value: "true", label: t("fields.answers.yes") },
            { value: "false", label: t("fields.answers.no") },
          ]}
          onChange={(next: string | null | undefined) => onChange(next === null || next === undefined ? null : next === "true")}
        />
      );
    case "choice":
      return (
        <Select
          {...look}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={typeof value === "string" ? value : null}
          options={field.options.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next: string | null | undefined) => onChange(next ?? null)}
        />
      );
    case "text":
      return (
        <Input
          {...look}
          maxLength={500}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
        />
      );
  }
}
